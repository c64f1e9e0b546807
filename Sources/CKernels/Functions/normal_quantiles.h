// The quantile function of the standard normal distribution, and the inverse of the error function,
// which is the same in other units. By Wichura's algorithm AS 241 (Applied Statistics 37, 1988),
// without branches: a rational function near the median, and two in the tail. Which one it is, is
// decided before the one division, which takes as long as a dozen other operations.

#ifndef CKERNELS_NORMAL_QUANTILES_H
#define CKERNELS_NORMAL_QUANTILES_H

#include "double_functions.h"

// The quantile of p = ½ + q. `tail` is the smaller of p and 1 - p; it is not computed from q, which
// would lose a tiny one.
INLINE double quantile(double q, double tail) {
#pragma clang fp contract(on)
  double a = fabs(q), r = 0.180625 - a * a;
  double numerator = a * POLYNOMIAL(r, 3.3871328727963666080e0, 1.3314166789178437745e+2,
                                    1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                    4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                    3.3430575583588128105e+4, 2.5090809287301226727e+3);
  double denominator = POLYNOMIAL(r, 1, 4.2313330701600911252e+1, 6.8718700749205790830e+2,
                                  5.3941960214247511077e+3, 2.1213794301586595867e+4,
                                  3.9307895800092710610e+4, 2.8729085735722194267e+4,
                                  5.2264952788528545610e+3);
  double root = sqrt(-log_double(tail)), s = root - 1.6, t = root - 5;
  double middle = POLYNOMIAL(s, 1.42343711074968357734e0, 4.63033784615654529590e0,
                             5.76949722146069140550e0, 3.64784832476320460504e0,
                             1.27045825245236838258e0, 2.41780725177450611770e-1,
                             2.27238449892691845833e-2, 7.74545014278341407640e-4);
  double below = POLYNOMIAL(s, 1, 2.05319162663775882187e0, 1.67638483018380384940e0,
                            6.89767334985100004550e-1, 1.48103976427480074590e-1,
                            1.51986665636164571966e-2, 5.47593808499534494600e-4,
                            1.05075007164441684324e-9);
  int is_tail = a > 0.425;
  numerator = is_tail ? middle : numerator;
  denominator = is_tail ? below : denominator;
  double far = POLYNOMIAL(t, 6.65790464350110377720e0, 5.46378491116411436990e0,
                          1.78482653991729133580e0, 2.96560571828504891230e-1,
                          2.65321895265761230930e-2, 1.24266094738807843860e-3,
                          2.71155556874348757815e-5, 2.01033439929228813265e-7);
  below = POLYNOMIAL(t, 1, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
                     1.48753612908506148525e-2, 7.86869131145613259100e-4,
                     1.84631831751005468180e-5, 1.42151175831644588870e-7,
                     2.04426310338993978564e-15);
  is_tail = is_tail & !(root <= 5);
  double result = (is_tail ? far : numerator) / (is_tail ? below : denominator);
  // A number outside [0, 1] is taken for the nearer end, as in TensorFlow.
  result = tail > 0 ? result : tail <= 0 ? INFINITY : NAN;
  return copysign(result, q);
}

INLINE double ndtri_double(double p) { return quantile(p - 0.5, p < 0.5 ? p : 1 - p); }

// In single precision erfinv x is x times a polynomial in w = -log(1 - x²), one for w below 5 and
// one for larger w, up to that of the largest float below 1: minimax polynomials, with errors of
// 4e-10 and 1e-9.
#define NEAR_ERFINV 5

INLINE double erfinv_factor(double w) {
  return LONG_POLYNOMIAL(w, 0.886226925819327, 0.2320136444347119, 0.011549558624497335,
                         -0.0023359174311832977, -0.00012649221761793387, 4.4927657836194384e-05,
                         3.1179008268709465e-06, -1.436412782578393e-06, 4.4854020233738244e-08,
                         2.372333839190732e-08, -3.216766468524438e-09, 1.3286540506231946e-10);
}

// For |x| up to MAIN_ERFINV, where w is below 4.9.
#define MAIN_ERFINV 0.996f

INLINE double erfinv_single_of_main(double x) {
  double a = fabs(x);
  return x * erfinv_factor(-log_of_positive((1 - a) * (1 + a)));
}

INLINE double erfinv_single(double x) {
  double a = fabs(x), rest = (1 - a) * (1 + a), w = -log_of_positive(rest);
  double far = LONG_POLYNOMIAL(w, 0.9087825326747616, 0.20047578198222557, 0.03084849388307618,
                               -0.00897662812106271, 0.0012163837909393636, -9.37903325854451e-05,
                               2.961043046818144e-06, 1.8251907517453633e-07,
                               -2.7810028392274942e-08, 1.6354411602580742e-09,
                               -5.4403962035148856e-11, 1.0065332263314502e-12,
                               -8.106128889468088e-15);
  double result = x * (w < NEAR_ERFINV ? erfinv_factor(w) : far);
  return rest <= 0 ? copysign(INFINITY, x) : result;
}

INLINE double erfinv_double(double x) {
  return quantile(0.5 * x, 0.5 - 0.5 * fabs(x)) * 0x1.6a09e667f3bcdp-1;
}

#endif
