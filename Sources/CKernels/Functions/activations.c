// Activation functions that are formulas of other functions, each in one loop, and their slopes.
//
// Each step of a formula is rounded, so the results have the same bits as those of the operations
// one after the other.

#include "CKernels.h"

#include <math.h>

#include "double_functions.h"
#include "element_loops.h"
#include "single_exponentials.h"
#include "single_logarithms.h"

INLINE float expm1_float(float x) { return (float)expm1_single(x); }

// log(1 + e^x) = max(x, 0) + log(1 + e^-|x|), whose exponential cannot overflow.
UNARY(softplus, (x > 0 ? x : 0) + log1p_float(exp_float(x > 0 ? -x : x)),
      (x > 0 ? x : 0) + log1p_double(exp_double(x > 0 ? -x : x)))

// e^x - 1 is computed of negative elements only, since that of large ones would overflow.
UNARY(elu, x >= 0 ? x : expm1_float(x >= 0 ? 0 : x), x >= 0 ? x : expm1_double(x >= 0 ? 0 : x))

// The fixed point of Klambauer et al. (2017).
#define SELU_SCALE 1.0507009873554805
#define SELU_ALPHA 1.6732632423543772

UNARY(selu,
      (float)SELU_SCALE * (x >= 0 ? x : (float)SELU_ALPHA * expm1_float(x >= 0 ? 0 : x)),
      SELU_SCALE * (x >= 0 ? x : SELU_ALPHA * expm1_double(x >= 0 ? 0 : x)))

// x times the probability that a standard normal variable is below x, and its usual approximation.
#define HALF_ROOT 0.70710678118654757
#define ROOT_OF_2_OVER_PI 0.79788456080286541

UNARY(gelu, 0.5f * x * (1 + erf_float(x * (float)HALF_ROOT)),
      0.5 * x * (1 + erf_double(x * HALF_ROOT)))
UNARY(gelu_by_tanh,
      0.5f * x * (1 + tanh_float((float)ROOT_OF_2_OVER_PI * (x + 0.044715f * x * x * x))),
      0.5 * x * (1 + tanh_double(ROOT_OF_2_OVER_PI * (x + 0.044715 * x * x * x))))

UNARY(swish, x * sigmoid_float(x), x * sigmoid_double(x))
// 0.2 x + 0.5, clipped to [0, 1]. NaN, for which no comparison holds, stays NaN.
INLINE float hard_sigmoid_float(float x) {
  float line = 0.2f * x + 0.5f;
  line = line > 1 ? 1 : line;
  return line < 0 ? 0 : line;
}
INLINE double hard_sigmoid_double(double x) {
  double line = 0.2 * x + 0.5;
  line = line > 1 ? 1 : line;
  return line < 0 ? 0 : line;
}
UNARY(hard_sigmoid, hard_sigmoid_float(x), hard_sigmoid_double(x))

UNARY(softsign, x / (1 + fabsf(x)), x / (1 + fabs(x)))

// b times the slope at a.
BINARY(softplus_gradient, b * sigmoid_float(a), b * sigmoid_double(a))
BINARY(elu_gradient, b * (a >= 0 ? 1 : exp_float(a)), b * (a >= 0 ? 1 : exp_double(a)))

INLINE float selu_slope_float(float x) {
  return (float)SELU_SCALE * (x >= 0 ? 1 : (float)SELU_ALPHA * exp_float(x));
}
INLINE double selu_slope_double(double x) {
  return SELU_SCALE * (x >= 0 ? 1 : SELU_ALPHA * exp_double(x));
}
BINARY(selu_gradient, b * selu_slope_float(a), b * selu_slope_double(a))

// The probability of being below x, and x times the density at x.
#define ROOT_OF_HALF_OVER_PI 0.39894228040143268

INLINE float gelu_slope_float(float x) {
  float density = exp_float(-0.5f * (x * x)) * (float)ROOT_OF_HALF_OVER_PI;
  return 0.5f * (1 + erf_float(x * (float)HALF_ROOT)) + x * density;
}
INLINE double gelu_slope_double(double x) {
  double density = exp_double(-0.5 * (x * x)) * ROOT_OF_HALF_OVER_PI;
  return 0.5 * (1 + erf_double(x * HALF_ROOT)) + x * density;
}
BINARY(gelu_gradient, b * gelu_slope_float(a), b * gelu_slope_double(a))

// With t = tanh u and u' the slope of u: ½ (1 + t) + ½ x (1 - t²) u'.
INLINE float gelu_by_tanh_slope_float(float x) {
  float t = tanh_float((float)ROOT_OF_2_OVER_PI * (x + 0.044715f * x * x * x));
  float rise = (float)ROOT_OF_2_OVER_PI * (1 + (float)(3 * 0.044715) * (x * x));
  return 0.5f * (1 + t) + 0.5f * x * (1 - t * t) * rise;
}
INLINE double gelu_by_tanh_slope_double(double x) {
  double t = tanh_double(ROOT_OF_2_OVER_PI * (x + 0.044715 * x * x * x));
  double rise = ROOT_OF_2_OVER_PI * (1 + 3 * 0.044715 * (x * x));
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * rise;
}
BINARY(gelu_by_tanh_gradient, b * gelu_by_tanh_slope_float(a), b * gelu_by_tanh_slope_double(a))

INLINE float swish_slope_float(float x) {
  float s = sigmoid_float(x);
  return s + x * (s * (1 - s));
}
INLINE double swish_slope_double(double x) {
  double s = sigmoid_double(x);
  return s + x * (s * (1 - s));
}
BINARY(swish_gradient, b * swish_slope_float(a), b * swish_slope_double(a))

BINARY(softsign_gradient, b * (1 / ((1 + fabsf(a)) * (1 + fabsf(a)))),
       b * (1 / ((1 + fabs(a)) * (1 + fabs(a)))))

INLINE float hard_sigmoid_slope_float(float x) {
  float line = 0.2f * x + 0.5f;
  return line >= 0 && line <= 1 ? 0.2f : 0;
}
INLINE double hard_sigmoid_slope_double(double x) {
  double line = 0.2 * x + 0.5;
  return line >= 0 && line <= 1 ? 0.2 : 0;
}
BINARY(hard_sigmoid_gradient, b * hard_sigmoid_slope_float(a), b * hard_sigmoid_slope_double(a))
