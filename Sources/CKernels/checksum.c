#include "CKernels.h"

#if defined(__x86_64__)
#include <nmmintrin.h>

int kernel_has_crc32c(void) { return __builtin_cpu_supports("sse4.2"); }

// One chain: an instruction waits for the one before, three cycles for eight bytes, which is faster
// than memory is read. Several chains would have to be joined by multiplications of polynomials.
__attribute__((target("sse4.2"))) uint32_t kernel_crc32c(const void *bytes, long count) {
  const unsigned char *next = bytes, *end = next + count;
  uint64_t remainder = 0xffffffff;
  for (; end - next >= 8; next += 8) {
    uint64_t word;
    __builtin_memcpy(&word, next, 8);
    remainder = _mm_crc32_u64(remainder, word);
  }
  uint32_t rest = (uint32_t)remainder;
  for (; next < end; next++) rest = _mm_crc32_u8(rest, *next);
  return ~rest;
}

#else

int kernel_has_crc32c(void) { return 0; }

uint32_t kernel_crc32c(const void *bytes, long count) {
  (void)bytes;
  (void)count;
  return 0;
}

#endif
