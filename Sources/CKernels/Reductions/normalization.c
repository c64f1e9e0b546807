// Normalization: means and variances of columns and rows, and the sums of their gradients.
//
// Variances are sums of squared differences from the mean, in a second pass over elements that are
// still in the cache: the mean square minus the squared mean, which needs only one pass, loses all
// digits where the mean is large compared with the deviation.

#include "CKernels.h"

#include <math.h>

#include "vectors.h"

// Columns are taken in blocks whose sums stay in registers, and rows two at a time, since each
// addition waits for the one before it in the same column.
enum { WIDE_BLOCK = 64, BLOCK = 16 };

#define COLUMNS_OF_TYPE(suffix, T)                                                                \
  INLINE void moments_of_block_##suffix(const T *x, long row, long rows, const long width,        \
                                        T *mean, T *squares) {                                    \
    T even[WIDE_BLOCK] = {0}, odd[WIDE_BLOCK] = {0}, middle[WIDE_BLOCK];                          \
    long i = 0;                                                                                   \
    for (; i + 2 <= rows; i += 2)                                                                 \
      for (long j = 0; j < width; j++) even[j] += x[i * row + j], odd[j] += x[(i + 1) * row + j]; \
    for (; i < rows; i++)                                                                         \
      for (long j = 0; j < width; j++) even[j] += x[i * row + j];                                 \
    for (long j = 0; j < width; j++)                                                              \
      middle[j] = (even[j] + odd[j]) / (T)rows, even[j] = odd[j] = 0;                             \
    for (i = 0; i + 2 <= rows; i += 2)                                                            \
      for (long j = 0; j < width; j++) {                                                          \
        T a = x[i * row + j] - middle[j], b = x[(i + 1) * row + j] - middle[j];                   \
        even[j] += a * a, odd[j] += b * b;                                                        \
      }                                                                                           \
    for (; i < rows; i++)                                                                         \
      for (long j = 0; j < width; j++) {                                                          \
        T a = x[i * row + j] - middle[j];                                                         \
        even[j] += a * a;                                                                         \
      }                                                                                           \
    for (long j = 0; j < width; j++) mean[j] = middle[j], squares[j] = even[j] + odd[j];          \
  }                                                                                               \
                                                                                                  \
  WIDE void kernel_column_moments_##suffix(const T *x, long row, long rows, long columns,         \
                                           T *mean, T *squares) {                                 \
    long j = 0;                                                                                   \
    for (; j + WIDE_BLOCK <= columns; j += WIDE_BLOCK)                                            \
      moments_of_block_##suffix(x + j, row, rows, WIDE_BLOCK, mean + j, squares + j);             \
    for (; j + BLOCK <= columns; j += BLOCK)                                                      \
      moments_of_block_##suffix(x + j, row, rows, BLOCK, mean + j, squares + j);                  \
    for (; j < columns; j++)                                                                      \
      moments_of_block_##suffix(x + j, row, rows, 1, mean + j, squares + j);                      \
  }                                                                                               \
                                                                                                  \
  INLINE void products_of_block_##suffix(const T *dy, const T *x, const T *mean, long row,        \
                                         long rows, const long width, T *sums, T *products) {     \
    T sum[WIDE_BLOCK] = {0}, product[WIDE_BLOCK] = {0};                                           \
    for (long i = 0; i < rows; i++)                                                               \
      for (long j = 0; j < width; j++) {                                                          \
        sum[j] += dy[i * row + j];                                                                \
        product[j] += dy[i * row + j] * (x[i * row + j] - mean[j]);                               \
      }                                                                                           \
    for (long j = 0; j < width; j++) sums[j] = sum[j], products[j] = product[j];                  \
  }                                                                                               \
                                                                                                  \
  WIDE void kernel_column_products_##suffix(const T *dy, const T *x, const T *mean, long row,     \
                                            long rows, long columns, T *sums, T *products) {      \
    long j = 0;                                                                                   \
    for (; j + WIDE_BLOCK <= columns; j += WIDE_BLOCK)                                            \
      products_of_block_##suffix(dy + j, x + j, mean + j, row, rows, WIDE_BLOCK, sums + j,        \
                                 products + j);                                                   \
    for (; j + BLOCK <= columns; j += BLOCK)                                                      \
      products_of_block_##suffix(dy + j, x + j, mean + j, row, rows, BLOCK, sums + j,             \
                                 products + j);                                                   \
    for (; j < columns; j++)                                                                      \
      products_of_block_##suffix(dy + j, x + j, mean + j, row, rows, 1, sums + j, products + j);  \
  }

COLUMNS_OF_TYPE(f32, float)
COLUMNS_OF_TYPE(f64, double)

#define SCALED_ROWS_OF_TYPE(suffix, T)                                                            \
  WIDE void kernel_scale_rows_##suffix(const T *x, long rows, long columns, const T *scale,       \
                                       const T *shift, T *y) {                                    \
    for (long i = 0; i < rows; i++)                                                               \
      INDEPENDENT for (long j = 0; j < columns; j++)                                              \
        y[i * columns + j] = x[i * columns + j] * scale[j] + shift[j];                            \
  }

SCALED_ROWS_OF_TYPE(f32, float)
SCALED_ROWS_OF_TYPE(f64, double)

// Sums along a row, in LANES independent partial sums.
enum { LANES = 64 };

#define SUM_OVER(T, total, term)                                     \
  T total = 0;                                                       \
  {                                                                  \
    T lanes[LANES] = {0};                                            \
    long i = 0;                                                      \
    for (; i + LANES <= n; i += LANES)                               \
      for (long l = 0; l < LANES; l++) {                             \
        long j = i + l;                                              \
        lanes[l] += term;                                            \
      }                                                              \
    for (long l = 0; i + l < n; l++) {                               \
      long j = i + l;                                                \
      lanes[l] += term;                                              \
    }                                                                \
    for (long width = LANES / 2; width > 0; width /= 2)              \
      for (long l = 0; l < width; l++) lanes[l] += lanes[l + width]; \
    total = lanes[0];                                                \
  }

// The mean of a row, and 1 / sqrt(variance + epsilon).
#define MEAN_AND_SCALE(T, square_root)                          \
  SUM_OVER(T, sum, x[j])                                        \
  T mean = sum / (T)n;                                          \
  SUM_OVER(T, squares, (x[j] - mean) * (x[j] - mean))           \
  T scale = 1 / square_root(squares / (T)n + epsilon);

// A row and the weights fit the first-level cache, so a separate loop for each of the optional
// weights costs little.
#define ROWS_OF_TYPE(suffix, T, square_root)                                                       \
  WIDE void kernel_normalize_row_##suffix(const T *x, long n, T epsilon, const T *gamma,           \
                                          const T *beta, T *y) {                                   \
    MEAN_AND_SCALE(T, square_root)                                                                 \
    INDEPENDENT for (long j = 0; j < n; j++) y[j] = (x[j] - mean) * scale;                         \
    if (gamma) INDEPENDENT for (long j = 0; j < n; j++) y[j] *= gamma[j];                          \
    if (beta) INDEPENDENT for (long j = 0; j < n; j++) y[j] += beta[j];                            \
  }                                                                                                \
                                                                                                   \
  /* With d = dy gamma, y without weights, r = 1 / sqrt(variance + epsilon):                       \
     dx = r (d - mean of d - y (mean of d y)). */                                                  \
  WIDE void kernel_normalize_row_gradient_##suffix(const T *x, const T *dy, long n, T epsilon,     \
                                                   const T *gamma, T *dx) {                        \
    MEAN_AND_SCALE(T, square_root)                                                                 \
    const T *d = dy;                                                                               \
    if (gamma) {                                                                                   \
      INDEPENDENT for (long j = 0; j < n; j++) dx[j] = dy[j] * gamma[j];                           \
      d = dx;                                                                                      \
    }                                                                                              \
    SUM_OVER(T, d_sum, d[j])                                                                       \
    SUM_OVER(T, product, d[j] * (x[j] - mean))                                                     \
    T d_mean = d_sum / (T)n, slope = product / (T)n * scale * scale;                               \
    INDEPENDENT for (long j = 0; j < n; j++)                                                       \
      dx[j] = scale * (d[j] - d_mean - (x[j] - mean) * slope);                                     \
  }                                                                                                \
                                                                                                   \
  WIDE void kernel_normalize_row_products_##suffix(const T *x, const T *dy, long n, T epsilon,     \
                                                   T *products, T *sums) {                         \
    MEAN_AND_SCALE(T, square_root)                                                                 \
    INDEPENDENT for (long j = 0; j < n; j++) {                                                     \
      products[j] += dy[j] * ((x[j] - mean) * scale);                                              \
      sums[j] += dy[j];                                                                            \
    }                                                                                              \
  }

ROWS_OF_TYPE(f32, float, sqrtf)
ROWS_OF_TYPE(f64, double, sqrt)
