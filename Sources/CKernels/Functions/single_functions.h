// Functions of single-precision numbers, computed in double precision.
//
// The intermediate double carries 29 bits more than the result, so no step needs compensation: its
// error is far below that of the last rounding, and denormal floats are normal doubles. Single
// precision throughout would handle twice as many numbers per instruction; single_exponentials.h
// does that for the few functions that networks spend their time on.
//
// The polynomials interpolate on Chebyshev nodes, with relative errors below 1e-9, where half a
// unit in the last place of a float is 3e-8. There are no branches, so that the compiler can
// vectorize loops over these.

#ifndef CKERNELS_SINGLE_FUNCTIONS_H
#define CKERNELS_SINGLE_FUNCTIONS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "vectors.h"

INLINE uint64_t bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

INLINE double double_of(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// A number so large that adding it leaves no room for a fraction: (x + ROUNDER) - ROUNDER is x
// rounded to an integer, which is also in the low bits of x + ROUNDER.
#define ROUNDER 0x1.8p52

// c[0] + c[1] x + c[2] x² + ...
#define POLYNOMIAL(x, ...)                                                             \
  polynomial(x, (const double[]){__VA_ARGS__}, sizeof(double[]){__VA_ARGS__} / sizeof(double))

INLINE double polynomial(double x, const double *coefficients, long count) {
#pragma clang fp contract(on)
  double sum = coefficients[count - 1];
#pragma clang loop unroll(full)
  for (long i = count - 2; i >= 0; i--) sum = sum * x + coefficients[i];
  return sum;
}

// The same in two chains half as long, of even and of odd powers, which run side by side: each step
// of a chain waits for the one before.
#define LONG_POLYNOMIAL(x, ...)                                                          \
  long_polynomial(x, (const double[]){__VA_ARGS__}, sizeof(double[]){__VA_ARGS__} / sizeof(double))

INLINE double long_polynomial(double x, const double *coefficients, long count) {
#pragma clang fp contract(on)
  long last = count - 1;
  double square = x * x, first = coefficients[last], second = coefficients[last - 1];
#pragma clang loop unroll(full)
  for (long i = last - 2; i >= 0; i -= 2) {
    first = first * square + coefficients[i];
    if (i > 0) second = second * square + coefficients[i - 1];
  }
  return count % 2 == 0 ? second + x * first : first + x * second;
}

// A NaN passes, because no comparison with it holds.
INLINE double clamp(double x, double low, double high) {
  x = x < low ? low : x;
  return x > high ? high : x;
}

// e^x = power (1 + rest), where power is a power of 2: with x = n log 2 + r and |r| <= log 2 / 2,
// power is 2^n and rest e^r - 1, which is accurate however small r is.
INLINE void split_exp(double x, double *power, double *rest) {
#pragma clang fp contract(on)
  double shifted = x * 0x1.71547652b82fep0 + ROUNDER;
  double r = x - (shifted - ROUNDER) * 0x1.62e42fefa39efp-1;
  // n is in the low bits of `shifted`, from where it moves into the exponent of 1.0.
  *power = double_of((bits_of(shifted) << 52) + bits_of(1.0));
  *rest = r + r * r * POLYNOMIAL(r, 0.500000001346581, 0.16666666681623232, 0.041666464925285904,
                                 0.0083333109254809, 0.0013933649996309251,
                                 0.00019890990824673654);
}

INLINE double exp_single(double x) {
#pragma clang fp contract(on)
  double power, rest;
  // Beyond, the float is 0 or infinite, while the double stays finite.
  split_exp(clamp(x, -150, 150), &power, &rest);
  return power + power * rest;
}

INLINE double expm1_single(double x) {
#pragma clang fp contract(on)
  double power, rest;
  split_exp(clamp(x, -150, 150), &power, &rest);
  // copysign only for -0, whose sign gets lost on the way.
  return copysign((power - 1) + power * rest, x);
}

// From |x|, because for negative x the exponential of -x would be the inverse of a difference.
INLINE double sinh_single(double x) {
  double e = expm1_single(fabs(x));
  return copysign((e + e / (e + 1)) / 2, x);
}

INLINE double cosh_single(double x) {
  double e = exp_single(x);
  return (e + 1 / e) / 2;
}

// x = 2^n (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), and log x = n log 2 + log(1 + f).
INLINE double log_of_positive(double x) {
#pragma clang fp contract(on)
  // Counting from sqrt(1/2) up, n is in the exponent bits; 1023 more keep it positive.
  uint64_t bits = bits_of(x), one = bits_of(1.0);
  uint64_t exponent = (bits - bits_of(0x1.6a09e667f3bcdp-1) + one) >> 52;
  double f = double_of(bits - (exponent << 52) + one) - 1;
  // An integer in the low bits of 2^52 is that integer plus 2^52.
  double n = double_of(exponent + bits_of(0x1p52)) - (0x1p52 + 1023);
  return n * 0x1.62e42fefa39efp-1 + f * POLYNOMIAL(f, 1.0000000000480134, -0.5000000030846644,
                                                   0.33333330846238873, -0.2499993658395518,
                                                   0.20000169638738122, -0.1667038373544354,
                                                   0.14283798476730641, -0.12410884331598322,
                                                   0.11042733502599107, -0.10898118866300847,
                                                   0.10636560918669045, -0.05845681607602955);
}

INLINE double log_single(double x) {
  double result = x < INFINITY ? log_of_positive(x) : x;
  return x > 0 ? result : x == 0 ? -INFINITY : NAN;
}

// The number of quarter turns in x, in the low bits, and the rest of the angle.
INLINE uint64_t split_quarter_turns(double x, double *rest) {
#pragma clang fp contract(on)
  double shifted = x * 0x1.45f306dc9c883p-1 + ROUNDER, n = shifted - ROUNDER;
  // A quarter turn in two numbers: with the first, of 33 bits, the product is exact up to n = 2^20.
  *rest = (x - n * 0x1.921fb544p0) - n * 0x1.0b4611a626331p-34;
  return bits_of(shifted);
}

// Up to here the functions of angles are accurate.
#define LARGEST_ANGLE 1e6f

// The number of quarter turns in x, with the sine and the cosine of the rest of the angle.
INLINE uint64_t sine_and_cosine(double x, double *sine, double *cosine) {
#pragma clang fp contract(on)
  double r;
  uint64_t turns = split_quarter_turns(x, &r);
  double t = r * r;
  *sine = r * POLYNOMIAL(t, 0.9999999999956709, -0.16666666631577168, 0.008333328781097757,
                               -0.00019839201800436314, 2.717341870116158e-06);
  *cosine = POLYNOMIAL(t, 0.9999999999999444, -0.4999999999935079, 0.0416666665438622,
                             -0.00138888803912356, 2.4798928225823623e-05, -2.717339169572195e-07);
  return turns;
}

INLINE double sin_single(double x) {
  double sine, cosine;
  uint64_t turns = sine_and_cosine(x, &sine, &cosine);
  double result = turns & 1 ? cosine : sine;
  return turns & 2 ? -result : result;
}

INLINE double cos_single(double x) {
  double sine, cosine;
  uint64_t turns = sine_and_cosine(x, &sine, &cosine) + 1;
  double result = turns & 1 ? cosine : sine;
  return turns & 2 ? -result : result;
}

INLINE double tan_single(double x) {
  double sine, cosine;
  uint64_t turns = sine_and_cosine(x, &sine, &cosine);
  return (turns & 1 ? -cosine : sine) / (turns & 1 ? sine : cosine);
}

// a^b = e^(b log |a|), for finite b and finite a other than 0; a negative a has a power only if b
// is an integer, and a negative one if b is odd.
INLINE double power_single(double a, double b) {
  double magnitude = exp_single(b * log_of_positive(fabs(a)));
  // Floats beyond the clamp are even integers, like the clamp itself.
  double near = clamp(b, -0x1p25, 0x1p25), shifted = near + ROUNDER;
  int whole = shifted - ROUNDER == near;
  double negative = whole ? bits_of(shifted) & 1 ? -magnitude : magnitude : NAN;
  return a > 0 ? magnitude : negative;
}

// 1 - erf x. With a = |x|, (1 + 2a) e^a² (1 - erf a) is a polynomial in (a - 4) / (a + 4), with an
// error of 9e-10. From 10.2 on the result is 0 in single precision.
INLINE double erfc_single(double x) {
#pragma clang fp contract(on)
  double a = clamp(fabs(x), 0, 10.2);
  double p = POLYNOMIAL((a - 4) / (a + 4), 1.2329951185513401, -0.139621133465994,
                        0.015379652695720726, 0.06809796339720889, -0.10103818863825735,
                        0.09371948536692132, -0.06635351199448798, 0.0372314590949862,
                        -0.016019156842127458, 0.005029154623768927, -0.0011556524337469989,
                        -0.0006486672584456529);
  double tail = exp_single(-a * a) * p / (1 + 2 * a);
  return x < 0 ? 2 - tail : tail;
}

#endif
