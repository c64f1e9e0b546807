// The regularized incomplete beta function I(a, b, x), which is the probability that a beta
// variable is at most x, and its derivative with respect to x, the density. Elements are computed
// one by one, since the number of terms depends on the element.
//
// Near 0, I is a power series, and elsewhere below the mean a continued fraction. Above the mean it
// is 1 - I(b, a, 1 - x). The fraction needs about √min(a, b) terms, so where both are large the
// density is integrated instead: it is then as smooth as that of a normal distribution.

#include "CKernelsSpecial.h"

#include <float.h>

#include "element_loops.h"
#include "gamma_functions.h"

// From here on log Γ is Stirling's formula.
#define STIRLING 10
// Where both a and b are larger, the density is integrated.
#define SMOOTH 3000

// A beta distribution and a point of it.
typedef struct {
  double a, b, x;
  double y;         // 1 - x
  double distance;  // b x - a y, which is how far x is from the mean, times a + b
} Beta;

static Beta beta_at(double a, double b, double x) {
  double y = 1 - x, rest = (1 - y) - x, product = a * y;
  // In double the precision: close to the mean of a large distribution, the products nearly cancel.
  double distance = fma(b, x, -product) - fma(a, y, -product) - a * rest;
  return (Beta){a, b, x, y, distance};
}

// The same point seen from the other end.
static Beta mirrored(Beta p) { return (Beta){p.b, p.a, p.y, p.x, -p.distance}; }

// The logarithm of x, where y is 1 - x and the smaller of the two is exact.
static double log_of(double x, double y) { return x < 0.5 ? log(x) : log1p(-y); }

// a (log(1 + m) - m), where m is the relative distance from the mean: x is (1 + m) a/(a + b).
static double log_term(double a, double x, double sum, double distance) {
  double m = distance / a;
  return a * (fabs(m) > 0.3 ? log(x * (sum / a)) - m : log1p_less(m));
}

// x^a (1 - x)^b / B(a, b) for a and b from 10 on.
static double power_of_large(Beta p) {
  double a = p.a, b = p.b, sum = a + b;
  double exponent = log_term(a, p.x, sum, p.distance) + log_term(b, p.y, sum, -p.distance);
  double correction = stirling_correction(sum) - stirling_correction(a) - stirling_correction(b);
  return exp(exponent + correction) * sqrt(a / sum) * sqrt(b / (2 * PI_HIGH));
}

// The same for any a and b.
static double power(Beta p) {
  double a = p.a, b = p.b, sum = a + b;
  if (a < STIRLING && b < STIRLING) {
    // 1 / B(a, b) from Γ of arguments above 1, which is finite however small a and b are.
    double inverse = tgamma(1 + sum) / (tgamma(1 + a) * tgamma(1 + b)) * (a / sum) * b;
    return pow(p.x, a) * pow(p.y, b) * inverse;
  }
  if (a >= STIRLING && b >= STIRLING) return power_of_large(p);
  if (a > b) return power(mirrored(p));
  // Γ(a + b) / Γ(b), from which the terms that would cancel are taken out.
  double ratio = (b - 0.5) * log1p(a / b) + stirling_correction(sum) - stirling_correction(b);
  double exponent = a * (log(p.x * sum) - 1) + b * log_of(p.y, p.x) + ratio;
  return exp(exponent) * (a / tgamma(1 + a));
}

// a I over the power: 1 + (a + b)/(a + 1) x + (a + b)(a + b + 1)/((a + 1)(a + 2)) x² + ...
static double series(Beta p) {
  double sum = 1, term = 1;
  for (double n = 0; term > DBL_EPSILON / 4 * sum; n += 1) {
    term *= (p.a + p.b + n) / (p.a + 1 + n) * p.x;
    sum += term;
  }
  return sum;
}

// The same as a continued fraction (DiDonato and Morris, 1992), in whose terms nothing cancels
// below the mean: the quotient of two sequences with the same recurrence.
static double fraction(Beta p) {
  double a = p.a, b = p.b, start = 1 - p.distance;
  double above[2] = {0, 1}, below[2] = {1 / a, start / (a + 1)};
  double ratio = above[1] / below[1], before, n = 0;
  do {
    before = ratio;
    n += 1;
    double size = a + 2 * n - 1, w = n * (b - n) * p.x;
    double alpha = (a + n - 1) / size * ((a + b + n - 1) * p.x / size) * w;
    double beta = n + w / size + (a + n) / (size + 2) * (start + n * (1 + p.y));
    double next[2] = {alpha * above[0] + beta * above[1], alpha * below[0] + beta * below[1]};
    // Only quotients matter; the sequences themselves would overflow.
    ratio = next[0] / next[1];
    above[0] = above[1] / next[1];
    below[0] = below[1] / next[1];
    above[1] = ratio;
    below[1] = 1;
  } while (fabs(ratio - before) > DBL_EPSILON * ratio);
  return ratio;
}

// I below the mean of a large distribution: the integral of the density from where it is negligible
// to x, in pieces by Gaussian quadrature with five points. Further from the mean, the density falls
// faster.
static double integral(Beta p) {
  static const double nodes[] = {-0.9061798459386640, -0.5384693101056831, 0,
                                 0.5384693101056831, 0.9061798459386640};
  static const double weights[] = {0.2369268850561891, 0.4786286704993665, 0.5688888888888889,
                                   0.4786286704993665, 0.2369268850561891};
  enum { PIECES = 64 };
  double sum = p.a + p.b, root = sqrt(p.a / sum) * sqrt(p.b);
  double deviations = fmin(12, 40 * root / fabs(p.distance));
  double half = fmin(deviations * root / sum, p.x) / (2 * PIECES), total = 0;
  for (int piece = 0; piece < PIECES; piece++)
    for (int i = 0; i < 5; i++) {
      double below = half * (2 * piece + 1 + nodes[i]);
      Beta q = {p.a, p.b, p.x - below, p.y + below, p.distance - sum * below};
      total += weights[i] * power_of_large(q) / (q.x * q.y);
    }
  return total * half;
}

// Whether the value needs no sum; if so, it is stored. An infinite a or b is a limit: then the
// whole distribution is at 1 or at 0.
static int is_at_edge(double a, double b, double x, double *value) {
  int is_number = a == a && b == b && x == x;
  *value = is_number ? NAN : a + b + x;
  if (!is_number || a <= 0 || b <= 0 || x < 0 || x > 1 || (isinf(a) && isinf(b))) return 1;
  if (x == 0 || x == 1) {
    *value = x;
    return 1;
  }
  if (isinf(a) || isinf(b)) {
    *value = isinf(b);
    return 1;
  }
  return 0;
}

static int is_near_zero(Beta p) { return p.x <= 0.7 && p.b * p.x <= 1; }

static double of_betainc(double a, double b, double x) {
  double value;
  if (is_at_edge(a, b, x, &value)) return value;
  Beta p = beta_at(a, b, x);
  int is_large = fmin(a, b) > SMOOTH;
  int is_mirrored = !is_near_zero(p) && (is_near_zero(mirrored(p)) || p.distance > 0);
  if (is_mirrored) p = mirrored(p);
  double found = is_large ? integral(p) : power(p) / p.a;
  if (!is_large) found *= is_near_zero(p) ? series(p) : fraction(p);
  // Rounding, or subnormal parameters, may exceed 1, which no probability does.
  if (found > 1) found = 1;
  return is_mirrored ? 1 - found : found;
}

static double of_beta_density(double a, double b, double x) {
  double value;
  if (is_at_edge(a, b, x, &value)) {
    if (value != value || isinf(a) || isinf(b)) return value == value ? 0 : value;
    // At 0 and at 1: infinite, the other parameter, or 0.
    double near = x == 0 ? a : b, far = x == 0 ? b : a;
    return near < 1 ? INFINITY : near == 1 ? far : 0;
  }
  Beta p = beta_at(a, b, x);
  return power(p) / (p.x * p.y);
}

EACH_TRIPLE(betainc)
EACH_TRIPLE(beta_density)
