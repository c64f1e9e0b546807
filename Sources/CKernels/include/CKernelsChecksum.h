// The checksums of TensorFlow's files and of zip archives, with instructions that many processors
// have.

#ifndef CKERNELS_CHECKSUM_H
#define CKERNELS_CHECKSUM_H

#include <stdint.h>

// Whether the processor has the instruction.
int kernel_has_crc32c(void);
// The CRC-32C (Castagnoli) of `count` bytes; only if the processor has the instruction.
uint32_t kernel_crc32c(const void *bytes, long count);

// Whether this processor has an instruction that multiplies polynomials over bits.
int kernel_has_crc32(void);
// The CRC-32 of zip archives, continued from the checksum of the bytes before. The count is a
// multiple of 16, at least 64.
uint32_t kernel_crc32(uint32_t sum, const void *bytes, long count);

#endif
