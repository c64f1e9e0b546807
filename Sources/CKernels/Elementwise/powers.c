// Powers: y[i] = a[i] to the power of b[i].

#include "CKernels.h"

#include <math.h>

#include "double_functions.h"
#include "single_functions.h"
#include "vectors.h"

// The most frequent powers have loops of their own: squares, square roots, reciprocals, and small
// integer powers, as products. Each is exact where its result can be represented.
enum { MOST_FACTORS = 16, FACTORS_BLOCK = 256 };

INLINE int is_product(double exponent) {
  return exponent > 2 && exponent <= MOST_FACTORS && rint(exponent) == exponent;
}

// In double precision nothing that a float could hold is lost, overflows or becomes 0.
WIDE static void products_f32(const float *x, float exponent, float *y, long n) {
  for (long start = 0; start < n; start += FACTORS_BLOCK, x += FACTORS_BLOCK, y += FACTORS_BLOCK) {
    long count = n - start < FACTORS_BLOCK ? n - start : FACTORS_BLOCK;
    double product[FACTORS_BLOCK];
    for (long i = 0; i < count; i++) product[i] = x[i];
    for (long factor = 1; factor < (long)exponent; factor++)
      for (long i = 0; i < count; i++) product[i] *= x[i];
    for (long i = 0; i < count; i++) y[i] = (float)product[i];
  }
}

// The rounding error of each product is kept in a second number. Products near 0 or infinity have
// no such number and are left to the C library; only blocks that contain one are computed element
// by element.
INLINE int has_second_number(double x) { return (fabs(x) > 0x1p-900) & (fabs(x) < 0x1p1000); }

WIDE static void products_f64(const double *x, double exponent, double *y, long n) {
#pragma clang fp contract(off)
  for (long start = 0; start < n; start += FACTORS_BLOCK, x += FACTORS_BLOCK, y += FACTORS_BLOCK) {
    long count = n - start < FACTORS_BLOCK ? n - start : FACTORS_BLOCK;
    double high[FACTORS_BLOCK], low[FACTORS_BLOCK] = {0};
    int special = 0;
    for (long i = 0; i < count; i++) high[i] = x[i];
    for (long factor = 1; factor < (long)exponent; factor++)
      for (long i = 0; i < count; i++) {
        double product = high[i] * x[i];
        low[i] = fma(high[i], x[i], -product) + low[i] * x[i];
        high[i] = product;
      }
    for (long i = 0; i < count; i++) special += !has_second_number(high[i]);
    if (special == 0)
      for (long i = 0; i < count; i++) y[i] = high[i] + low[i];
    else
      for (long i = 0; i < count; i++)
        y[i] = has_second_number(high[i]) ? high[i] + low[i] : pow(x[i], exponent);
  }
}

// Unlike the square root, the power ½ of -0 is 0, and that of -infinity is infinity.
#define ROOTS(suffix, T, square_root)                                                \
  WIDE static void roots_##suffix(const T *x, T *y, long n) {                        \
    INDEPENDENT for (long i = 0; i < n; i++)                                         \
      y[i] = square_root(x[i] == 0 ? 0 : x[i] == -(T)INFINITY ? (T)INFINITY : x[i]); \
  }

ROOTS(f32, float, sqrtf)
ROOTS(f64, double, sqrt)

// Computes the power if it has a loop of its own, and returns whether it has.
#define FREQUENT_POWER(suffix, T)                                                  \
  INLINE int frequent_power_##suffix(const T *x, T exponent, T *y, long n) {       \
    if (exponent == 2)                                                             \
      kernel_square_##suffix(x, y, n);                                             \
    else if (exponent == (T)0.5)                                                   \
      roots_##suffix(x, y, n);                                                     \
    else if (exponent == -1)                                                       \
      kernel_reciprocal_##suffix(x, y, n);                                         \
    else if (is_product(exponent))                                                 \
      products_##suffix(x, exponent, y, n);                                        \
    else                                                                           \
      return 0;                                                                    \
    return 1;                                                                      \
  }

FREQUENT_POWER(f32, float)
FREQUENT_POWER(f64, double)

INLINE int is_ordinary_single(double a, double b) {
  return (a != 0) & (fabs(a) < INFINITY) & (fabs(b) < INFINITY);
}

// Powers that may be exact, such as cubes and roots, are special too: the C library rounds them
// correctly, so 3^3 is 27.
INLINE int is_ordinary_double(double a, double b) {
  return is_ordinary_single(a, b) & (rint(4 * b) != 4 * b);
}

// Zeros, infinities and NaN are left to the C library. Only blocks that contain one are computed
// element by element, which keeps the loop over the others free of branches; the other elements of
// such a block are computed as usual, so no element's result depends on its neighbors. The operands
// are copied first, since the compiler vectorizes only loops whose steps it knows.
#define POWER_OF_TYPE(suffix, T, is_ordinary, own, of_special)                                     \
  WIDE void kernel_power_##suffix(const T *a, long sa, const T *b, long sb, T *y, long n) {        \
    enum { BLOCK = 256 };                                                                          \
    if (n > 0 && sa == 1 && sb == 0 && frequent_power_##suffix(a, b[0], y, n)) return;             \
    T a0 = n > 0 ? a[0] : 0, b0 = n > 0 ? b[0] : 0, as[BLOCK], bs[BLOCK];                          \
    for (long start = 0; start < n; start += BLOCK) {                                              \
      long count = n - start < BLOCK ? n - start : BLOCK;                                          \
      int special = 0;                                                                             \
      for (long i = 0; i < count; i++) as[i] = sa ? a[start + i] : a0;                             \
      for (long i = 0; i < count; i++) bs[i] = sb ? b[start + i] : b0;                             \
      for (long i = 0; i < count; i++) special += !is_ordinary(as[i], bs[i]);                      \
      if (special == 0) {                                                                          \
        INDEPENDENT_CHAINS for (long i = 0; i < count; i++)                                        \
          y[start + i] = (T)own(as[i], bs[i]);                                                     \
      } else {                                                                                     \
        for (long i = 0; i < count; i++)                                                           \
          y[start + i] =                                                                           \
              is_ordinary(as[i], bs[i]) ? (T)own(as[i], bs[i]) : of_special(as[i], bs[i]);         \
      }                                                                                            \
    }                                                                                              \
  }

POWER_OF_TYPE(f32, float, is_ordinary_single, power_single, powf)
POWER_OF_TYPE(f64, double, is_ordinary_double, power_double, pow)
