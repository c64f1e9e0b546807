// The transpose of a small block, in registers.

#ifndef CKERNELS_TRANSPOSE_H
#define CKERNELS_TRANSPOSE_H

#include "vectors.h"

typedef float four __attribute__((vector_size(16), aligned(4), may_alias));
typedef float sixteen __attribute__((vector_size(64), aligned(4), may_alias));

// rows = four rows of x, which begin `distance` floats apart. The result is not a return value,
// because values of this size have no stable calling convention.
INLINE void four_rows(const float *x, long distance, sixteen *rows) {
  typedef float eight __attribute__((vector_size(32)));
  four a = *(const four *)x, b = *(const four *)(x + distance);
  four c = *(const four *)(x + 2 * distance), d = *(const four *)(x + 3 * distance);
  eight ab = __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7);
  eight cd = __builtin_shufflevector(c, d, 0, 1, 2, 3, 4, 5, 6, 7);
  *rows = __builtin_shufflevector(ab, cd, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

// y[4, 16] = transpose of x[16, 4], whose rows begin `x_row` and `y_row` floats apart.
//
// Each vector takes every fourth row, so all shuffles stay within a quarter of a vector: moving
// numbers between quarters would take three times as long.
INLINE void transpose_16_by_4(const float *x, long x_row, float *y, long y_row) {
  sixteen a, b, c, d;
  four_rows(x, 4 * x_row, &a);
  four_rows(x + x_row, 4 * x_row, &b);
  four_rows(x + 2 * x_row, 4 * x_row, &c);
  four_rows(x + 3 * x_row, 4 * x_row, &d);
#define LOW_HALVES(a, b) \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29)
#define HIGH_HALVES(a, b) \
  __builtin_shufflevector(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31)
#define FIRST_PAIRS(a, b) \
  __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)
#define SECOND_PAIRS(a, b) \
  __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31)
  sixteen ab = LOW_HALVES(a, b), cd = LOW_HALVES(c, d);
  *(sixteen *)y = FIRST_PAIRS(ab, cd);
  *(sixteen *)(y + y_row) = SECOND_PAIRS(ab, cd);
  ab = HIGH_HALVES(a, b), cd = HIGH_HALVES(c, d);
  *(sixteen *)(y + 2 * y_row) = FIRST_PAIRS(ab, cd);
  *(sixteen *)(y + 3 * y_row) = SECOND_PAIRS(ab, cd);
#undef LOW_HALVES
#undef HIGH_HALVES
#undef FIRST_PAIRS
#undef SECOND_PAIRS
}

#endif
