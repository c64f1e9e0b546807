// Element-wise functions: y[i] = f(x[i]) and y[i] = f(a[i], b[i]).

#include "CKernels.h"

#include <math.h>

#include "double_functions.h"
#include "element_loops.h"
#include "inverse_functions.h"
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

// An own function that is accurate for moderate angles only. Larger ones, infinity and NaN are left to
// the C library. Only blocks with such are looked at one by one, which keeps the loop of the others
// free of branches; all else in such a block is computed as ever, so that no element's result depends
// on its neighbours.
#define OWN_OF_ANGLES_OF_TYPE(name, suffix, T, own, of_large)                     \
  WIDE void kernel_##name##_##suffix(const T *x, T *y, long n) {                  \
    enum { BLOCK = 256 };                                                         \
    for (long start = 0; start < n; start += BLOCK) {                             \
      long end = n - start < BLOCK ? n : start + BLOCK;                           \
      int large = 0;                                                              \
      for (long i = start; i < end; i++) large += !(fabs(x[i]) <= LARGEST_ANGLE); \
      if (large == 0) {                                                           \
        INDEPENDENT for (long i = start; i < end; i++) y[i] = (T)own(x[i]);       \
      } else {                                                                    \
        for (long i = start; i < end; i++)                                        \
          y[i] = fabs(x[i]) <= LARGEST_ANGLE ? (T)own(x[i]) : of_large(x[i]);     \
      }                                                                           \
    }                                                                             \
  }

#define OWN_OF_ANGLES(name)                                          \
  OWN_OF_ANGLES_OF_TYPE(name, f32, float, name##_single, name##f)    \
  OWN_OF_ANGLES_OF_TYPE(name, f64, double, name##_double, name)

UNARY_SAME(negate, -x)
UNARY(abs, fabsf(x), fabs(x))
UNARY_SAME(sign, x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x)
UNARY_SAME(square, x *x)
UNARY_SAME(reciprocal, 1 / x)
UNARY(sqrt, sqrtf(x), sqrt(x))
UNARY(rsqrt, 1 / sqrtf(x), 1 / sqrt(x))
OWN_FLOAT(exp)
OWN_SINGLE(expm1)
OWN_FLOAT(log)
OWN_FLOAT(log1p)
OWN_OF_ANGLES(sin)
OWN_OF_ANGLES(cos)
OWN_OF_ANGLES(tan)
OWN_SINGLE(asin)
OWN_SINGLE(acos)
OWN_SINGLE(atan)
OWN_SINGLE(sinh)
OWN_SINGLE(cosh)
OWN_FLOAT(tanh)
OWN_FLOAT(erf)
OWN_SINGLE(erfc)
OWN_FLOAT(sigmoid)
// Written so that NaN, for which no comparison holds, stays NaN.
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

INLINE int is_ordinary_single(double a, double b) {
  return (a != 0) & (fabs(a) < INFINITY) & (fabs(b) < INFINITY);
}

// Powers that may be exact, as cubes and roots are, are special too: the C library rounds them
// correctly, and 3^3 is 27.
INLINE int is_ordinary_double(double a, double b) {
  return is_ordinary_single(a, b) & (rint(4 * b) != 4 * b);
}

// The loop over blocks as for angles: zeros, infinities and NaN are left to the C library. Squares
// are by far the most frequent powers. The steps are copied away, because the loops are made of
// vectors only where these are known.
#define POWER_OF_TYPE(suffix, T, is_ordinary, own, of_special)                                     \
  WIDE void kernel_power_##suffix(const T *a, long sa, const T *b, long sb, T *y, long n) {        \
    enum { BLOCK = 256 };                                                                          \
    if (n > 0 && sa == 1 && sb == 0 && b[0] == 2) {                                                \
      kernel_square_##suffix(a, y, n);                                                             \
      return;                                                                                      \
    }                                                                                              \
    T a0 = n > 0 ? a[0] : 0, b0 = n > 0 ? b[0] : 0, as[BLOCK], bs[BLOCK];                          \
    for (long start = 0; start < n; start += BLOCK) {                                              \
      long count = n - start < BLOCK ? n - start : BLOCK;                                          \
      int special = 0;                                                                             \
      for (long i = 0; i < count; i++) as[i] = sa ? a[start + i] : a0;                             \
      for (long i = 0; i < count; i++) bs[i] = sb ? b[start + i] : b0;                             \
      for (long i = 0; i < count; i++) special += !is_ordinary(as[i], bs[i]);                      \
      if (special == 0) {                                                                          \
        for (long i = 0; i < count; i++) y[start + i] = (T)own(as[i], bs[i]);                      \
      } else {                                                                                     \
        for (long i = 0; i < count; i++)                                                           \
          y[start + i] =                                                                           \
              is_ordinary(as[i], bs[i]) ? (T)own(as[i], bs[i]) : of_special(as[i], bs[i]);         \
      }                                                                                            \
    }                                                                                              \
  }

POWER_OF_TYPE(f32, float, is_ordinary_single, power_single, powf)
POWER_OF_TYPE(f64, double, is_ordinary_double, power_double, pow)

COMPARE(less, a < b)
COMPARE(less_equal, a <= b)
COMPARE(greater, a > b)
COMPARE(greater_equal, a >= b)
COMPARE(equal, a == b)
COMPARE(not_equal, a != b)

// a is the function's output and b the gradient of the target with it.
BINARY_SAME(relu_gradient, a > 0 ? b : 0)
BINARY_SAME(leaky_relu, a > 0 ? a : b *a)
BINARY_SAME(leaky_relu_slope, a > 0 ? 1 : b)
BINARY_SAME(sigmoid_gradient, b *a *(1 - a))
BINARY_SAME(tanh_gradient, b *(1 - a * a))

// Parts of gradient rules: a is what comes from above.
BINARY_SAME(chain_product, a == 0 ? a : a *b)
BINARY_SAME(chain_quotient, a == 0 ? a : a / b)
BINARY_SAME(is_at_least, a >= b)
BINARY_SAME(is_not_at_least, !(a >= b))
BINARY_SAME(is_equal, a == b)

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
