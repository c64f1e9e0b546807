// Two operations on each element in one loop: y[i] = outer(inner(a[i], b[i]), c[i]).
//
// On a tile in the first-level cache, a loop of one cheap operation takes as long as its loads and
// stores. The result of the first operation of a pair is neither stored nor loaded, so a pair takes
// little longer than one of the two. Larger groups would save more, but each further operation
// multiplies the number of loops.

#include "CKernels.h"
#include "vectors.h"

#define LOOP(a_i, b_i, c_i, result)          \
  INDEPENDENT for (long i = 0; i < n; i++) { \
    float a = a_i, b = b_i, c = c_i;         \
    y[i] = result;                           \
  }                                          \
  break;

// The steps are constants in each of the loops, because the compiler does not vectorize a loop
// whose step is known only at run time.
#define PAIR(name, result)                                                                     \
  WIDE static void name(const float *as, long sa, const float *bs, long sb, const float *cs,   \
                        long sc, float *y, long n) {                                           \
    if (n <= 0) return;                                                                        \
    float a0 = as[0], b0 = bs[0], c0 = cs[0];                                                  \
    switch (sa << 2 | sb << 1 | sc) {                                                          \
      case 7: LOOP(as[i], bs[i], cs[i], result)                                                \
      case 6: LOOP(as[i], bs[i], c0, result)                                                   \
      case 5: LOOP(as[i], b0, cs[i], result)                                                   \
      case 4: LOOP(as[i], b0, c0, result)                                                      \
      case 3: LOOP(a0, bs[i], cs[i], result)                                                   \
      case 2: LOOP(a0, bs[i], c0, result)                                                      \
      case 1: LOOP(a0, b0, cs[i], result)                                                      \
      default: LOOP(a0, b0, c0, result)                                                        \
    }                                                                                          \
  }

#define PAIRS_OF(inner_name, inner)                                        \
  PAIR(inner_name##_sum, (inner) + c)                                      \
  PAIR(inner_name##_difference, (inner) - c)                               \
  PAIR(inner_name##_difference_from, c - (inner))                          \
  PAIR(inner_name##_product, (inner) * c)                                  \
  PAIR(inner_name##_relu_gradient, c > 0 ? (inner) : 0)                    \
  PAIR(inner_name##_sigmoid_gradient, (inner) * c * (1 - c))               \
  PAIR(inner_name##_tanh_gradient, (inner) * (1 - c * c))

PAIRS_OF(sum, a + b)
PAIRS_OF(difference, a - b)
PAIRS_OF(product, a *b)

// In the order of `kernel_pair_outer`.
#define ROW_OF(inner_name)                                                           \
  {inner_name##_sum,           inner_name##_difference,    inner_name##_difference_from, \
   inner_name##_product,       inner_name##_relu_gradient, inner_name##_sigmoid_gradient, \
   inner_name##_tanh_gradient}

kernel_pair_f32 kernel_pair_of(enum kernel_pair_inner inner, enum kernel_pair_outer outer) {
  static const kernel_pair_f32 pairs[][7] = {ROW_OF(sum), ROW_OF(difference), ROW_OF(product)};
  return pairs[inner][outer];
}
