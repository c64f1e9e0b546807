// Element-wise functions: y[i] = f(x[i]) and y[i] = f(a[i], b[i]).

#include "CKernels.h"

#include <math.h>

#include "single_functions.h"
#include "vectors.h"

// Defines the kernel of a function of one element `x`.
#define UNARY_OF_TYPE(name, suffix, T, result)                    \
  WIDE void kernel_##name##_##suffix(const T *xs, T *y, long n) { \
    INDEPENDENT for (long i = 0; i < n; i++) {                    \
      T x = xs[i];                                                \
      y[i] = result;                                              \
    }                                                             \
  }

// The same by calls of the C library, which no vector width makes faster.
#define CALLS_OF_TYPE(name, suffix, T, function)                    \
  void kernel_##name##_##suffix(const T *x, T *y, long n) {         \
    for (long i = 0; i < n; i++) y[i] = function(x[i]);             \
  }

#define UNARY(name, single_result, double_result) \
  UNARY_OF_TYPE(name, f32, float, single_result)  \
  UNARY_OF_TYPE(name, f64, double, double_result)

#define UNARY_SAME(name, result) UNARY(name, result, result)

#define CALLS(name)                         \
  CALLS_OF_TYPE(name, f32, float, name##f)  \
  CALLS_OF_TYPE(name, f64, double, name)

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

#define OWN_SINGLE(name)                                       \
  UNARY_OF_TYPE(name, f32, float, (float)name##_single(x))     \
  CALLS_OF_TYPE(name, f64, double, name)

// An own function that is accurate for moderate angles only. Blocks with larger ones, with infinity
// or NaN are left to the C library, which keeps the loop of the others free of branches.
#define OWN_OF_ANGLES(name)                                                               \
  WIDE void kernel_##name##_f32(const float *x, float *y, long n) {                       \
    enum { BLOCK = 256 };                                                                 \
    for (long start = 0; start < n; start += BLOCK) {                                     \
      long end = n - start < BLOCK ? n : start + BLOCK;                                   \
      int moderate = 1;                                                                   \
      for (long i = start; i < end; i++) moderate &= fabsf(x[i]) <= LARGEST_ANGLE;        \
      if (moderate) {                                                                     \
        INDEPENDENT for (long i = start; i < end; i++) y[i] = (float)name##_single(x[i]); \
      } else {                                                                            \
        for (long i = start; i < end; i++) y[i] = name##f(x[i]);                          \
      }                                                                                   \
    }                                                                                     \
  }                                                                                       \
  CALLS_OF_TYPE(name, f64, double, name)

UNARY_SAME(negate, -x)
UNARY(abs, fabsf(x), fabs(x))
UNARY_SAME(sign, x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x)
UNARY_SAME(square, x *x)
UNARY_SAME(reciprocal, 1 / x)
UNARY(sqrt, sqrtf(x), sqrt(x))
UNARY(rsqrt, 1 / sqrtf(x), 1 / sqrt(x))
OWN_SINGLE(exp)
OWN_SINGLE(expm1)
OWN_SINGLE(log)
OWN_SINGLE(log1p)
OWN_OF_ANGLES(sin)
OWN_OF_ANGLES(cos)
CALLS(tan)
CALLS(asin)
CALLS(acos)
CALLS(atan)
CALLS(sinh)
CALLS(cosh)
OWN_SINGLE(tanh)
OWN_SINGLE(erf)
OWN_SINGLE(sigmoid)
// Written so that NaN, for which no comparison holds, stays NaN.
UNARY_SAME(relu, x <= 0 ? 0 : x)
UNARY(floor, floorf(x), floor(x))
UNARY(ceil, ceilf(x), ceil(x))
// rint, because round takes halves away from zero.
UNARY(round, rintf(x), rint(x))

// Defines the kernels of a function of two elements `a` and `b`. The steps are constants in each
// of the loops, because a loop over a step known only at run time is not made of vectors.
#define BINARY_OF_TYPE(name, suffix, T, Y, result)                                             \
  WIDE void kernel_##name##_##suffix(const T *as, long sa, const T *bs, long sb, Y *y, long n) { \
    if (n <= 0) return;                                                                        \
    T a0 = as[0], b0 = bs[0];                                                                  \
    if (sa && sb) {                                                                            \
      INDEPENDENT for (long i = 0; i < n; i++) {                                               \
        T a = as[i], b = bs[i];                                                                \
        y[i] = (Y)(result);                                                                    \
      }                                                                                        \
    } else if (sa) {                                                                           \
      T b = b0;                                                                                \
      INDEPENDENT for (long i = 0; i < n; i++) {                                               \
        T a = as[i];                                                                           \
        y[i] = (Y)(result);                                                                    \
      }                                                                                        \
    } else if (sb) {                                                                           \
      T a = a0;                                                                                \
      INDEPENDENT for (long i = 0; i < n; i++) {                                               \
        T b = bs[i];                                                                           \
        y[i] = (Y)(result);                                                                    \
      }                                                                                        \
    } else {                                                                                   \
      T a = a0, b = b0;                                                                        \
      Y value = (Y)(result);                                                                   \
      for (long i = 0; i < n; i++) y[i] = value;                                               \
    }                                                                                          \
  }

#define BINARY(name, single_result, double_result)             \
  BINARY_OF_TYPE(name, f32, float, float, single_result)       \
  BINARY_OF_TYPE(name, f64, double, double, double_result)

#define COMPARE(name, result)                                  \
  BINARY_OF_TYPE(name, f32, float, unsigned char, result)      \
  BINARY_OF_TYPE(name, f64, double, unsigned char, result)

#define BINARY_SAME(name, result) BINARY(name, result, result)

BINARY_SAME(add, a + b)
BINARY_SAME(subtract, a - b)
BINARY_SAME(multiply, a *b)
BINARY_SAME(divide, a / b)
// A NaN on either side wins; fmaxf would drop it.
BINARY_SAME(maximum, a > b || a != a ? a : b)
BINARY_SAME(minimum, a < b || a != a ? a : b)
BINARY(power, powf(a, b), pow(a, b))
BINARY_SAME(squared_difference, (a - b) * (a - b))

COMPARE(less, a < b)
COMPARE(less_equal, a <= b)
COMPARE(greater, a > b)
COMPARE(greater_equal, a >= b)
COMPARE(equal, a == b)
COMPARE(not_equal, a != b)

#define GRADIENT_OF_TYPE(name, suffix, T, result)                                     \
  WIDE void kernel_##name##_##suffix(const T *ys, const T *dys, T *dx, long n) {      \
    INDEPENDENT for (long i = 0; i < n; i++) {                                        \
      T y = ys[i], dy = dys[i];                                                       \
      dx[i] = result;                                                                 \
    }                                                                                 \
  }

#define GRADIENT(name, result)                    \
  GRADIENT_OF_TYPE(name, f32, float, result)      \
  GRADIENT_OF_TYPE(name, f64, double, result)

GRADIENT(relu_gradient, y > 0 ? dy : 0)
GRADIENT(sigmoid_gradient, dy *y *(1 - y))
GRADIENT(tanh_gradient, dy *(1 - y * y))

#define ARRAYS_OF_TYPE(suffix, T)                                                               \
  WIDE void kernel_scale_add_##suffix(const T *a, T factor, const T *b, T *y, long n) {         \
    INDEPENDENT for (long i = 0; i < n; i++) y[i] = a[i] + factor * b[i];                       \
  }                                                                                             \
  WIDE void kernel_fill_##suffix(T value, T *y, long n) {                                       \
    for (long i = 0; i < n; i++) y[i] = value;                                                  \
  }

ARRAYS_OF_TYPE(f32, float)
ARRAYS_OF_TYPE(f64, double)
