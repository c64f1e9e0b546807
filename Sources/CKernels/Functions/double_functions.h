// Functions of double-precision numbers, within 2 units in the last place.
//
// Unlike in single_functions.h there is no wider type to compute in: where it matters, the rounding
// error of a step is kept in a second number. The argument reductions and the rational functions
// are those of the Freely Distributable LIBM (Sun Microsystems, 1993), whose error bounds they
// inherit. They have no branches, so that the compiler can vectorize loops over them; where two
// formulas are needed, both are computed.

#ifndef CKERNELS_DOUBLE_FUNCTIONS_H
#define CKERNELS_DOUBLE_FUNCTIONS_H

#include "single_functions.h"

// log 2 in two numbers: with the first, of 33 bits, the product with n is exact.
#define LOG2_HIGH 0x1.62e42feep-1
#define LOG2_LOW 0x1.a39ef35793c76p-33

// (e^r - 1 - r) / r² for |r| <= log 2 / 2: a minimax polynomial, with an error of 2^-56.3 of e^r.
INLINE double exp_beyond_line(double r) {
  return POLYNOMIAL(r, 0.5000000000000011, 0.16666666666666413, 0.04166666666653016,
                    0.008333333333494465, 0.0013888888943628945, 0.0001984126950656571,
                    2.480149310007098e-05, 2.755758638843295e-06, 2.7630247990155085e-07,
                    2.5000056708160523e-08);
}

// e^r for |r| <= log 2 / 2.
INLINE double exp_of_rest(double r) {
#pragma clang fp contract(on)
  return (exp_beyond_line(r) * r + 1) * r + 1;
}

// e^(x + more) 2^shift, scaled in two steps: 2^n itself may be too small or too large where the
// product is not.
INLINE double exp_shifted(double x, double more, uint64_t shift) {
#pragma clang fp contract(on)
  x = clamp(x, -746, 711);
  double shifted = x * 0x1.71547652b82fep0 + ROUNDER, n = shifted - ROUNDER;
  double r = (x - n * LOG2_HIGH) - (n * LOG2_LOW - more);
  // The halves of n as integers: only the low bits of `shifted` reach the exponents.
  uint64_t whole = bits_of(shifted) + shift, half = whole >> 1, one = bits_of(1.0);
  return exp_of_rest(r) * double_of((half << 52) + one) * double_of(((whole - half) << 52) + one);
}

INLINE double exp_double(double x) { return exp_shifted(x, 0, 0); }

// e^x - 1 = 2^n ((1 - 2^-n) + r + rest), where x = n log 2 + r and |r| <= log 2 / 2; r and rest
// together are more precise than one double.
INLINE double split_expm1(double x, double *reduced, double *rest) {
#pragma clang fp contract(on)
  double shifted = x * 0x1.71547652b82fep0 + ROUNDER, n = shifted - ROUNDER;
  double high = x - n * LOG2_HIGH, low = n * LOG2_LOW;
  double r = *reduced = high - low, lost = (high - r) - low;
  *rest = r * r * exp_beyond_line(r) + lost;
  return shifted;
}

// (2^n - 1) + 2^n r + 2^n rest, all of it divided by 2^(n - n'), where `power` is 2^n' and `one` is
// 2^(n' - n). The rounding error of the first sum is added, since rest is small and the sum may be,
// too.
INLINE double sum_of_expm1(double power, double one, double r, double rest) {
#pragma clang fp contract(on)
  double less = power - one, first = power * r;
  double sum = less + first, lost = first - (sum - less);
  return sum + (lost + power * rest);
}

INLINE double expm1_double(double x) {
  double r, rest, shifted = split_expm1(clamp(x, -60, 711), &r, &rest);
  uint64_t n = bits_of(shifted), half = n >> 1, one = bits_of(1.0);
  double scale = double_of(((n - half) << 52) + one);
  double power = double_of((half << 52) + one), less = double_of(one - ((n - half) << 52));
  return copysign(sum_of_expm1(power, less, r, rest) * scale, x);
}

// The same for |x| <= 700, without the limits.
INLINE double expm1_of_moderate(double x) {
  double r, rest, shifted = split_expm1(x, &r, &rest);
  return sum_of_expm1(double_of((bits_of(shifted) << 52) + bits_of(1.0)), 1, r, rest);
}

INLINE double sigmoid_double(double x) {
#pragma clang fp contract(on)
  // As in sigmoid_float, the quotient is corrected for the rounding error of the sum.
  double e = exp_double(-fabs(x));
  double sum = 1 + e, lost = e - (sum - 1), quotient = (x < 0 ? e : 1) / sum;
  return quotient - quotient * (lost * (x < 0 ? 1 - quotient : quotient));
}

INLINE double tanh_double(double x) {
#pragma clang fp contract(on)
  // (e^2a - 1) / (e^2a + 1): for large a as 1 - 2 / (e^2a + 1); for small a the difference would
  // cancel.
  double a = clamp(fabs(x), 0, 22), t = expm1_of_moderate(2 * a);
  double sum = 2 + t, lost = t - (sum - 2);
  int is_small = a < 1;
  double quotient = (is_small ? t : 2) / sum;
  // The quotient is corrected for the rounding error of the sum; 1 / sum is half of 1 - quotient.
  double small = quotient - quotient * (lost * (0.5 - 0.5 * quotient));
  return copysign(is_small ? small : 1 - quotient, x);
}

// From here on e^-x is negligible beside e^x.
#define LARGE_HYPERBOLIC 22

INLINE double sinh_double(double x) {
  double a = fabs(x), t = expm1_of_moderate(clamp(a, 0, LARGE_HYPERBOLIC));
  double quotient = t / (t + 1), small = a < 1 ? 2 * t - t * quotient : t + quotient;
  return copysign(a < LARGE_HYPERBOLIC ? 0.5 * small : exp_shifted(a, 0, -1), x);
}

INLINE double cosh_double(double x) {
  double a = fabs(x), e = exp_double(clamp(a, 0, LARGE_HYPERBOLIC));
  return a < LARGE_HYPERBOLIC ? 0.5 * e + 0.5 / e : exp_shifted(a, 0, -1);
}

// The exponent k and the mantissa m of a positive normal x = 2^k m, with m between √½ and √2.
INLINE double split_normal(double x, double *mantissa) {
  uint64_t bits = bits_of(x), exponent = (bits + (0x3ff0000000000000u - 0x3fe6a09e667f3bcdu)) >> 52;
  *mantissa = double_of(bits - (exponent << 52) + 0x3ff0000000000000u);
  // The exponent as the low bits of 2^52 + exponent.
  return double_of(exponent | 0x4330000000000000u) - (0x1p52 + 1023);
}

// The same for any positive finite x: a denormal number is scaled first.
INLINE double split_double(double x, double *mantissa) {
  int is_tiny = x < 0x1p-1022;
  return split_normal(is_tiny ? x * 0x1p54 : x, mantissa) - (is_tiny ? 54 : 0);
}

// log(2^k (1 + f) + c 2^k (1 + f)) with |c| tiny and 1 + f between √½ and √2:
// log(1 + f) = f - f²/2 + f³ p(f), with a minimax polynomial p, whose error is 2^-56.4 of the
// result.
INLINE double log_of_parts(double k, double f, double c) {
#pragma clang fp contract(on)
  double z = f * f;
  double p = LONG_POLYNOMIAL(
      f, 0.3333333333333314, -0.24999999999987976, 0.20000000000066676, -0.16666666669825553,
      0.14285714280085307, -0.12499999691461418, 0.11111111147933728, -0.1000001520608109,
      0.09090923916909201, -0.08332913526101887, 0.07691530082529618, -0.0714944003830916,
      0.0668458668278651, -0.0619667107614689, 0.0566838685594806, -0.05677831095496303,
      0.06503499686922955, -0.059815909219667736, 0.026149893203125177);
  double beyond = 0.5 * z - (z * f * p + (k * LOG2_LOW + c));
  return k * LOG2_HIGH - (beyond - f);
}

// The result for arguments that have no logarithm.
INLINE double log_of_special(double x, double result) {
  result = x < INFINITY ? result : x;
  result = x == 0 ? -INFINITY : result;
  return x < 0 ? NAN : result;
}

INLINE double log_of_normal(double x) {
  double m, k = split_normal(x, &m);
  return log_of_parts(k, m - 1, 0);
}

INLINE double log_double(double x) {
  double m, k = split_double(x, &m);
  return log_of_special(x, log_of_parts(k, m - 1, 0));
}

INLINE double log1p_double(double x) {
  double u = 1 + x, m, k = split_double(u, &m);
  // The rounding error of 1 + x; none for x so small that f is x itself.
  double lost = (x < 1 ? x - (u - 1) : 1 - (u - x)) / u;
  double result = log_of_parts(k, k == 0 ? x : m - 1, k == 0 ? 0 : lost);
  result = x == 0 ? x : log_of_special(u, result);
  return x < INFINITY ? result : x;
}

// MARK: Angles

// Half a turn in three numbers.
#define PI_HIGH 0x1.921fb54442d18p1
#define PI_LOW 0x1.1a62633145c07p-53
#define PI_LOWER -0x1.f1976b7ed8fbcp-109

// x minus n half turns, at most a quarter turn, in two numbers; n may be a half-integer. With half
// a turn in three numbers, the first product and its difference from x are exact for n up to 2^19,
// in a fused operation.
INLINE double rest_of_half_turns(double x, double n, double *low) {
#pragma clang fp contract(off)
  double t = fma(-n, PI_HIGH, x), w = n * PI_LOW, w_low = fma(n, PI_LOW, -w);
  double high = t - w;
  *low = ((t - high) - w) - fma(n, PI_LOWER, w_low);
  return high;
}

// The sine of an angle of at most a quarter turn, given in two numbers: a minimax polynomial, with
// a relative error of 2^-57.7.
INLINE double sine_of_quarter(double x, double low) {
#pragma clang fp contract(on)
  double z = x * x;
  double p = POLYNOMIAL(z, -0.16666666666666666, 0.008333333333333194, -0.00019841269841209148,
                        2.7557319211124383e-06, -2.5052106871585483e-08, 1.6058939643046083e-10,
                        -7.642989812905272e-13, 2.7211569083021635e-15);
  return x + (x * z * p + low * (1 - 0.5 * z));
}

// The sign changes with each half turn.
INLINE double sin_double(double x) {
#pragma clang fp contract(on)
  double shifted = x * 0x1.45f306dc9c883p-2 + ROUNDER, low;
  double rest = rest_of_half_turns(x, shifted - ROUNDER, &low), sine = sine_of_quarter(rest, low);
  return x == 0 ? x : double_of(bits_of(sine) ^ bits_of(shifted) << 63);
}

// The sine of x + ¼ turn.
INLINE double cos_double(double x) {
#pragma clang fp contract(on)
  double shifted = (x * 0x1.45f306dc9c883p-2 + 0.5) + ROUNDER, low;
  double rest = rest_of_half_turns(x, (shifted - ROUNDER) - 0.5, &low);
  return double_of(bits_of(sine_of_quarter(rest, low)) ^ bits_of(shifted) << 63);
}

// The sine and the cosine of an angle of at most an eighth of a turn, given in two numbers.
INLINE double sine_of_rest(double x, double low) {
#pragma clang fp contract(on)
  double z = x * x, v = z * x;
  double r = POLYNOMIAL(z, 8.33333333332248946124e-03, -1.98412698298579493134e-04,
                        2.75573137070700676789e-06, -2.50507602534068634195e-08,
                        1.58969099521155010221e-10);
  return x - ((z * (0.5 * low - v * r) - low) + v * 1.66666666666666324348e-01);
}

INLINE double cosine_of_rest(double x, double low) {
#pragma clang fp contract(on)
  double z = x * x, half = 0.5 * z, w = 1 - half;
  double r = z * POLYNOMIAL(z, 4.16666666666666019037e-02, -1.38888888888741095749e-03,
                            2.48015872894767294178e-05, -2.75573143513906633035e-07,
                            2.08757232129817482790e-09, -1.13596475577881948265e-11);
  return w + (((1 - w) - half) + (z * r - x * low));
}

INLINE double tan_double(double x) {
#pragma clang fp contract(on)
  // In quarter turns, two to half a turn.
  double shifted = x * 0x1.45f306dc9c883p-1 + ROUNDER, low;
  double rest = rest_of_half_turns(x, (shifted - ROUNDER) * 0.5, &low);
  double sine = sine_of_rest(rest, low), cosine = cosine_of_rest(rest, low);
  int is_odd = bits_of(shifted) & 1;
  double result = (is_odd ? -cosine : sine) / (is_odd ? sine : cosine);
  return x == 0 ? x : result;
}

// MARK: The error function

// x + x p(x²), or 1 - e^(a h(a)), where a = |x|: p and h are minimax polynomials, with errors of
// 2^-55 of the result. Unlike erfc, which must be
// accurate where it is tiny, it needs no division.
INLINE double erf_double(double x) {
#pragma clang fp contract(on)
  double z = x * x, a = fabs(x);
  double small =
      x + x * LONG_POLYNOMIAL(z, 0.12837916709551256, -0.3761263890318352, 0.112837916709442,
                         -0.026866170643113415, 0.005223977606130842, -0.0008548325929766244,
                         0.0001205529358693695, -1.4924712439534814e-05, 1.6447132699786621e-06,
                         -1.6206318752969208e-07, 1.3710988704190523e-08, -7.779462971761597e-10);
  // From 5.93 on it is 1.
  double limited = a > 5.95 ? 5.95 : a;
  double exponent =
      limited *
      LONG_POLYNOMIAL(limited, -1.1283791181617082, -0.6366201859157057, -0.10277111036100525,
                 0.019125705523389824, 0.0002106992034426693, -0.0016908403202310716,
                 0.0005728870846430787, 2.3499396619113693e-06, -9.632330476985868e-05,
                 5.6439956274574534e-05, -2.050318749086241e-05, 5.43025127092347e-06,
                 -1.0884576425624014e-06, 1.6482056280604382e-07, -1.8359456536032293e-08,
                 1.4225032879922817e-09, -6.853347846133403e-11, 1.5460818828087557e-12);
  double shifted = exponent * 0x1.71547652b82fep0 + ROUNDER, n = shifted - ROUNDER;
  double tail = exp_of_rest((exponent - n * LOG2_HIGH) - n * LOG2_LOW);
  double large = 1 - tail * double_of((bits_of(shifted) << 52) + bits_of(1.0));
  return a < 1 ? small : copysign(large, x);
}

// 1 - erf x below ½; beyond, (1 + 2a) e^a² erfc a = c + t p(t) for a = |x| and
// t = (a - 3) / (a + 3): polynomials with errors of 2^-55 and 2^-54 of the results. The two
// denominators share one division, which takes as long as a dozen other operations. All sums of a
// large and a small number are kept in two numbers up to the last one.
INLINE double erfc_double(double x) {
#pragma clang fp contract(on)
  double z = x * x, a = clamp(fabs(x), 0, 28);
  double small =
      1 - (x + x * LONG_POLYNOMIAL(z, 0.12837916709551256, -0.37612638903183476,
                                   0.11283791670925353, -0.026866170632887928,
                                   0.00522397737302147, -0.0008548297753674966,
                                   0.00012053335124353741, -1.4845849259707869e-05,
                                   1.4725865480556744e-06));
  double twice = 2 * a, factor = 1 + twice, sum = a + 3, inverse = 1 / (sum * factor);
  double t = (a - 3) * (factor * inverse), share = sum * inverse;
  double beyond = t * LONG_POLYNOMIAL(t, -0.13562110612458084, -0.04756229435343384,
                                      0.12964515870271817, -0.11927366341637591,
                                      0.06830802734557402, -0.023770514892453878,
                                      0.002529391787416037, 0.0018886900308933137,
                                      -0.0007798319787670749, -0.00010515741491655,
                                      0.00012509749095168397, 4.9387975342434404e-06,
                                      -2.00929833045886e-05, -7.012462973163499e-07,
                                      3.4525197016153044e-06, 3.0307407103093377e-07,
                                      -5.840747551910045e-07, -8.42551957399924e-08,
                                      7.124245030572795e-08, 8.635681414307825e-09);
  double p = 1.2530080582697296 + beyond, p_low = beyond - (p - 1.2530080582697296);
  double quotient = p * share, factor_low = 1 - (factor - twice);
  double quotient_low = (fma(-quotient, factor, p) + (p_low - quotient * factor_low)) * share;
  // e^-a² = 2^n (1 + e), with the square in two numbers, too.
  double square = a * a, square_low = fma(a, a, -square);
  double shifted = square * -0x1.71547652b82fep0 + ROUNDER, n = shifted - ROUNDER;
  double r = (-square - n * LOG2_HIGH) - (n * LOG2_LOW + square_low);
  double e = (exp_beyond_line(r) * r) * r + r;
  double tail = quotient + (quotient * e + (quotient_low * e + quotient_low));
  // In two steps, since 2^n may be too small where the product is not.
  uint64_t whole = bits_of(shifted), half = whole >> 1, one = bits_of(1.0);
  tail = tail * double_of((half << 52) + one) * double_of(((whole - half) << 52) + one);
  tail = x < 0 ? 2 - tail : tail;
  return a < 0.5 ? small : x == x ? tail : x;
}

// MARK: Powers

// A product and its rounding error.
INLINE double product(double a, double b, double *lost) {
  double y = a * b;
  *lost = fma(a, b, -y);
  return y;
}

// a^b = e^(b log |a|), for finite b and finite a other than 0; a negative a has a power only if b
// is an integer, and a negative one if b is odd. The exponential multiplies an error of the
// logarithm by up to 745, so that is computed to 2^-65, in two numbers.
INLINE double power_double(double a, double b) {
#pragma clang fp contract(off)
  double m, k = split_double(fabs(a), &m);
  // s = f / (2 + f) and s², each in two numbers.
  double f = m - 1, d = 2 + f, d_low = f - (d - 2), inverse = 1 / d;
  double s = f * inverse, s_low = (fma(-s, d, f) - s * d_low) * inverse;
  double z_low, z = product(s, s, &z_low);
  z_low += 2 * s * s_low;
  // log(1 + f) = 2 s + s³ (2/3 + 2/5 s² + ...)
  double p = z * POLYNOMIAL(z, 0.4, 2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19,
                            2.0 / 21);
  double q = 0x1.5555555555555p-1 + p, q_low = (0x1.5555555555555p-1 - q) + p + 0x1.5555555555555p-55;
  double cube_low, cube = product(s, z, &cube_low);
  cube_low += s_low * z + s * z_low;
  double term_low, term = product(cube, q, &term_low);
  term_low += cube_low * q + cube * q_low;
  // k log 2 + 2 s + the term, the largest first.
  double whole = k * LOG2_HIGH, two = 2 * s;
  double sum = whole + two, sum_low = whole == 0 ? 0 : two - (sum - whole);
  double high = sum + term;
  double low = (sum - high) + term + (sum_low + (term_low + 2 * s_low + k * LOG2_LOW));
  double log = high + low;
  low = (high - log) + low;
  double exponent_low, exponent = product(b, log, &exponent_low);
  exponent_low += b * low;
  // Beyond, the power is 0 or infinite, and the rounding error of the exponent may be NaN.
  int is_moderate = fabs(exponent) < 760;
  double magnitude = exp_shifted(exponent, is_moderate ? exponent_low : 0, 0);
  double half = b * 0.5;
  int is_integer = rint(b) == b, is_even = rint(half) == half;
  double negative = is_integer ? is_even ? magnitude : -magnitude : NAN;
  return a > 0 ? magnitude : negative;
}

#endif
