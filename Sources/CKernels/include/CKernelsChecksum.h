// The checksums of TensorFlow's files and of zip archives, by instructions that many processors
// have.

#ifndef CKERNELS_CHECKSUM_H
#define CKERNELS_CHECKSUM_H

#include <stdint.h>

// Whether the processor has the instruction.
int kernel_has_crc32c(void);
// Castagnoli's checksum of `count` bytes; only where the processor has the instruction.
uint32_t kernel_crc32c(const void *bytes, long count);

// Whether this processor has an instruction that multiplies polynomials over bits.
int kernel_has_crc32(void);
// The CRC-32 of zip archives, of bytes that follow others whose checksum is given: a multiple of
// 16, at least 64.
uint32_t kernel_crc32(uint32_t sum, const void *bytes, long count);

#endif
