// A matrix times a vector: y[i] = sum of a[i, p] x[p] over p.
//
// Each number of the matrix is used once, so nothing is gained by tiles and copies; what counts is
// to read the matrix in the order of memory, whole vectors at a time.

#ifndef CKERNELS_MATRIX_VECTOR_H
#define CKERNELS_MATRIX_VECTOR_H

#include "vectors.h"

// For a matrix stored row by row: 64 partial sums along each row.
WIDE static void rows_times_vector(long m, long k, const float *a, long row, const float *x,
                                   float *y, long y_step) {
#pragma clang fp contract(on)
  enum { LANES = 64 };
  for (long i = 0; i < m; i++, a += row) {
    float sums[LANES] = {0};
    long p = 0;
    for (; p + LANES <= k; p += LANES)
      for (long j = 0; j < LANES; j++) sums[j] = a[p + j] * x[p + j] + sums[j];
    for (long j = 0; p < k; p++, j++) sums[j] = a[p] * x[p] + sums[j];
    for (long width = LANES / 2; width > 0; width /= 2)
      for (long j = 0; j < width; j++) sums[j] += sums[j + width];
    y[i * y_step] = sums[0];
  }
}

// For a matrix stored column by column: the sums of 64 rows side by side. The last 64 overlap those
// before, because computing some rows twice takes less time than computing the rest one by one.
WIDE static void columns_times_vector(long m, long k, const float *a, long column, const float *x,
                                      long x_step, float *y, long y_step) {
#pragma clang fp contract(on)
  enum { SUMS = 64 };
  if (m >= SUMS) {
    for (long next = 0; next < m; next += SUMS) {
      long i = next + SUMS <= m ? next : m - SUMS;
      float sums[SUMS] = {0};
      for (long p = 0; p < k; p++)
        for (long j = 0; j < SUMS; j++)
          sums[j] = a[i + p * column + j] * x[p * x_step] + sums[j];
      for (long j = 0; j < SUMS; j++) y[(i + j) * y_step] = sums[j];
    }
  } else {
    for (long i = 0; i < m; i++) {
      float sum = 0;
      for (long p = 0; p < k; p++) sum = a[i + p * column] * x[p * x_step] + sum;
      y[i * y_step] = sum;
    }
  }
}

#endif
