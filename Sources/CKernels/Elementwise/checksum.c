#include "CKernels.h"

#if defined(__x86_64__)
#include <nmmintrin.h>
#include <wmmintrin.h>

int kernel_has_crc32c(void) { return __builtin_cpu_supports("sse4.2"); }

// One chain: each instruction waits for the one before, so eight bytes take three cycles, which is
// faster than memory can be read. Joining several chains would take multiplications of polynomials.
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

int kernel_has_crc32(void) {
  return __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");
}

// Moves the contribution of `folded` some bytes further on, and combines it with the bytes there.
__attribute__((target("pclmul,sse4.1"))) static inline __m128i fold(
    __m128i folded, __m128i powers, __m128i next) {
  __m128i low = _mm_clmulepi64_si128(folded, powers, 0x00);
  __m128i high = _mm_clmulepi64_si128(folded, powers, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

// Gopal et al.: Fast CRC computation for generic polynomials using PCLMULQDQ instruction (2009).
// The constants are powers of x, modulo the polynomial, with their bits in reverse order.
__attribute__((target("pclmul,sse4.1"))) uint32_t kernel_crc32(
    uint32_t sum, const void *bytes, long count) {
  const __m128i by64 = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4);
  const __m128i by16 = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
  const __m128i by4 = _mm_set_epi64x(0, 0x0163cd6124);
  const __m128i barrett = _mm_set_epi64x(0x01f7011641, 0x01db710641);
  const __m128i low32 = _mm_setr_epi32(~0, 0, ~0, 0);
  const __m128i *next = bytes;
  __m128i a = _mm_xor_si128(_mm_loadu_si128(next), _mm_cvtsi32_si128((int)~sum));
  __m128i b = _mm_loadu_si128(next + 1), c = _mm_loadu_si128(next + 2);
  __m128i d = _mm_loadu_si128(next + 3);
  for (next += 4, count -= 64; count >= 64; next += 4, count -= 64) {
    a = fold(a, by64, _mm_loadu_si128(next));
    b = fold(b, by64, _mm_loadu_si128(next + 1));
    c = fold(c, by64, _mm_loadu_si128(next + 2));
    d = fold(d, by64, _mm_loadu_si128(next + 3));
  }
  a = fold(fold(fold(a, by16, b), by16, c), by16, d);
  for (; count >= 16; next++, count -= 16) a = fold(a, by16, _mm_loadu_si128(next));
  // From 128 bits to 64, to 32.
  a = _mm_xor_si128(_mm_srli_si128(a, 8), _mm_clmulepi64_si128(a, by16, 0x10));
  a = _mm_xor_si128(
      _mm_clmulepi64_si128(_mm_and_si128(a, low32), by4, 0x00), _mm_srli_si128(a, 4));
  __m128i quotient = _mm_clmulepi64_si128(_mm_and_si128(a, low32), barrett, 0x10);
  quotient = _mm_clmulepi64_si128(_mm_and_si128(quotient, low32), barrett, 0x00);
  return ~(uint32_t)_mm_extract_epi32(_mm_xor_si128(a, quotient), 1);
}

#else

int kernel_has_crc32c(void) { return 0; }

uint32_t kernel_crc32c(const void *bytes, long count) {
  (void)bytes;
  (void)count;
  return 0;
}

int kernel_has_crc32(void) { return 0; }

uint32_t kernel_crc32(uint32_t sum, const void *bytes, long count) {
  (void)bytes;
  (void)count;
  return sum;
}

#endif
