// Keys: unsigned integers that have the order of elements.
//
// As integers, the bits of positive floating-point numbers have the numbers' order; those of
// negative ones, apart from the sign, have the opposite order. So all bits of a negative number are
// inverted, and of the others the sign bit. Of signed integers only the sign bit is inverted.

#ifndef CKERNELS_KEYS_H
#define CKERNELS_KEYS_H

#include <stdint.h>
#include <string.h>

#include "vectors.h"

INLINE uint8_t key_u8(uint8_t x) { return x; }
INLINE uint8_t key_s8(int8_t x) { return (uint8_t)x ^ 0x80; }
INLINE uint16_t key_s16(int16_t x) { return (uint16_t)x ^ 0x8000; }
INLINE uint32_t key_s32(int32_t x) { return (uint32_t)x ^ 0x80000000u; }
INLINE uint64_t key_s64(int64_t x) { return (uint64_t)x ^ 0x8000000000000000u; }

INLINE uint16_t key_f16(uint16_t bits) {
  uint16_t turn = (uint16_t)((int16_t)bits >> 15) | 0x8000;
  return (bits & 0x7fff) == 0 ? 0x8000 : bits ^ turn;
}

INLINE uint32_t key_f32(float x) {
  uint32_t bits;
  x += 0;  // turns -0 into 0
  memcpy(&bits, &x, sizeof bits);
  return bits ^ ((uint32_t)((int32_t)bits >> 31) | 0x80000000u);
}

INLINE uint64_t key_f64(double x) {
  uint64_t bits;
  x += 0;
  memcpy(&bits, &x, sizeof bits);
  return bits ^ ((uint64_t)((int64_t)bits >> 63) | 0x8000000000000000u);
}

INLINE int is_number_f16(uint16_t bits) { return (bits & 0x7fff) <= 0x7c00; }

// The key for ascending order, if `turn` is 0, or for descending order, if all its bits are set.
// NaN has the largest key in either direction.
#define DIRECTED_KEY(suffix, T, K, number)                                                         \
  INLINE K directed_##suffix(T x, K turn) { return number ? (K)(key_##suffix(x) ^ turn) : (K)-1; }

DIRECTED_KEY(u8, uint8_t, uint8_t, 1)
DIRECTED_KEY(s8, int8_t, uint8_t, 1)
DIRECTED_KEY(s16, int16_t, uint16_t, 1)
DIRECTED_KEY(s32, int32_t, uint32_t, 1)
DIRECTED_KEY(s64, int64_t, uint64_t, 1)
DIRECTED_KEY(f16, uint16_t, uint16_t, is_number_f16(x))
DIRECTED_KEY(f32, float, uint32_t, x == x)
DIRECTED_KEY(f64, double, uint64_t, x == x)

#endif
