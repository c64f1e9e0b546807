// The inverse trigonometric functions. The `_single` ones compute results of single precision in
// double precision, like single_functions.h; the `_double` ones are within 2 units in the last
// place.
//
// The polynomials of the `_single` functions interpolate on Chebyshev nodes; their relative errors
// stand beside them. The argument reductions of the `_double` ones, and the polynomial of the arc
// tangent, are those of the Freely Distributable LIBM (Sun Microsystems, 1993), without branches.

#ifndef CKERNELS_INVERSE_FUNCTIONS_H
#define CKERNELS_INVERSE_FUNCTIONS_H

#include "double_functions.h"

// Half of pi in two numbers.
#define HALF_PI_HIGH 0x1.921fb54442d18p0
#define HALF_PI_LOW 0x1.1a62633145c07p-54

// MARK: Single precision

// The arc tangent of t between 0 and 1: t times a polynomial in t², with an error of 7e-11.
INLINE double atan_of_fraction(double t) {
  return t * POLYNOMIAL(t * t, 0.9999999999293037, -0.3333333129088999, 0.19999901102171555,
                        -0.14283813255743194, 0.11091922963683302, -0.08974171958363882,
                        0.07228278345377252, -0.05395668057137172, 0.033826218952786875,
                        -0.015828322749149415, 0.00473248419342192, -0.0006633954571104787);
}

// Beyond 1, atan x = π/2 - atan 1/x.
INLINE double atan_single(double x) {
  double a = fabs(x);
  int is_large = a > 1;
  double angle = atan_of_fraction(is_large ? 1 / a : a);
  return copysign(is_large ? HALF_PI_HIGH - angle : angle, x);
}

// The arc sine of a between 0 and ½ from s = a²: a times a polynomial in s, with an error of 1e-12.
INLINE double asin_of_half(double a, double s) {
  return a * POLYNOMIAL(s, 1.000000000000825, 0.16666666613278705, 0.07500005655821883,
                        0.04464056469220037, 0.03042811901907943, 0.02185574259984348,
                        0.02068132717169167, 0.0019156113431105127, 0.03295759470084881);
}

// Beyond ½, asin x = π/2 - 2 asin √((1 - x)/2). Beyond 1 the root is NaN.
INLINE double asin_single(double x) {
  double a = fabs(x);
  int is_large = a > 0.5;
  double s = is_large ? 0.5 * (1 - a) : a * a;
  double angle = asin_of_half(is_large ? sqrt(s) : a, s);
  return copysign(is_large ? HALF_PI_HIGH - 2 * angle : angle, x);
}

INLINE double acos_single(double x) {
  double a = fabs(x);
  int is_large = a > 0.5;
  double s = is_large ? 0.5 * (1 - a) : a * a;
  double angle = asin_of_half(is_large ? sqrt(s) : a, s);
  double large = x < 0 ? PI_HIGH - 2 * angle : 2 * angle;
  return is_large ? large : HALF_PI_HIGH - copysign(angle, x);
}

// The angle of a point; NaN if a side is.
INLINE double atan2_of_angle(double angle, double y, double x) {
  return x == x && y == y ? angle : x + y;
}

// Replaces sides whose quotient would be NaN: two infinite sides count as equal, a finite side
// beside an infinite one counts as 0, and two sides of 0 count as 0 and 1.
INLINE void atan2_sides(double y, double x, double *tall, double *wide) {
  double a = fabs(y), b = fabs(x);
  int is_tall = a == INFINITY, is_wide = b == INFINITY;
  *tall = is_tall ? 1 : is_wide ? 0 : a;
  *wide = is_wide ? 1 : is_tall ? 0 : a == 0 && b == 0 ? 1 : b;
}

// The angle of (x, y), from the quotient of the smaller side and the larger.
INLINE double atan2_single(double y, double x) {
  double tall, wide;
  atan2_sides(y, x, &tall, &wide);
  int is_steep = tall > wide;
  double angle = atan_of_fraction((is_steep ? wide : tall) / (is_steep ? tall : wide));
  angle = is_steep ? HALF_PI_HIGH - angle : angle;
  // -0 is a negative side too.
  angle = copysign(1, x) < 0 ? PI_HIGH - angle : angle;
  return atan2_of_angle(copysign(angle, y), y, x);
}

// MARK: Double precision

// The arc tangent of y / x for finite sides that are not negative; x is 0 only if y is larger. With
// one of five tangents c, whose angles are known in two numbers, atan y/x = atan c + atan t, where
// t = (y - c x) / (x + c y) and |t| <= 7/16. The numerators are rounded once, since the products
// are exact in fused operations.
INLINE double atan_of_quotient(double y, double x) {
#pragma clang fp contract(on)
  double above = y * 16, numerator = y, denominator = x, high = 0, low = 0;
  int is_beyond = above >= 7 * x;
  numerator = is_beyond ? fma(2, y, -x) : numerator;
  denominator = is_beyond ? fma(2, x, y) : denominator;
  high = is_beyond ? 4.63647609000806093515e-01 : high;
  low = is_beyond ? 2.26987774529616870924e-17 : low;
  is_beyond = above >= 11 * x;
  numerator = is_beyond ? y - x : numerator;
  denominator = is_beyond ? y + x : denominator;
  high = is_beyond ? 7.85398163397448278999e-01 : high;
  low = is_beyond ? 3.06161699786838301793e-17 : low;
  is_beyond = above >= 19 * x;
  numerator = is_beyond ? fma(-1.5, x, y) : numerator;
  denominator = is_beyond ? fma(1.5, y, x) : denominator;
  high = is_beyond ? 9.82793723247329054082e-01 : high;
  low = is_beyond ? 1.39033110312309984516e-17 : low;
  is_beyond = above >= 39 * x;
  numerator = is_beyond ? -x : numerator;
  denominator = is_beyond ? y : denominator;
  high = is_beyond ? HALF_PI_HIGH : high;
  low = is_beyond ? HALF_PI_LOW : low;
  double t = numerator / denominator, z = t * t;
  double r = z * POLYNOMIAL(z, 3.33333333333329318027e-01, -1.99999999998764832476e-01,
                            1.42857142725034663711e-01, -1.11111104054623557880e-01,
                            9.09088713343650656196e-02, -7.69187620504482999495e-02,
                            6.66107313738753120669e-02, -5.83357013379057348645e-02,
                            4.97687799461593236017e-02, -3.65315727442169155270e-02,
                            1.62858201153657823623e-02);
  return high - ((t * r - low) - t);
}

INLINE double atan_double(double x) {
  // From 2^60 on the angle is a quarter turn.
  double angle = atan_of_quotient(clamp(fabs(x), 0, 0x1p60), 1);
  return copysign(angle, x);
}

INLINE double atan2_double(double y, double x) {
  double tall, wide;
  atan2_sides(y, x, &tall, &wide);
  // Neither side may overflow when it is multiplied, nor both vanish.
  double larger = tall > wide ? tall : wide;
  double scale = larger > 0x1p1000 ? 0x1p-100 : larger < 0x1p-900 ? 0x1p150 : 1;
  double angle = atan_of_quotient(tall * scale, wide * scale);
  angle = copysign(1, x) < 0 ? PI_HIGH - (angle - PI_LOW) : angle;
  return atan2_of_angle(copysign(angle, y), y, x);
}

// asin a = a + a r(a²), for a between 0 and ½: a minimax polynomial, with an error of 2^-57 of the
// result.
INLINE double asin_beyond_line(double s) {
  return s * LONG_POLYNOMIAL(s, 0.16666666666666669, 0.07499999999998433, 0.04464285714635543,
                             0.030381944138531247, 0.02237217294214989, 0.017352392720869973,
                             0.013971212973552933, 0.011479177415184906, 0.01032281435018578,
                             0.005457506718640358, 0.01740087944269402, -0.014851887071247204,
                             0.028757851367421566);
}

INLINE double asin_double(double x) {
#pragma clang fp contract(on)
  double a = fabs(x);
  int is_large = a > 0.5;
  double s = is_large ? 0.5 * (1 - a) : a * a, r = asin_beyond_line(s), root = sqrt(s);
  // π/2 - 2 (root + root r), in two halves of π/2, so that the first difference is exact.
  double quarter = 0.5 * HALF_PI_HIGH;
  double rest = 2 * root * r - HALF_PI_LOW;
  double large = quarter - (rest - (quarter - 2 * root));
  return copysign(is_large ? large : a + a * r, x);
}

INLINE double acos_double(double x) {
#pragma clang fp contract(on)
  double a = fabs(x);
  int is_large = a > 0.5;
  double s = is_large ? 0.5 * (1 - a) : a * a, r = asin_beyond_line(s), root = sqrt(s);
  double angle = 2 * (root + root * r);
  double large = x < 0 ? PI_HIGH - 2 * (root + (root * r - HALF_PI_LOW)) : angle;
  return is_large ? large : HALF_PI_HIGH - (x - (HALF_PI_LOW - x * r));
}

#endif
