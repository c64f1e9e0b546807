// The regularized incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x), and the derivative
// of P with respect to a. Elements are computed one by one, since the number of terms depends on
// the element.
//
// Where x is below a, P is a power series, else Q is a continued fraction, and the other is 1 minus
// that. Both need about 9 √a terms, so for very large a the limit takes their place: the normal
// distribution with two correction terms (Temme, 1979).

#include "CKernelsSpecial.h"

#include <float.h>

#include "element_loops.h"
#include "gamma_functions.h"

#define VERY_LARGE 1e8

// x^a e^-x / Γ(a + 1). For larger a by Stirling's formula, whose terms do not cancel.
static double density(double a, double x) {
  if (a < 10) return exp(a * log(x) - x - lgamma_double(a + 1));
  return exp(a * log1p_less((x - a) / a) - stirling_correction(a)) / sqrt(2 * PI_HIGH * a);
}

// The value of a sum or a fraction, and its derivative with respect to a.
typedef struct {
  double value, slope;
} Slope;

// P over the density: 1 + x/(a + 1) + x²/((a + 1)(a + 2)) + ...
static Slope series(double a, double x) {
  Slope sum = {1, 0}, term = {1, 0};
  for (double n = 1; fabs(term.value) > DBL_EPSILON / 4 * sum.value ||
                     fabs(term.slope) > DBL_EPSILON / 4 * fabs(sum.slope);
       n += 1) {
    double factor = x / (a + n);
    term.slope = term.slope * factor - term.value * factor / (a + n);
    term.value *= factor;
    sum.value += term.value;
    sum.slope += term.slope;
  }
  return sum;
}

// Q over a times the density: the quotient of two sequences with the same recurrence.
static Slope fraction(double a, double x) {
  double y = 1 - a, z = x + y + 1;
  double p[3] = {1, x + 1}, q[3] = {x, z * x}, dp[3] = {0, 0}, dq[3] = {0, -x};
  Slope ratio = {p[1] / q[1], -p[1] / q[1] * dq[1] / q[1]}, before;
  double n = 0;
  do {
    before = ratio;
    n += 1;
    y += 1;
    z += 2;
    p[2] = p[1] * z - p[0] * y * n;
    q[2] = q[1] * z - q[0] * y * n;
    dp[2] = dp[1] * z - p[1] - dp[0] * y * n + p[0] * n;
    dq[2] = dq[1] * z - q[1] - dq[0] * y * n + q[0] * n;
    if (q[2] != 0) {
      ratio.value = p[2] / q[2];
      ratio.slope = (dp[2] - ratio.value * dq[2]) / q[2];
    }
    // Only quotients matter; the sequences themselves would overflow.
    double scale = fabs(p[2]) > 0x1p100 ? 0x1p-100 : 1;
    for (int i = 0; i < 2; i++) {
      p[i] = p[i + 1] * scale;
      q[i] = q[i + 1] * scale;
      dp[i] = dp[i + 1] * scale;
      dq[i] = dq[i + 1] * scale;
    }
  } while (q[1] == 0 || fabs(ratio.value - before.value) > DBL_EPSILON * fabs(ratio.value) ||
           fabs(ratio.slope - before.slope) > DBL_EPSILON * fabs(ratio.slope));
  return ratio;
}

// The limit for large a: with η²/2 = x/a - 1 - log(x/a), P is the probability that a normal
// variable is below η √a, less a correction. Far from a, where the correction's series in η does
// not hold, the correction is 0.
static double limit(double a, double x, int upper) {
  double m = (x - a) / a, eta = copysign(sqrt(-2 * log1p_less(m)), m), root = sqrt(a / 2);
  double correction = exp(-0.5 * a * eta * eta) / sqrt(2 * PI_HIGH * a) *
                      (-1.0 / 3 + eta * (1.0 / 12 - eta * (2.0 / 135 - eta / 864)) - 1 / (540 * a));
  return upper ? 0.5 * erfc_double(eta * root) + correction
               : 0.5 * erfc_double(-eta * root) - correction;
}

// Whether the value needs no sum; if so, it is stored.
static int is_at_edge(double a, double x, int upper, double *value) {
  *value = a != a || x != x ? a + x : NAN;
  if (a != a || x != x || x < 0 || a <= 0 || (isinf(a) && isinf(x))) return 1;
  if (x == 0 || isinf(a)) {
    *value = upper;
    return 1;
  }
  if (isinf(x)) {
    *value = !upper;
    return 1;
  }
  return 0;
}

static double of_gamma(double a, double x, int upper) {
  double value;
  if (is_at_edge(a, x, upper, &value)) return value;
  if (a > VERY_LARGE) return limit(a, x, upper);
  int is_fraction = x > 1 && x > a;
  double found = is_fraction ? a * density(a, x) * fraction(a, x).value
                             : density(a, x) * series(a, x).value;
  return is_fraction == upper ? found : 1 - found;
}

static double of_igamma(double a, double x) { return of_gamma(a, x, 0); }
static double of_igammac(double a, double x) { return of_gamma(a, x, 1); }

static double of_igamma_slope(double a, double x) {
  double value;
  // At both ends of the range of x, P is the same for all a.
  if (is_at_edge(a, x, 0, &value)) return value == value ? 0 : value;
  // P(a + ½, x) - P(a - ½, x), which is exactly this.
  if (a > VERY_LARGE) return -density(a - 0.5, x);
  if (x > 1 && x > a) {
    Slope f = fraction(a, x);
    return -a * density(a, x) * (f.slope + f.value * (log(x) - digamma_double(a)));
  }
  Slope s = series(a, x);
  return density(a, x) * (s.slope + s.value * (log(x) - digamma_double(a + 1)));
}

// The derivative of P with respect to x.
static double of_gamma_density(double a, double x) {
  double value;
  if (is_at_edge(a, x, 0, &value)) {
    if (value != value || x != 0 || isinf(a)) return value == value ? 0 : value;
    return a < 1 ? INFINITY : a == 1;
  }
  return density(a - 1, x);
}

EACH_PAIR(igamma)
EACH_PAIR(igammac)
EACH_PAIR(igamma_slope)
EACH_PAIR(gamma_density)
