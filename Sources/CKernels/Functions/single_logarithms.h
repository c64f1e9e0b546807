// The logarithm and related functions, in single precision throughout, for the reason given in
// single_exponentials.h, and with the same accuracy: within 2 units in the last place.

#ifndef CKERNELS_SINGLE_LOGARITHMS_H
#define CKERNELS_SINGLE_LOGARITHMS_H

#include "single_exponentials.h"

// The exponent k and the fraction f of a positive finite x = 2^k (1 + f), with 1 + f between √½ and
// √2. A denormal number is scaled first.
INLINE float float_split(float x, float *f) {
  int is_tiny = x < 0x1p-126f;
  uint32_t bits = float_bits(is_tiny ? x * 0x1p24f : x);
  uint32_t exponent = (bits + (0x3f800000u - 0x3f3504f3u)) >> 23;
  *f = float_of(bits - (exponent << 23) + 0x3f800000u) - 1;
  // An integer in the low bits of 2^23 is that integer plus 2^23.
  return float_of(exponent | 0x4b000000u) - (0x1p23f + 127) - (is_tiny ? 24 : 0);
}

// log(2^k (1 + f)) + more, from log(1 + f) = f - f²/2 + f³ p(f) with an error of 3e-9.
INLINE float float_log_of_parts(float k, float f, float more) {
#pragma clang fp contract(on)
  float s = f * f, p = 0x1.1d8ea6p-4f;
  p = p * f - 0x1.d635bcp-4f;
  p = p * f + 0x1.dea282p-4f;
  p = p * f - 0x1.fcf4c6p-4f;
  p = p * f + 0x1.23d21ap-3f;
  p = p * f - 0x1.555b4ap-3f;
  p = p * f + 0x1.999d5ap-3f;
  p = p * f - 0x1.fffffcp-3f;
  p = p * f + 0x1.555554p-2f;
  // log 2 in two numbers: with the first, of 16 bits, the product is exact. The rounding error of
  // the sum of k log 2 and f is kept.
  float whole = k * 0x1.62e4p-1f, sum = whole + f, lost = k == 0 ? 0 : f - (sum - whole);
  return sum + (f * s * p - 0.5f * s + (k * 0x1.7f7d1cp-20f + more + lost));
}

// The result for arguments that have no logarithm.
INLINE float float_log_of_special(float x, float result) {
  result = x < INFINITY ? result : x;
  result = x == 0 ? -INFINITY : result;
  return x < 0 ? NAN : result;
}

INLINE float log_float(float x) {
  float f, k = float_split(x, &f);
  return float_log_of_special(x, float_log_of_parts(k, f, 0));
}

INLINE float log1p_float(float x) {
  float u = 1 + x, f, k = float_split(u, &f);
  // The rounding error of 1 + x; none for x so small that f is x itself.
  float lost = (x < 1 ? x - (u - 1) : 1 - (u - x)) / u;
  float result = float_log_of_parts(k, k == 0 ? x : f, k == 0 ? 0 : lost);
  result = x == 0 ? x : float_log_of_special(u, result);
  return x < INFINITY ? result : x;
}

#endif
