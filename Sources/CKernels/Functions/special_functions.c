#include "CKernelsSpecial.h"

#include <math.h>

#include "element_loops.h"
#include "gamma_functions.h"
#include "normal_quantiles.h"
#include "single_logarithms.h"

// Not `lgamma`, which writes the sign to a global variable that threads would share.
static double lgamma_of_library(double x) {
  int sign;
  return lgamma_r(x, &sign);
}

// Blocks without an element that needs reflection skip it; the other elements of a block with one
// are computed as usual, so no element's result depends on its neighbors. Near the zeros below -2,
// where |log|Γ|| is less than `rough`, the terms cancel: the few elements there are left to the C
// library.
#define LOG_GAMMA(suffix, T, of_main, of_any, rough)                                       \
  WIDE void kernel_lgamma_##suffix(const T *x, T *y, long n) {                             \
    enum { BLOCK = 256 };                                                                  \
    T xs[BLOCK];                                                                           \
    for (long start = 0; start < n; start += BLOCK) {                                      \
      long count = n - start < BLOCK ? n - start : BLOCK;                                  \
      T *ys = y + start;                                                                   \
      int reflected = 0, near = 0;                                                         \
      memcpy(xs, x + start, count * sizeof(T));                                            \
      for (long i = 0; i < count; i++) reflected += !(xs[i] > (T)REFLECTED_GAMMA);        \
      if (reflected)                                                                       \
        INDEPENDENT for (long i = 0; i < count; i++) ys[i] = (T)of_any(xs[i]);             \
      else                                                                                 \
        INDEPENDENT for (long i = 0; i < count; i++) ys[i] = (T)of_main(xs[i]);            \
      for (long i = 0; i < count; i++) near += (xs[i] < -2) & (fabs(ys[i]) < (T)rough);    \
      for (long i = 0; near > 0 && i < count; i++)                                         \
        if (xs[i] < -2 && fabs(ys[i]) < (T)rough) ys[i] = (T)lgamma_of_library(xs[i]);     \
    }                                                                                      \
  }

LOG_GAMMA(f32, float, lgamma_single_of_main, lgamma_single, 0.01)
LOG_GAMMA(f64, double, lgamma_double_of_main, lgamma_double, 1)

UNARY_SAME(digamma, digamma_double(x))
UNARY_OF_TYPE(erfinv, f64, double, erfinv_double(x))

// Blocks without an element near 1 or -1, or beyond, need only one of the two polynomials. The
// chains of double precision are long, so several vectors at a time pay here too.
WIDE void kernel_erfinv_f32(const float *x, float *y, long n) {
  enum { BLOCK = BLOCK_f32 };
  for (long start = 0; start < n; start += BLOCK) {
    long end = n - start < BLOCK ? n : start + BLOCK;
    int far = 0;
    for (long i = start; i < end; i++) far += !(fabsf(x[i]) <= MAIN_ERFINV);
    if (far == 0)
      INDEPENDENT_CHAINS for (long i = start; i < end; i++)
        y[i] = (float)erfinv_single_of_main(x[i]);
    else
      INDEPENDENT_CHAINS for (long i = start; i < end; i++) y[i] = (float)erfinv_single(x[i]);
  }
}

UNARY_SAME(ndtri, ndtri_double(x))

// 0 where a is 0, whatever the other factor.
BINARY(xlogy, a == 0 ? 0 : a * log_float(b), a == 0 ? 0 : a * log_double(b))
BINARY_SAME(xdivy, a == 0 ? 0 : a / b)

// The sum of 1 / (q + k)^s over k = 0, 1, ... for positive q, by the Euler-Maclaurin formula: the
// first few terms, an integral for the rest, and corrections for its difference from the sum.
static double hurwitz_of_positive(double s, double q) {
  // (2j)! / B2j
  static const double factors[] = {
      12, -720, 30240, -1209600, 47900160, -1307674368000.0 / 691, 74724249600.0,
      -10670622842880000.0 / 3617, 5109094217170944000.0 / 43867};
  if (isinf(q)) return 0;
  double sum = 0, a = q, enough = fmax(10, s);
  for (; a < enough; a += 1) {
    double term = pow(a, -s);
    sum += term;
    // While a is below s, all further terms together are of this one's size.
    if (term <= 1e-17 * sum) return sum;
  }
  double power = pow(a, -s);
  sum += (power > 0 ? power * a : pow(a, 1 - s)) / (s - 1) + power / 2;
  double rising = s, factor = power / a;
  for (int j = 0; j < 9; j++) {
    sum += rising * factor / factors[j];
    rising *= (s + 2 * j + 1) * (s + 2 * j + 2);
    factor /= a * a;
  }
  return sum;
}

// The same for an integer s and any q. The terms of negative q + k are the difference of two such
// sums.
static double hurwitz(double s, double q) {
  if (q > 0) return hurwitz_of_positive(s, q);
  if (q == floor(q)) return INFINITY;
  double fraction = q - floor(q);
  double before = hurwitz_of_positive(s, 1 - fraction) - hurwitz_of_positive(s, 1 - q);
  return hurwitz_of_positive(s, fraction) + (fmod(s, 2) == 0 ? before : -before);
}

// The derivative of digamma of the given order.
static double of_polygamma(double order, double x) {
  if (isnan(x) || isnan(order)) return x + order;
  if (order == 0) return digamma_double(x);
  if (order < 0 || order != floor(order)) return NAN;
  if (isinf(x)) return x > 0 ? 0 : NAN;
  double sign = fmod(order, 2) == 0 ? -1 : 1;
  return sign * tgamma(order + 1) * hurwitz(order + 1, x);
}

// Hurwitz's zeta function, which is infinite at its poles.
static double of_zeta(double s, double q) {
  if (isnan(s) || isnan(q)) return s + q;
  if (s == 1) return INFINITY;
  if (s < 1 || (q < 0 && q != floor(q) && s != floor(s))) return NAN;
  return hurwitz(s, q);
}

EACH_PAIR(polygamma)
EACH_PAIR(zeta)
