// The same numbers as elements of another type.

#include "CKernels.h"

#include <math.h>
#include <stdint.h>

#include "vectors.h"

#define CONVERSION(from, A, to, B, result)                                       \
  WIDE static void from##_to_##to(const A *restrict xs, B *restrict y, long n) { \
    for (long i = 0; i < n; i++) {                                               \
      A x = xs[i];                                                               \
      y[i] = (B)(result);                                                        \
    }                                                                            \
  }

// 0 for NaN; a value out of range becomes the nearest int64.
static int64_t nearest_int64(double x) {
  if (x != x) return 0;
  if (x >= 0x1p63) return INT64_MAX;
  return x < -0x1p63 ? INT64_MIN : (int64_t)x;
}

// Vector instructions convert only to 32 bits. Whether a whole block fits is checked first, which
// keeps the loop over it free of branches.
#define TRUNCATION(from, A, to, B)                                               \
  WIDE static void from##_to_##to(const A *restrict x, B *restrict y, long n) {  \
    enum { BLOCK = 256 };                                                        \
    for (long start = 0; start < n; start += BLOCK) {                            \
      long end = n - start < BLOCK ? n : start + BLOCK;                          \
      int large = 0;                                                             \
      for (long i = start; i < end; i++) large |= !(fabs((double)x[i]) < 0x1p31); \
      if (large)                                                                 \
        for (long i = start; i < end; i++) y[i] = (B)nearest_int64((double)x[i]); \
      else                                                                       \
        for (long i = start; i < end; i++) y[i] = (B)(int32_t)x[i];              \
    }                                                                            \
  }

// To `_Float16` by way of `float`: an integer that is finite in `_Float16` is exact in `float`, so
// it is rounded only once.
#define FROM_INTEGER(from, A)                  \
  CONVERSION(from, A, boolean, uint8_t, x != 0) \
  CONVERSION(from, A, int8, int8_t, x)         \
  CONVERSION(from, A, int16, int16_t, x)       \
  CONVERSION(from, A, int32, int32_t, x)       \
  CONVERSION(from, A, int64, int64_t, x)       \
  CONVERSION(from, A, uint8, uint8_t, x)       \
  CONVERSION(from, A, float16, _Float16, (float)x) \
  CONVERSION(from, A, float32, float, x)       \
  CONVERSION(from, A, float64, double, x)

#define FROM_FLOATING(from, A)                 \
  CONVERSION(from, A, boolean, uint8_t, x != 0) \
  TRUNCATION(from, A, int8, int8_t)            \
  TRUNCATION(from, A, int16, int16_t)          \
  TRUNCATION(from, A, int32, int32_t)          \
  TRUNCATION(from, A, int64, int64_t)          \
  TRUNCATION(from, A, uint8, uint8_t)          \
  CONVERSION(from, A, float16, _Float16, x)    \
  CONVERSION(from, A, float32, float, x)       \
  CONVERSION(from, A, float64, double, x)

FROM_INTEGER(int8, int8_t)
FROM_INTEGER(int16, int16_t)
FROM_INTEGER(int32, int32_t)
FROM_INTEGER(int64, int64_t)
FROM_INTEGER(uint8, uint8_t)
FROM_FLOATING(float16, _Float16)
FROM_FLOATING(float32, float)
FROM_FLOATING(float64, double)

#define TO(from, to)             \
  case kernel_##to:              \
    from##_to_##to(x, y, n);     \
    return;

#define FROM(from)       \
  switch (to) {          \
    TO(from, boolean)    \
    TO(from, int8)       \
    TO(from, int16)      \
    TO(from, int32)      \
    TO(from, int64)      \
    TO(from, uint8)      \
    TO(from, float16)    \
    TO(from, float32)    \
    TO(from, float64)    \
  }                      \
  return;

void kernel_convert(const void *x, enum kernel_type from, void *y, enum kernel_type to, long n) {
  switch (from) {
    case kernel_boolean: // 0 or 1, as uint8
    case kernel_uint8: FROM(uint8)
    case kernel_int8: FROM(int8)
    case kernel_int16: FROM(int16)
    case kernel_int32: FROM(int32)
    case kernel_int64: FROM(int64)
    case kernel_float16: FROM(float16)
    case kernel_float32: FROM(float32)
    case kernel_float64: FROM(float64)
  }
}
