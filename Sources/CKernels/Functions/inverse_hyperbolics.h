// The inverse hyperbolic functions, for results of both precisions. The formulas are those of the
// Freely Distributable LIBM (Sun Microsystems, 1993), without branches: all of them are log(1 + t)
// with a t that is accurate however small it is.

#ifndef CKERNELS_INVERSE_HYPERBOLICS_H
#define CKERNELS_INVERSE_HYPERBOLICS_H

#include "double_functions.h"

// From here on the root of x² ± 1 is x, and 1 + x is x: the result is log 2x, of which neither 2x
// nor x² may be computed, since they might overflow.
#define LARGE_AREA 0x1p60

INLINE double asinh_double(double x) {
  double a = fabs(x), t = a * a;
  int is_large = a >= LARGE_AREA;
  double result = log1p_double(is_large ? a : a + t / (1 + sqrt(1 + t)));
  return copysign(is_large ? result + 0x1.62e42fefa39efp-1 : result, x);
}

INLINE double acosh_double(double x) {
  double t = x - 1;
  int is_large = x >= LARGE_AREA;
  double result = log1p_double(is_large ? x : t + sqrt(2 * t + t * t));
  result = is_large ? result + 0x1.62e42fefa39efp-1 : result;
  return x < 1 ? NAN : result;
}

INLINE double atanh_double(double x) {
  double a = fabs(x), t = 2 * a;
  double result = log1p_double(a < 0.5 ? t + t * a / (1 - a) : t / (1 - a));
  return copysign(0.5 * result, x);
}

#endif
