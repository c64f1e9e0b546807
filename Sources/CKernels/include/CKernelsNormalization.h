// Normalization: means and variances of columns and rows, and the sums of their gradients. Included
// by CKernels.h, whose conventions hold.

#ifndef CKERNELS_NORMALIZATION_H
#define CKERNELS_NORMALIZATION_H

// For the columns of x[rows, columns], whose row i begins at x + i * row:
//
// column_moments: mean[j], and the sum of the squares of x[i, j] - mean[j].
//
// column_products: sums[j] of dy[i, j], and products[j] of dy[i, j] (x[i, j] - mean[j]), for given
// means.
//
// scale_rows: y[i, j] = x[i, j] scale[j] + shift[j], the product rounded first; the rows are
// contiguous.
//
// For one row x[n]:
//
// normalize_row: y = (x - mean) / sqrt(variance + epsilon) gamma + beta; NULL for no gamma or beta.
// y is not x.
//
// normalize_row_gradient: dx from dy, the gradient with respect to this y. dx is neither x nor dy.
//
// normalize_row_products: products[j] += dy[j] y[j], for y without weights, and sums[j] += dy[j].

#define KERNEL_NORMALIZATION(suffix, T)                                                           \
  void kernel_column_moments_##suffix(const T *x, long row, long rows, long columns, T *mean,     \
                                      T *squares);                                                \
  void kernel_column_products_##suffix(const T *dy, const T *x, const T *mean, long row,          \
                                       long rows, long columns, T *sums, T *products);            \
  void kernel_scale_rows_##suffix(const T *x, long rows, long columns, const T *scale,            \
                                  const T *shift, T *y);                                          \
  void kernel_normalize_row_##suffix(const T *x, long n, T epsilon, const T *gamma,               \
                                     const T *beta, T *y);                                        \
  void kernel_normalize_row_gradient_##suffix(const T *x, const T *dy, long n, T epsilon,         \
                                              const T *gamma, T *dx);                             \
  void kernel_normalize_row_products_##suffix(const T *x, const T *dy, long n, T epsilon,         \
                                              T *products, T *sums);

KERNEL_NORMALIZATION(f32, float)
KERNEL_NORMALIZATION(f64, double)

#undef KERNEL_NORMALIZATION

#endif
