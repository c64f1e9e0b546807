// The checksum of TensorFlow's files, by the instruction that many processors have for it.

#ifndef CKERNELS_CHECKSUM_H
#define CKERNELS_CHECKSUM_H

#include <stdint.h>

// Whether the processor has the instruction.
int kernel_has_crc32c(void);
// Castagnoli's checksum of `count` bytes; only where the processor has the instruction.
uint32_t kernel_crc32c(const void *bytes, long count);

#endif
