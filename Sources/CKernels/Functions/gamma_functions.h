// The logarithm of the gamma function's absolute value, its derivative, and parts of densities.

#ifndef CKERNELS_GAMMA_FUNCTIONS_H
#define CKERNELS_GAMMA_FUNCTIONS_H

#include "double_functions.h"
#include "inverse_functions.h"

// log|Γ| is Stirling's series from LARGE_GAMMA on, and the reflection formula up to
// REFLECTED_GAMMA; in between, the argument is reduced to the neighborhood of 2.
#define LARGE_GAMMA 9.5
#define REFLECTED_GAMMA -5.5

// The integer k nearest to x, the rest x - k, and a product P with
// log|Γ(x)| = log|Γ(2 + x - k)| ± log P, where the sign is that of k - 2. P is
// (x - 1)(x - 2)...(x - k + 2) or x (x + 1)...(x - k + 1), at most seven factors for x above -5.5
// and below 9.5. Between 1 and 1½, where the two terms would nearly cancel, k is 2, too, and the
// rest is -1 or more.
INLINE double gamma_product(double x, double *k, double *rest) {
  double nearest = x >= 1 && x < 1.5 ? 2 : rint(x);
  int is_above = nearest > 2;
  double step = is_above ? -1 : 1, factor = is_above ? x - 1 : x;
  double count = is_above ? nearest - 2 : 2 - nearest, p = 1;
#pragma clang loop unroll(full)
  for (int i = 0; i < 7; i++) {
    p *= i < count ? factor : 1;
    factor += step;
  }
  *k = nearest;
  *rest = x - nearest;
  return fabs(p);
}

// log|Γ| of x above -5.5, in double precision for a result of single precision. Each of the two
// formulas has one logarithm, so its argument is chosen first.
INLINE double lgamma_single_of_main(double x) {
#pragma clang fp contract(on)
  double k, y, p = gamma_product(x, &k, &y);
  int is_large = x >= LARGE_GAMMA;
  double l = log_single(is_large ? x : p);
  // log Γ(2 + y) / (y (y + 1)), with an error of 7e-10.
  double near = y * (y + 1) *
                POLYNOMIAL(y, 0.4227843349063477, -0.10031730265457779,
                           0.03296503328649007, -0.012384131595879271, 0.00499777448348641,
                           -0.002109523693448728, 0.000923231260203929, -0.00039141132669025117,
                           0.00015624706244654764, -0.0001469577879447407, 4.911749489264834e-05,
                           8.257550896128142e-05, 7.317447525282773e-05);
  // Stirling's correction times x, with an error of 1e-9.
  double inverse = 1 / x;
  double far = (x - 0.5) * (l - 1) + 0.41893853320467274178 +
               inverse * POLYNOMIAL(inverse * inverse, 0.08333333326463777, -0.0027776985451962778,
                                    0.0007800347189829517);
  return is_large ? far : k < 2 ? near - l : near + l;
}

// The same within 2 units in the last place of a double, below -2 within 4, except near the zeros
// there, where the terms cancel.
INLINE double lgamma_double_of_main(double x) {
#pragma clang fp contract(on)
  double k, y, p = gamma_product(x, &k, &y);
  int is_large = x >= LARGE_GAMMA;
  double l = log_double(is_large ? x : p);
  // With an error of 2e-17.
  double near = y * (y + 1) *
                POLYNOMIAL(y, 0.42278433509846713, -0.10031730167435393,
                           0.03296500062115606, -0.012384192193369387, 0.004998641164671971,
                           -0.002108130834094256, 0.0009153769232804247, -0.0004057073925797602,
                           0.00018255261911445797, -8.309522576251193e-05, 3.816908370478108e-05,
                           -1.7660464078492022e-05, 8.221470195131457e-06, -3.856386692853585e-06,
                           1.804859872937288e-06, -8.128176469759143e-07, 4.4976613556741953e-07,
                           -2.8215132323806475e-07, -1.0721529042883901e-07,
                           -1.6181561940631366e-08, 3.9269789138390237e-07, 2.706202119469775e-07,
                           -1.619069145820239e-07, -3.7814202659040305e-07, -2.2345770987940995e-07,
                           -5.0333679908980265e-08);
  // With an error of 6e-17 of the correction.
  double inverse = 1 / x;
  double far = (x - 0.5) * (l - 1) +
               (0.41893853320467274178 +
                inverse * POLYNOMIAL(inverse * inverse, 0.08333333333333333,
                                     -0.002777777777773988, 0.0007936507897524059,
                                     -0.0005952365845057049, 0.0008414700852503147,
                                     -0.001890382993887715, 0.005065905360156132));
  return is_large ? far : k < 2 ? near - l : near + l;
}

// |sin πx| / π, with a relative error of 4e-17.
INLINE double sine_of_half_turns(double x) {
  double r = fabs(x - rint(x));
  return r * POLYNOMIAL(r * r, 1, -1.6449340668482264, 0.8117424252833393, -0.19075182412149616,
                        0.02614784780555096, -0.0023460808954639607, 0.0001484278414189103,
                        -6.972099660851199e-06, 2.4502943624559793e-07);
}

// log|Γ(x)| = -log(|sin πx| / π) - log Γ(1 - x), infinite at the poles, where the sine is 0.
INLINE double lgamma_single(double x) {
  int is_reflected = x <= REFLECTED_GAMMA;
  double main = lgamma_single_of_main(is_reflected ? 1 - x : x), sine = sine_of_half_turns(x);
  double reflected = sine == 0 ? INFINITY : -log_double(sine) - main;
  return fabs(x) < INFINITY ? is_reflected ? reflected : main : fabs(x);
}

INLINE double lgamma_double(double x) {
  int is_reflected = x <= REFLECTED_GAMMA;
  double main = lgamma_double_of_main(is_reflected ? 1 - x : x), sine = sine_of_half_turns(x);
  double reflected = sine == 0 ? INFINITY : -log_double(sine) - main;
  return fabs(x) < INFINITY ? is_reflected ? reflected : main : fabs(x);
}

// The derivative of log|Γ|. Its series for large x is accurate from 10 on; smaller x are brought
// there by ψ(x) = ψ(x + 1) - 1 / x, and negative ones by reflection. The fractions are added up one
// by one: combined into one fraction, with a single division, they would lose several units in the
// last place.
INLINE double digamma_double(double x) {
  int is_reflected = x <= 0;
  double t = is_reflected ? 1 - x : x, sum = 0;
#pragma clang loop unroll(full)
  for (int i = 0; i < 10; i++) {
    int is_small = t < 10;
    sum += is_small ? 1 / t : 0;
    t = is_small ? t + 1 : t;
  }
  double z = 1 / (t * t);
  double series = z * POLYNOMIAL(z, 1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132,
                                 -691.0 / 32760, 1.0 / 12);
  double main = log_double(t) - 0.5 / t - series - sum;
  double fraction = x - rint(x);
  // tan at a quarter turn is infinite, but not in floating-point numbers.
  double cotangent = fabs(fraction) == 0.5 ? 0 : PI_HIGH / tan_double(PI_HIGH * fraction);
  double reflected = main - cotangent;
  // A pole: TensorFlow's value.
  reflected = rint(x) == x ? INFINITY : reflected;
  return is_reflected ? reflected : main;
}

// MARK: - What the densities of the gamma and of the beta distribution share

// log(1 + m) - m, also for small m: with r = m / (2 + m) it is 2 artanh r - m, which is
// 2 (r³/3 + r⁵/5 + ...) - m r.
static inline double log1p_less(double m) {
  if (fabs(m) > 0.3) return log1p(m) - m;
  double r = m / (2 + m), z = r * r, power = r * z, sum = -m * r;
  for (int k = 3; k < 31; k += 2) {
    sum += 2 * power / k;
    power *= z;
  }
  return sum;
}

// log Γ(a) minus Stirling's formula (a - ½) log a - a + ½ log 2π, for a from 10 on.
static inline double stirling_correction(double a) {
  double z = 1 / (a * a);
  return POLYNOMIAL(z, 1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188,
                    -691.0 / 360360) /
         a;
}

#endif
