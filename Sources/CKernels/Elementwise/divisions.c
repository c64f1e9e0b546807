// Floor division and its remainder, which has the sign of the divisor; and true division of
// integers.

#include "CKernels.h"

#include <math.h>
#include <stdint.h>

#include "element_loops.h"
#include "single_functions.h"

BINARY(floor_divide, floorf(a / b), floor(a / b))

// The exact remainder, as long as the quotient has no more bits than the type's significand. The
// rounding of the quotient may make its floor one too large: then the remainder, which is exact in
// a fused operation, has the wrong sign. A remainder of zero has the sign of the dividend.
#define REMAINDER_OF_TYPE(suffix, T, most, floor_of, fma_of, copysign_of, fmod_of)                 \
  INLINE T small_remainder_##suffix(T a, T b) {                                                    \
    T r = fma_of(-floor_of(a / b), b, a);                                                          \
    r = r != 0 && (r < 0) != (b < 0) ? r + b : r;                                                  \
    return r == 0 ? copysign_of(0, a) : r;                                                         \
  }                                                                                                \
                                                                                                   \
  INLINE int has_small_quotient_##suffix(T a, T b) {                                               \
    T q = a / b;                                                                                   \
    return (q < most) & (q > -most) & (b < INFINITY) & (b > -INFINITY);                            \
  }                                                                                                \
                                                                                                   \
  static T any_remainder_##suffix(T a, T b) {                                                      \
    T r = fmod_of(a, b);                                                                           \
    return r != 0 && (r < 0) != (b < 0) ? r + b : r;                                               \
  }                                                                                                \
                                                                                                   \
  WIDE void kernel_remainder_##suffix(const T *a, long sa, const T *b, long sb, T *y, long n) {    \
    enum { BLOCK = 256 };                                                                          \
    T a0 = n > 0 ? a[0] : 0, b0 = n > 0 ? b[0] : 0, as[BLOCK], bs[BLOCK];                          \
    for (long start = 0; start < n; start += BLOCK) {                                              \
      long count = n - start < BLOCK ? n - start : BLOCK;                                          \
      int large = 0;                                                                               \
      for (long i = 0; i < count; i++) as[i] = sa ? a[start + i] : a0;                             \
      for (long i = 0; i < count; i++) bs[i] = sb ? b[start + i] : b0;                             \
      for (long i = 0; i < count; i++) y[start + i] = small_remainder_##suffix(as[i], bs[i]);      \
      for (long i = 0; i < count; i++) large += !has_small_quotient_##suffix(as[i], bs[i]);        \
      for (long i = 0; large > 0 && i < count; i++)                                                \
        if (!has_small_quotient_##suffix(as[i], bs[i]))                                            \
          y[start + i] = any_remainder_##suffix(as[i], bs[i]);                                     \
    }                                                                                              \
  }

REMAINDER_OF_TYPE(f32, float, 0x1p24f, floorf, fmaf, copysignf, fmodf)
REMAINDER_OF_TYPE(f64, double, 0x1p53, floor, fma, copysign, fmod)

// MARK: Integers

// Processors have no vector division of integers, only of floating-point numbers. A quotient of a
// and b that is not an integer is at least 1 / b from the next one, relative to itself at least
// 1 / a. Rounding bridges that gap only if `a` has more bits than the significand, so the floor is
// right.

// Integers of 8 and 16 bits are divided in single precision.
INLINE float number_of_narrow(int32_t x) { return (float)x; }
INLINE int32_t integer_of_narrow(float x) { return (int32_t)x; }

// Those of 32 and 64 bits are divided in double precision, if they are below 2^51. The low bits of
// x + ROUNDER are x: few processors convert vectors of 64-bit integers in one instruction.
INLINE double number_of_wide(int64_t x) {
  return double_of((uint64_t)x + bits_of(ROUNDER)) - ROUNDER;
}
INLINE int64_t integer_of_wide(double x) {
  return (int64_t)(bits_of(x + ROUNDER) - bits_of(ROUNDER));
}

// Larger ones are divided one by one. The smallest integer divided by -1 wraps around.
static int64_t floor_quotient(int64_t a, int64_t b) {
  if (b == -1) return (int64_t)(0 - (uint64_t)a);
  return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static int64_t floor_remainder(int64_t a, int64_t b) {
  return (int64_t)((uint64_t)a - (uint64_t)floor_quotient(a, b) * (uint64_t)b);
}

#define DIVISION_OF_TYPE(name, suffix, T, F, width, is_large, result, exact)                       \
  WIDE void kernel_##name##_##suffix(const T *as, long sa, const T *bs, long sb, T *y, long n) {   \
    enum { BLOCK = 256 };                                                                          \
    T a0 = n > 0 ? as[0] : 0, b0 = n > 0 ? bs[0] : 0, a[BLOCK], b[BLOCK];                          \
    for (long start = 0; start < n; start += BLOCK) {                                              \
      long count = n - start < BLOCK ? n - start : BLOCK;                                          \
      int large = 0;                                                                               \
      for (long i = 0; i < count; i++) a[i] = sa ? as[start + i] : a0;                             \
      for (long i = 0; i < count; i++) b[i] = sb ? bs[start + i] : b0;                             \
      for (long i = 0; i < count; i++) large |= is_large(a[i]) | is_large(b[i]);                   \
      if (large) {                                                                                 \
        for (long i = 0; i < count; i++) y[start + i] = (T)exact(a[i], b[i]);                      \
      } else {                                                                                     \
        for (long i = 0; i < count; i++) {                                                         \
          F dividend = number_of_##width(a[i]), divisor = number_of_##width(b[i]);                 \
          F quotient = floor_of_##width(dividend / divisor);                                       \
          y[start + i] = (T)integer_of_##width(result);                                            \
        }                                                                                          \
      }                                                                                            \
    }                                                                                              \
  }

#define floor_of_narrow floorf
#define floor_of_wide floor
#define IS_NOT_LARGE(x) 0
#define IS_LARGE(x) (((x) >= 0x8000000000000) | ((x) <= -0x8000000000000))

#define DIVISIONS(name, result, exact)                                               \
  DIVISION_OF_TYPE(name, i8, int8_t, float, narrow, IS_NOT_LARGE, result, exact)     \
  DIVISION_OF_TYPE(name, u8, uint8_t, float, narrow, IS_NOT_LARGE, result, exact)    \
  DIVISION_OF_TYPE(name, i16, int16_t, float, narrow, IS_NOT_LARGE, result, exact)   \
  DIVISION_OF_TYPE(name, i32, int32_t, double, wide, IS_NOT_LARGE, result, exact)    \
  DIVISION_OF_TYPE(name, i64, int64_t, double, wide, IS_LARGE, result, exact)

DIVISIONS(floor_divide, quotient, floor_quotient)
// The products are exact, since they have no more bits than the dividend and the divisor together.
DIVISIONS(remainder, dividend - quotient * divisor, floor_remainder)

#define HAS_ZERO(suffix, T)                                \
  WIDE int kernel_has_zero_##suffix(const T *x, long n) {  \
    int zeros = 0;                                         \
    for (long i = 0; i < n; i++) zeros |= x[i] == 0;       \
    return zeros;                                          \
  }

HAS_ZERO(i8, int8_t)
HAS_ZERO(i16, int16_t)
HAS_ZERO(i32, int32_t)
HAS_ZERO(i64, int64_t)
HAS_ZERO(u8, uint8_t)

// The conversions of integers that fit are exact.
#define QUOTIENT(suffix, T, Y) BINARY_OF_TYPE(quotient, suffix, T, Y, (Y)a / (Y)b)

QUOTIENT(i8, int8_t, float)
QUOTIENT(i16, int16_t, float)
QUOTIENT(u8, uint8_t, float)
QUOTIENT(i32, int32_t, double)
QUOTIENT(i64, int64_t, double)
