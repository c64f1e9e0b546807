// Products of a few multiplications, which setting up tiles would only delay.

#ifndef CKERNELS_SMALL_PRODUCTS_H
#define CKERNELS_SMALL_PRODUCTS_H

#include "matmul_strips.h"

// Small is a product of at most MOST_SMALL multiplications; with more, tiles take less time. A row
// of C is computed in a vector, unless rows or columns are so few that this would only delay, too.
enum { MOST_SMALL = 1024, WIDEST_SMALL = 16, LEAST_SMALL = 4 };

static int is_small(long m, long n, long k) {
  return (double)m * (double)n * (double)k <= MOST_SMALL;
}

// c[m, count] = a[m, k] b[k, count], where b[p, j] is rows[p * row + j]: a row of C is computed in
// one vector of `width` lanes.
#define ROWS_OF_SMALL(width)                                                                     \
  WIDE static void rows_of_small_##width(long m, long count, long k, struct view a,              \
                                         const float *rows, long row, float *c, long ldc) {      \
    for (long i = 0; i < m; i++) {                                                               \
      const float *a_i = a.start + i * a.row;                                                    \
      float sums[width] = {0};                                                                   \
      for (long p = 0; p < k; p++)                                                               \
        for (long j = 0; j < width; j++) sums[j] += a_i[p * a.column] * rows[p * row + j];       \
      if (count == width)                                                                        \
        for (long j = 0; j < width; j++) c[i * ldc + j] = sums[j];                               \
      else                                                                                       \
        for (long j = 0; j < count; j++) c[i * ldc + j] = sums[j];                               \
    }                                                                                            \
  }
ROWS_OF_SMALL(4)
ROWS_OF_SMALL(8)
ROWS_OF_SMALL(16)

// The same for one vector of columns of B, copied if they are not stored as whole vectors.
static void columns_of_small(long m, long count, long k, struct view a, struct view b, float *c,
                             long ldc) {
  long width = count <= 4 ? 4 : count <= 8 ? 8 : 16, row = b.row;
  const float *rows = b.start;
  // B has at most MOST_SMALL / LEAST_SMALL numbers, and its copy less than twice as many.
  float copy[2 * MOST_SMALL / LEAST_SMALL];
  if (b.column != 1 || count != width) {
    for (long p = 0; p < k; p++)
      for (long j = 0; j < width; j++)
        copy[p * width + j] = j < count ? b.start[p * b.row + j * b.column] : 0;
    rows = copy;
    row = width;
  }
  if (width == 4)
    rows_of_small_4(m, count, k, a, rows, row, c, ldc);
  else if (width == 8)
    rows_of_small_8(m, count, k, a, rows, row, c, ldc);
  else
    rows_of_small_16(m, count, k, a, rows, row, c, ldc);
}

// The sums have the order of three plain loops, and two roundings for each term.
static void multiply_small(long m, long n, long k, struct view a, struct view b, float *c,
                           long ldc) {
  if (n >= LEAST_SMALL && m >= LEAST_SMALL) {
    for (long j = 0; j < n; j += WIDEST_SMALL)
      columns_of_small(m, smaller(WIDEST_SMALL, n - j), k, a, from(b, 0, j), c + j, ldc);
    return;
  }
  for (long i = 0; i < m; i++)
    for (long j = 0; j < n; j++) {
      float sum = 0;
      for (long p = 0; p < k; p++)
        sum += a.start[i * a.row + p * a.column] * b.start[p * b.row + j * b.column];
      c[i * ldc + j] = sum;
    }
}

#endif
