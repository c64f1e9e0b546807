// Loops over integers in their own width: a vector holds two or four times as many of a narrow type
// as of float.

#include "CKernels.h"

#include <stdint.h>

#include "vectors.h"

#define EACH_INTEGER(define, name, result)        \
  define(name, i8, int8_t, uint8_t, result)       \
  define(name, i16, int16_t, uint16_t, result)    \
  define(name, i32, int32_t, uint32_t, result)    \
  define(name, i64, int64_t, uint64_t, result)    \
  define(name, u8, uint8_t, uint8_t, result)

// The steps are constants in each of the loops, as in elementwise.c. `U` is the unsigned type of
// the same width: overflow of a signed one is undefined in C.
#define PAIRS(name, suffix, T, U, Y, result)                                                       \
  WIDE void kernel_##name##_##suffix(const T *as, long sa, const T *bs, long sb, Y *y, long n) {   \
    if (n <= 0) return;                                                                            \
    const T a0 = as[0], b0 = bs[0];                                                                \
    if (sa && sb) {                                                                                \
      INDEPENDENT for (long i = 0; i < n; i++) {                                                   \
        U a = (U)as[i], b = (U)bs[i];                                                              \
        y[i] = (Y)(result);                                                                        \
      }                                                                                            \
    } else if (sa) {                                                                               \
      U b = (U)b0;                                                                                 \
      INDEPENDENT for (long i = 0; i < n; i++) {                                                   \
        U a = (U)as[i];                                                                            \
        y[i] = (Y)(result);                                                                        \
      }                                                                                            \
    } else {                                                                                       \
      U a = (U)a0;                                                                                 \
      INDEPENDENT for (long i = 0; i < n; i++) {                                                   \
        U b = (U)(sb ? bs[i] : b0);                                                                \
        y[i] = (Y)(result);                                                                        \
      }                                                                                            \
    }                                                                                              \
  }

// Arithmetic on bits, and comparisons of what the bits mean.
#define ARITHMETIC(name, suffix, T, U, result) PAIRS(name, suffix, T, U, T, result)
#define EXTREME(name, suffix, T, U, result) PAIRS(name, suffix, T, T, T, result)
#define COMPARISON(name, suffix, T, U, result) PAIRS(name, suffix, T, T, unsigned char, result)

EACH_INTEGER(ARITHMETIC, add, a + b)
EACH_INTEGER(ARITHMETIC, subtract, a - b)
// 1u, since C multiplies two numbers of 16 bits as `int`, which their product may overflow.
EACH_INTEGER(ARITHMETIC, multiply, 1u * a * b)
EACH_INTEGER(EXTREME, maximum, a > b ? a : b)
EACH_INTEGER(EXTREME, minimum, a < b ? a : b)
EACH_INTEGER(COMPARISON, less, a < b)
EACH_INTEGER(COMPARISON, less_equal, a <= b)
EACH_INTEGER(COMPARISON, greater, a > b)
EACH_INTEGER(COMPARISON, greater_equal, a >= b)
EACH_INTEGER(COMPARISON, equal, a == b)
EACH_INTEGER(COMPARISON, not_equal, a != b)

// Powers by squaring: the product of those of a, a², a⁴, ... whose bit is set in b. The elements of
// a block take as many steps as the largest b has bits. A product of 16 bits is formed as
// `unsigned`, for the reason above.
#define POWER(name, suffix, T, U, unused)                                                          \
  WIDE void kernel_##name##_##suffix(const T *a, long sa, const T *b, long sb, T *y, long n) {     \
    enum { BLOCK = 256 };                                                                          \
    T a0 = n > 0 ? a[0] : 0, b0 = n > 0 ? b[0] : 0;                                                \
    U base[BLOCK], rest[BLOCK], result[BLOCK];                                                     \
    for (long start = 0; start < n; start += BLOCK) {                                              \
      long count = n - start < BLOCK ? n - start : BLOCK;                                          \
      U bits = 0;                                                                                  \
      for (long i = 0; i < count; i++) base[i] = (U)(sa ? a[start + i] : a0);                      \
      for (long i = 0; i < count; i++) rest[i] = (U)(sb ? b[start + i] : b0);                      \
      for (long i = 0; i < count; i++) bits |= rest[i];                                            \
      for (long i = 0; i < count; i++) result[i] = 1;                                              \
      for (; bits != 0; bits >>= 1)                                                                \
        for (long i = 0; i < count; i++) {                                                         \
          result[i] = (U)(1u * result[i] * (rest[i] & 1 ? base[i] : 1));                           \
          base[i] = (U)(1u * base[i] * base[i]);                                                   \
          rest[i] >>= 1;                                                                           \
        }                                                                                          \
      for (long i = 0; i < count; i++) y[start + i] = (T)result[i];                                \
    }                                                                                              \
  }

EACH_INTEGER(POWER, power, )

// The order of integers in a sum or product does not matter, so the compiler may choose it.
#define FOLD(name, suffix, T, U, start, step)                \
  WIDE T kernel_##name##_##suffix(const T *xs, long n) {     \
    U y = (U)(start);                                        \
    for (long i = 0; i < n; i++) {                           \
      U x = (U)xs[i];                                        \
      y = (U)(step);                                         \
    }                                                        \
    return (T)y;                                             \
  }

#define SUM(name, suffix, T, U, step) FOLD(name, suffix, T, U, 0, step)
#define PRODUCT(name, suffix, T, U, step) FOLD(name, suffix, T, U, 1, step)
#define LARGEST(name, suffix, T, U, step) FOLD(name, suffix, T, T, SMALLEST_##suffix, step)
#define SMALLEST(name, suffix, T, U, step) FOLD(name, suffix, T, T, LARGEST_##suffix, step)

#define SMALLEST_i8 INT8_MIN
#define SMALLEST_i16 INT16_MIN
#define SMALLEST_i32 INT32_MIN
#define SMALLEST_i64 INT64_MIN
#define SMALLEST_u8 0
#define LARGEST_i8 INT8_MAX
#define LARGEST_i16 INT16_MAX
#define LARGEST_i32 INT32_MAX
#define LARGEST_i64 INT64_MAX
#define LARGEST_u8 UINT8_MAX

EACH_INTEGER(SUM, sum, y + x)
EACH_INTEGER(PRODUCT, product, 1u * y * x)
EACH_INTEGER(LARGEST, max, x > y ? x : y)
EACH_INTEGER(SMALLEST, min, x < y ? x : y)
