// Products of small matrices of double precision with the transpose of the second one. OpenBLAS
// takes twice as long for these as for others: it multiplies rows by rows, and adds up each vector
// in the end. Here some rows of B are transposed first, as many as a tile reads together.

#include "CKernels.h"

#include <string.h>

#include "vectors.h"

// A tile of C stays in registers while k runs: up to TILE_ROWS rows of one or two vectors.
enum { VECTOR_LANES = 8, STRIP = 2 * VECTOR_LANES, TILE_ROWS = 8 };

typedef double eight_doubles __attribute__((vector_size(64), aligned(8), may_alias));

// c[rows, vectors] = a[rows, k] b[k, vectors].
INLINE void multiply_tile(const long rows, const long vectors, long k, const double *a, long lda,
                          const double *b, long b_row, double *c, long c_row) {
// Products and sums may fuse here: it is faster, and rounds once instead of twice.
#pragma clang fp contract(on)
  eight_doubles sums[TILE_ROWS][2];
#pragma clang loop unroll(full)
  for (long i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (long j = 0; j < vectors; j++) sums[i][j] = (eight_doubles){0};
  for (long p = 0; p < k; p++, b += b_row) {
    eight_doubles b_row_p[2];
#pragma clang loop unroll(full)
    for (long j = 0; j < vectors; j++) b_row_p[j] = *(const eight_doubles *)(b + j * VECTOR_LANES);
#pragma clang loop unroll(full)
    for (long i = 0; i < rows; i++)
#pragma clang loop unroll(full)
      for (long j = 0; j < vectors; j++) sums[i][j] = a[i * lda + p] * b_row_p[j] + sums[i][j];
  }
#pragma clang loop unroll(full)
  for (long i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (long j = 0; j < vectors; j++)
      *(eight_doubles *)(c + i * c_row + j * VECTOR_LANES) = sums[i][j];
}

#define TILE_CASE(rows)                                                              \
  case rows:                                                                         \
    if (vectors == 2) multiply_tile(rows, 2, k, a, lda, b, b_row, c, c_row); \
    else multiply_tile(rows, 1, k, a, lda, b, b_row, c, c_row);            \
    break;

INLINE void multiply_rows(long rows, long vectors, long k, const double *a, long lda,
                          const double *b, long b_row, double *c, long c_row) {
  switch (rows) {
    TILE_CASE(1)
    TILE_CASE(2)
    TILE_CASE(3)
    TILE_CASE(4)
    TILE_CASE(5)
    TILE_CASE(6)
    TILE_CASE(7)
    TILE_CASE(8)
  }
}

// y[8, 8] = transpose of x[8, 8], whose rows begin `x_row` and `y_row` elements apart. If each
// element has an index of six bits, zipping the first half of the rows with the second rotates the
// bits by one, and after three times rows and columns are exchanged.
INLINE void transpose_eight(const double *x, long x_row, double *y, long y_row) {
  eight_doubles rows[8], zipped[8];
#pragma clang loop unroll(full)
  for (long i = 0; i < 8; i++) rows[i] = *(const eight_doubles *)(x + i * x_row);
#pragma clang loop unroll(full)
  for (long round = 0; round < 3; round++) {
#pragma clang loop unroll(full)
    for (long i = 0; i < 4; i++) {
      zipped[2 * i] =
          __builtin_shufflevector(rows[i], rows[i + 4], 0, 8, 1, 9, 2, 10, 3, 11);
      zipped[2 * i + 1] =
          __builtin_shufflevector(rows[i], rows[i + 4], 4, 12, 5, 13, 6, 14, 7, 15);
    }
#pragma clang loop unroll(full)
    for (long i = 0; i < 8; i++) rows[i] = zipped[i];
  }
#pragma clang loop unroll(full)
  for (long i = 0; i < 8; i++) *(eight_doubles *)(y + i * y_row) = rows[i];
}

// strip[k, width] = the transpose of the first `count` rows of b. The further columns of the strip
// do not matter: their part of C is not kept.
INLINE void transpose_strip(const double *b, long row, long k, long count, long width,
                            double *strip) {
  long blocks = count / 8 * 8, depth = k / 8 * 8;
  for (long j = 0; j < blocks; j += 8)
    for (long p = 0; p < depth; p += 8)
      transpose_eight(b + j * row + p, row, strip + p * width + j, width);
  for (long j = 0; j < count; j++)
    for (long p = j < blocks ? depth : 0; p < k; p++) strip[p * width + j] = b[j * row + p];
}

int kernel_is_small_product_f64(long m, long n, long k, int transpose_a, int transpose_b) {
  return !transpose_a && transpose_b && m >= 4 && n >= 4 && k > 0 && m <= KERNEL_SMALL_PRODUCT &&
         n <= KERNEL_SMALL_PRODUCT && k <= KERNEL_SMALL_PRODUCT;
}

WIDE void kernel_small_products_f64(long count, long m, long n, long k, const double *a,
                                    long a_apart, long lda, const double *b, long b_apart, long ldb,
                                    double *c) {
  double strip[KERNEL_SMALL_PRODUCT * STRIP], sums[TILE_ROWS * STRIP];
  memset(strip, 0, sizeof strip);
  for (long matrix = 0; matrix < count; matrix++, a += a_apart, b += b_apart, c += m * n)
    for (long left = 0; left < n; left += STRIP) {
      long columns = n - left < STRIP ? n - left : STRIP;
      long vectors = columns > VECTOR_LANES ? 2 : 1, width = vectors * VECTOR_LANES;
      transpose_strip(b + left * ldb, ldb, k, columns, width, strip);
      // Rows are distributed evenly over the tiles.
      long tiles = (m + TILE_ROWS - 1) / TILE_ROWS;
      for (long t = 0; t < tiles; t++) {
        long top = m * t / tiles, rows = m * (t + 1) / tiles - top;
        double *to = c + top * n + left;
        int is_whole = columns == width;
        multiply_rows(rows, vectors, k, a + top * lda, lda, strip, width,
                      is_whole ? to : sums, is_whole ? n : width);
        for (long i = 0; i < rows && !is_whole; i++)
          memcpy(to + i * n, sums + i * width, (size_t)columns * sizeof(double));
      }
    }
}
