// Element-wise functions: y[i] = f(x[i]) and y[i] = f(a[i], b[i]).

#include "CKernels.h"

#include <math.h>

#include "double_functions.h"
#include "element_loops.h"
#include "inverse_functions.h"
#include "inverse_hyperbolics.h"
#include "single_exponentials.h"
#include "single_logarithms.h"
#include "single_functions.h"
#include "vectors.h"

#define OWN_SINGLE(name)                                       \
  UNARY_OF_TYPE(name, f32, float, (float)name##_single(x))     \
  UNARY_OF_TYPE(name, f64, double, name##_double(x))

#define OWN_FLOAT(name)                             \
  UNARY_OF_TYPE(name, f32, float, name##_float(x)) \
  UNARY_OF_TYPE(name, f64, double, name##_double(x))

// Our own functions of angles are accurate for moderate ones only. Larger ones, infinity and NaN
// are left to the C library: only blocks that contain one are processed element by element, which
// keeps the loop over the others free of branches. The other elements of such a block are computed
// as usual, so no element's result depends on its neighbors.
#define OWN_OF_ANGLES_OF_TYPE(name, suffix, T, own, of_large)                     \
  WIDE void kernel_##name##_##suffix(const T *x, T *y, long n) {                  \
    enum { BLOCK = BLOCK_##suffix };                                              \
    for (long start = 0; start < n; start += BLOCK) {                             \
      long end = n - start < BLOCK ? n : start + BLOCK;                           \
      fetch_next_block(x + start, BLOCK * sizeof(T));                             \
      int large = 0;                                                              \
      for (long i = start; i < end; i++) large += !(fabs(x[i]) <= LARGEST_ANGLE); \
      if (large == 0) {                                                           \
        LOOP_##suffix for (long i = start; i < end; i++) y[i] = (T)own(x[i]);     \
      } else {                                                                    \
        for (long i = start; i < end; i++)                                        \
          y[i] = fabs(x[i]) <= LARGEST_ANGLE ? (T)own(x[i]) : of_large(x[i]);     \
      }                                                                           \
    }                                                                             \
  }

#define OWN_OF_ANGLES(name)                                          \
  OWN_OF_ANGLES_OF_TYPE(name, f32, float, name##_single, name##f)    \
  OWN_OF_ANGLES_OF_TYPE(name, f64, double, name##_double, name)

// Zeros, denormal and negative numbers, infinity and NaN need more steps, which only blocks that
// contain one take. The bits of all others, read as integers, are within one range: neither their
// distance from its start nor that to its end has the sign bit.
WIDE void kernel_log_f64(const double *x, double *y, long n) {
  enum { BLOCK = BLOCK_f64 };
  for (long start = 0; start < n; start += BLOCK) {
    long end = n - start < BLOCK ? n : start + BLOCK;
    fetch_next_block(x + start, BLOCK * sizeof(double));
    uint64_t distances = 0;
    for (long i = start; i < end; i++) {
      uint64_t bits = bits_of(x[i]);
      distances |= (bits - bits_of(0x1p-1022)) | (bits_of(INFINITY) - 1 - bits);
    }
    if (distances >> 63 == 0)
      LOOP_f64 for (long i = start; i < end; i++) y[i] = log_of_normal(x[i]);
    else
      LOOP_f64 for (long i = start; i < end; i++) y[i] = log_double(x[i]);
  }
}

UNARY_SAME(negate, -x)
UNARY(abs, fabsf(x), fabs(x))
UNARY_SAME(sign, x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x)
UNARY_SAME(square, x *x)
UNARY_SAME(reciprocal, 1 / x)
UNARY(sqrt, sqrtf(x), sqrt(x))
UNARY(rsqrt, 1 / sqrtf(x), 1 / sqrt(x))
OWN_FLOAT(exp)
OWN_SINGLE(expm1)
UNARY_OF_TYPE(log, f32, float, log_float(x))
OWN_FLOAT(log1p)
OWN_OF_ANGLES(sin)
OWN_OF_ANGLES(cos)
OWN_OF_ANGLES(tan)
OWN_SINGLE(asin)
OWN_SINGLE(acos)
OWN_SINGLE(atan)
OWN_SINGLE(sinh)
OWN_SINGLE(cosh)
UNARY_SAME(asinh, asinh_double(x))
UNARY_SAME(acosh, acosh_double(x))
UNARY_SAME(atanh, atanh_double(x))
OWN_FLOAT(tanh)
OWN_FLOAT(erf)
OWN_SINGLE(erfc)
OWN_FLOAT(sigmoid)
// Not x > 0 ? x : 0, which would turn NaN into 0, since no comparison with NaN holds.
UNARY_SAME(relu, x <= 0 ? 0 : x)
UNARY(floor, floorf(x), floor(x))
UNARY(ceil, ceilf(x), ceil(x))
// rint, because round takes halves away from zero.
UNARY(round, rintf(x), rint(x))

#define COMPARE(name, result)                                  \
  BINARY_OF_TYPE(name, f32, float, unsigned char, result)      \
  BINARY_OF_TYPE(name, f64, double, unsigned char, result)

BINARY_SAME(add, a + b)
BINARY_SAME(subtract, a - b)
BINARY_SAME(multiply, a *b)
BINARY_SAME(divide, a / b)
// A NaN on either side wins; fmaxf would drop it.
BINARY_SAME(maximum, a > b || a != a ? a : b)
BINARY_SAME(minimum, a < b || a != a ? a : b)
BINARY_SAME(squared_difference, (a - b) * (a - b))
BINARY(atan2, atan2_single(a, b), atan2_double(a, b))

COMPARE(less, a < b)
COMPARE(less_equal, a <= b)
COMPARE(greater, a > b)
COMPARE(greater_equal, a >= b)
COMPARE(equal, a == b)
COMPARE(not_equal, a != b)

// a is the function's output and b the gradient of the target with respect to it.
BINARY_SAME(relu_gradient, a > 0 ? b : 0)
BINARY_SAME(leaky_relu, a > 0 ? a : b *a)
BINARY_SAME(leaky_relu_slope, a > 0 ? 1 : b)
BINARY_SAME(sigmoid_gradient, b *a *(1 - a))
BINARY_SAME(tanh_gradient, b *(1 - a * a))

// Parts of gradient rules: a is the incoming gradient.
BINARY_SAME(chain_product, a == 0 ? a : a *b)
BINARY_SAME(chain_quotient, a == 0 ? a : a / b)
BINARY_SAME(is_at_least, a >= b)
BINARY_SAME(is_not_at_least, !(a >= b))
BINARY_SAME(is_equal, a == b)

// The result of minimum and then maximum.
#define CLIP(suffix, T)                                                                  \
  WIDE void kernel_clip_##suffix(const T *x, T low, T high, T *y, long n) {              \
    INDEPENDENT for (long i = 0; i < n; i++) {                                           \
      T limited = x[i] < high || x[i] != x[i] ? x[i] : high;                             \
      y[i] = limited > low || limited != limited ? limited : low;                        \
    }                                                                                    \
  }

CLIP(f32, float)
CLIP(f64, double)

#define ADD_PRODUCT(suffix, T)                                                      \
  WIDE void kernel_add_product_##suffix(T factor, const T *x, T *y, long n) {       \
    INDEPENDENT for (long i = 0; i < n; i++) y[i] += factor * x[i];                 \
  }

ADD_PRODUCT(f32, float)
ADD_PRODUCT(f64, double)

// The loop for known steps of `a` and `b`.
#define SELECT_LOOP(a_i, b_i) \
  INDEPENDENT for (long i = 0; i < n; i++) y[i] = conditions[i] ? a_i : b_i;

#define SELECT(suffix, T)                                                                        \
  WIDE void kernel_select_##suffix(const unsigned char *conditions, long sc, const T *a, long sa, \
                                   const T *b, long sb, T *y, long n) {                          \
    if (n <= 0) return;                                                                          \
    T a0 = a[0], b0 = b[0];                                                                      \
    if (!sc) {                                                                                   \
      const T *x = conditions[0] ? a : b;                                                        \
      long step = conditions[0] ? sa : sb;                                                       \
      T x0 = x[0];                                                                               \
      if (step)                                                                                  \
        for (long i = 0; i < n; i++) y[i] = x[i];                                                \
      else                                                                                       \
        for (long i = 0; i < n; i++) y[i] = x0;                                                  \
    } else if (sa && sb) {                                                                       \
      SELECT_LOOP(a[i], b[i])                                                                    \
    } else if (sa) {                                                                             \
      SELECT_LOOP(a[i], b0)                                                                      \
    } else if (sb) {                                                                             \
      SELECT_LOOP(a0, b[i])                                                                      \
    } else {                                                                                     \
      SELECT_LOOP(a0, b0)                                                                        \
    }                                                                                            \
  }

SELECT(f32, float)
SELECT(bytes1, uint8_t)
SELECT(bytes2, uint16_t)
SELECT(bytes4, uint32_t)
SELECT(bytes8, uint64_t)
