// The exponential function and related ones, in single precision throughout.
//
// Networks compute these for every element of every layer, so they use whole vectors: 16 numbers to
// an instruction, where single_functions.h, by way of double precision, handles 8, with two
// conversions more and a division that takes twice as long. The price is the last digit: results
// are within 2 units in the last place and not within half a unit.
//
// There are no branches, so that the compiler can vectorize loops over these; where two formulas
// are needed, both are computed.

#ifndef CKERNELS_SINGLE_EXPONENTIALS_H
#define CKERNELS_SINGLE_EXPONENTIALS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "vectors.h"

INLINE uint32_t float_bits(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

INLINE float float_of(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// Like ROUNDER in single_functions.h: the low bits of x + FLOAT_ROUNDER are x as an integer.
#define FLOAT_ROUNDER 0x1.8p23f

// A NaN passes, because no comparison with it holds.
INLINE float float_clamp(float x, float low, float high) {
  x = x < low ? low : x;
  return x > high ? high : x;
}

// e^x = 2^n (1 + rest), where x = n log 2 + r and |r| <= log 2 / 2; n for x between -150 and 150.
INLINE int32_t float_split_exp(float x, float *rest) {
#pragma clang fp contract(on)
  float shifted = x * 0x1.715476p0f + FLOAT_ROUNDER, n = shifted - FLOAT_ROUNDER;
  // log 2 in two numbers: with the first, of 16 bits, the product is exact.
  float r = (x - n * 0x1.62e4p-1f) - n * 0x1.7f7d1cp-20f;
  // A minimax polynomial for (e^r - 1 - r) / r², with an error of 2^-28 of the result.
  float p = 0x1.6a23f0p-10f;
  p = p * r + 0x1.123a0ap-7f;
  p = p * r + 0x1.5558f2p-5f;
  p = p * r + 0x1.555492p-3f;
  p = p * r + 0x1.fffffcp-2f;
  *rest = r + r * r * p;
  return (int32_t)(float_bits(shifted) - float_bits(FLOAT_ROUNDER));
}

// 2^n, for n between -126 and 127.
INLINE float float_power_of_2(int32_t n) { return float_of((uint32_t)(n + 127) << 23); }

INLINE float exp_float(float x) {
  float rest;
  // Beyond, the result is 0 or infinite.
  int32_t n = float_split_exp(float_clamp(x, -104, 89), &rest), half = n >> 1;
  // In two steps: 2^n itself may be too small or too large for a float where the product is not.
  return (1 + rest) * float_power_of_2(half) * float_power_of_2(n - half);
}

INLINE float sigmoid_float(float x) {
#pragma clang fp contract(on)
  // From e^-|x|, which is at most 1: the sum below loses no small term, and the quotient of a small
  // e^-|x| is as accurate as e^-|x|.
  float e = exp_float(-fabsf(x));
  // Uncorrected, the rounding error of the sum would cost another unit. The exact correction has a
  // factor between a half and one; one is close enough.
  float sum = 1 + e, lost = e - (sum - 1), quotient = (x < 0 ? e : 1) / sum;
  return quotient - quotient * lost;
}

INLINE float tanh_float(float x) {
#pragma clang fp contract(on)
  // For small |x|: below, the difference from 1 would cancel.
  float s = x * x;
  float p = -0x1.9b3044p-8f;
  p = p * s + 0x1.593d06p-6f;
  p = p * s - 0x1.b9287ap-5f;
  p = p * s + 0x1.110d26p-3f;
  p = p * s - 0x1.55554ap-2f;
  float small = x + x * s * p;
  // 1 - 2 / (e^2|x| + 1), which is 1 from |x| = 10 on.
  float rest;
  float power = float_power_of_2(float_split_exp(float_clamp(2 * fabsf(x), 0, 20), &rest));
  float large = 1 - 2 / (1 + (power + power * rest));
  return copysignf(fabsf(x) < 0.55f ? small : large, x);
}

// x + x p(x²), or 1 - e^(a h(a)), where a = |x| and p and h are polynomials, with errors of 2e-8 of
// the result. From 4 on it is 1.
INLINE float erf_float(float x) {
#pragma clang fp contract(on)
  float s = x * x;
  float p = -0x1.3b3b2ap-11f;
  p = p * s + 0x1.478686p-8f;
  p = p * s - 0x1.b698cep-6f;
  p = p * s + 0x1.ce1b6ap-4f;
  p = p * s - 0x1.8126ecp-2f;
  p = p * s + 0x1.06eba6p-3f;
  float small = x + x * p;
  float a = float_clamp(fabsf(x), 0, 4);
  float h = 0x1.bfcfa8p-13f;
  h = h * a - 0x1.a4e9f6p-9f;
  h = h * a + 0x1.76d7dcp-6f;
  h = h * a - 0x1.af1508p-4f;
  h = h * a - 0x1.457e86p-1f;
  h = h * a - 0x1.20e614p+0f;
  float rest, power = float_power_of_2(float_split_exp(a * h, &rest));
  return fabsf(x) < 0.92f ? small : copysignf((1 - power) - power * rest, x);
}

#endif
