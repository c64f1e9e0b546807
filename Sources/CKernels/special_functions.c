#include "CKernelsSpecial.h"

#include <math.h>

// Everything is computed in double precision: these functions are called for few elements, and a
// float rounded once is exact but for the last place.

#define UNARY(name)                                           \
  void kernel_##name##_f32(const float *x, float *y, long n) {  \
    for (long i = 0; i < n; i++) y[i] = (float)of_##name(x[i]); \
  }                                                             \
  void kernel_##name##_f64(const double *x, double *y, long n) {\
    for (long i = 0; i < n; i++) y[i] = of_##name(x[i]);        \
  }

#define BINARY_OF_TYPE(name, suffix, T)                                                          \
  void kernel_##name##_##suffix(const T *a, long sa, const T *b, long sb, T *y, long n) {        \
    for (long i = 0; i < n; i++) y[i] = (T)of_##name(a[i * sa], b[i * sb]);                      \
  }
#define BINARY(name)               \
  BINARY_OF_TYPE(name, f32, float) \
  BINARY_OF_TYPE(name, f64, double)

static const double pi = 3.14159265358979323846;

// `lgamma` itself writes the sign to a global variable, which threads would share.
static double of_lgamma(double x) {
  int sign;
  return lgamma_r(x, &sign);
}

static double of_erfc(double x) { return erfc(x); }

static double of_atan2(double y, double x) { return atan2(y, x); }

// The derivative of log(gamma(x)). Its series for large x is exact from 10 on; smaller x get there
// by psi(x) = psi(x + 1) - 1 / x, and negative ones by reflection.
static double of_digamma(double x) {
  if (isnan(x)) return x;
  double reflected = 0;
  if (x <= 0) {
    // A pole: TensorFlow's value.
    if (floor(x) == x) return INFINITY;
    double fraction = x - floor(x);
    if (fraction > 0.5) fraction -= 1;
    // tan at a quarter turn is infinite, but not in floating-point numbers.
    reflected = fraction == 0.5 ? 0 : pi / tan(pi * fraction);
    x = 1 - x;
  }
  double sum = 0;
  for (; x < 10; x += 1) sum += 1 / x;
  double z = 1 / (x * x);
  double series =
      z * (1.0 / 12 - z * (1.0 / 120 - z * (1.0 / 252 - z * (1.0 / 240 - z * (1.0 / 132
      - z * (691.0 / 32760 - z / 12))))));
  return log(x) - 0.5 / x - series - sum - reflected;
}

// The sum of 1 / (q + k)^s over k = 0, 1, ... for positive q, by the Euler-Maclaurin formula: a few
// terms as they are, an integral for the rest, and the corrections of its difference from a sum.
static double hurwitz_of_positive(double s, double q) {
  // (2j)! / B2j
  static const double factors[] = {
      12, -720, 30240, -1209600, 47900160, -1307674368000.0 / 691, 74724249600.0,
      -10670622842880000.0 / 3617, 5109094217170944000.0 / 43867};
  double sum = 0, a = q, enough = fmax(10, s);
  for (; a < enough; a += 1) sum += pow(a, -s);
  double power = pow(a, -s);
  sum += power * a / (s - 1) + power / 2;
  double rising = s, factor = power / a;
  for (int j = 0; j < 9; j++) {
    sum += rising * factor / factors[j];
    rising *= (s + 2 * j + 1) * (s + 2 * j + 2);
    factor /= a * a;
  }
  return sum;
}

// The same for an integer s and any q. The terms in front of zero are those of two such sums.
static double hurwitz(double s, double q) {
  if (q > 0) return hurwitz_of_positive(s, q);
  double fraction = q - floor(q);
  if (fraction == 0) return INFINITY;
  double before = hurwitz_of_positive(s, 1 - fraction) - hurwitz_of_positive(s, 1 - q);
  return hurwitz_of_positive(s, fraction) + (fmod(s, 2) == 0 ? before : -before);
}

// The derivative number `order` of digamma.
static double of_polygamma(double order, double x) {
  if (isnan(x) || isnan(order)) return x + order;
  if (order == 0) return of_digamma(x);
  if (order < 0 || order != floor(order)) return NAN;
  if (isinf(x)) return x > 0 ? 0 : NAN;
  double sign = fmod(order, 2) == 0 ? -1 : 1;
  return sign * tgamma(order + 1) * hurwitz(order + 1, x);
}

UNARY(lgamma)
UNARY(digamma)
UNARY(erfc)
BINARY(atan2)
BINARY(polygamma)
