// Softmax, its logarithm and the logarithm of a sum of exponentials, for rows of numbers, and the
// gradients of the first two.
//
// All steps are applied to a row while it is in the first-level cache. The steps, and the order of
// the sums, are those of the operations that define the functions, so the bits are the same.

#include "CKernels.h"

#include <math.h>

#include "double_functions.h"
#include "single_exponentials.h"
#include "single_logarithms.h"
#include "vectors.h"

// Rows of fewer than SHORT elements do not fill vectors. So SIDE of them are transposed, and
// vectors hold one element of many rows; two such blocks fit the first-level cache. For fewer than
// FEW rows that would cost more than it saves.
enum { SHORT = 64, SIDE = 64, FEW = 8, VECTOR = 16 };

// What is subtracted from a row, so that no exponential overflows: its largest element, but not an
// infinite one, which minus itself would be NaN.
#define FINITE(x) (fabs(x) < INFINITY ? (x) : 0)

// The loop over the elements of a block of columns.
#define EACH_OF_BLOCK(y, result)                                   \
  for (long i = 0; i < n; i++)                                     \
    for (long j = 0; j < width; j++) y[i * SIDE + j] = (result);

#define STEPS_OF_TYPE(suffix, T, bytes, exp_of, log_of)                                           \
  /* y = exp(x - largest) / their sum. Here an infinite element gives NaN, as its ratio to others \
     is not known. */                                                                             \
  INLINE void softmax_row_##suffix(const T *x, long n, T *y) {                                    \
    T largest = kernel_max_##suffix(x, n);                                                        \
    INDEPENDENT for (long j = 0; j < n; j++) y[j] = exp_of(x[j] - largest);                       \
    T sum = kernel_sum_##suffix(y, n);                                                            \
    INDEPENDENT for (long j = 0; j < n; j++) y[j] /= sum;                                         \
  }                                                                                               \
  INLINE void softmax_block_##suffix(T *x, long n, long width) {                                  \
    T largest[SIDE], sums[SIDE];                                                                  \
    kernel_max_columns_##suffix(x, SIDE, n, width, largest);                                      \
    EACH_OF_BLOCK(x, exp_of(x[i * SIDE + j] - largest[j]))                                        \
    kernel_sum_short_columns_##suffix(x, SIDE, n, width, sums);                                   \
    EACH_OF_BLOCK(x, x[i * SIDE + j] / sums[j])                                                   \
  }                                                                                               \
                                                                                                  \
  /* y = x - shift - log(the sum of exp(x - shift)). */                                           \
  INLINE void log_softmax_row_##suffix(const T *x, long n, T *y) {                                \
    T largest = kernel_max_##suffix(x, n), shift = FINITE(largest);                               \
    INDEPENDENT for (long j = 0; j < n; j++) y[j] = exp_of(x[j] - shift);                         \
    T logarithm = log_of(kernel_sum_##suffix(y, n));                                              \
    INDEPENDENT for (long j = 0; j < n; j++) y[j] = x[j] - shift - logarithm;                     \
  }                                                                                               \
  INLINE void powers_of_block_##suffix(const T *x, long n, long width, T *shifts, T *logarithms) { \
    T powers[SHORT * SIDE];                                                                       \
    kernel_max_columns_##suffix(x, SIDE, n, width, shifts);                                       \
    for (long j = 0; j < width; j++) shifts[j] = FINITE(shifts[j]);                               \
    EACH_OF_BLOCK(powers, exp_of(x[i * SIDE + j] - shifts[j]))                                    \
    kernel_sum_short_columns_##suffix(powers, SIDE, n, width, logarithms);                        \
    for (long j = 0; j < width; j++) logarithms[j] = log_of(logarithms[j]);                       \
  }                                                                                               \
  INLINE void log_softmax_block_##suffix(T *x, long n, long width) {                              \
    T shifts[SIDE], logarithms[SIDE];                                                             \
    powers_of_block_##suffix(x, n, width, shifts, logarithms);                                    \
    EACH_OF_BLOCK(x, x[i * SIDE + j] - shifts[j] - logarithms[j])                                 \
  }                                                                                               \
                                                                                                  \
  /* dx = (dy - the sum of dy y) y. */                                                            \
  INLINE void softmax_gradient_row_##suffix(const T *y, const T *dy, long n, T *dx) {             \
    INDEPENDENT for (long j = 0; j < n; j++) dx[j] = dy[j] * y[j];                                \
    T sum = kernel_sum_##suffix(dx, n);                                                           \
    INDEPENDENT for (long j = 0; j < n; j++) dx[j] = (dy[j] - sum) * y[j];                        \
  }                                                                                               \
  INLINE void softmax_gradient_block_##suffix(T *y, const T *dy, long n, long width) {            \
    T products[SHORT * SIDE], sums[SIDE];                                                         \
    EACH_OF_BLOCK(products, dy[i * SIDE + j] * y[i * SIDE + j])                                   \
    kernel_sum_short_columns_##suffix(products, SIDE, n, width, sums);                            \
    EACH_OF_BLOCK(y, (dy[i * SIDE + j] - sums[j]) * y[i * SIDE + j])                              \
  }                                                                                               \
                                                                                                  \
  /* dx = dy - exp(y) (the sum of dy). */                                                         \
  INLINE void log_softmax_gradient_row_##suffix(const T *y, const T *dy, long n, T *dx) {         \
    T sum = kernel_sum_##suffix(dy, n);                                                           \
    INDEPENDENT for (long j = 0; j < n; j++) dx[j] = dy[j] - exp_of(y[j]) * sum;                  \
  }                                                                                               \
  INLINE void log_softmax_gradient_block_##suffix(T *y, const T *dy, long n, long width) {        \
    T sums[SIDE];                                                                                 \
    kernel_sum_short_columns_##suffix(dy, SIDE, n, width, sums);                                  \
    EACH_OF_BLOCK(y, dy[i * SIDE + j] - exp_of(y[i * SIDE + j]) * sums[j])                        \
  }                                                                                               \
                                                                                                  \
  /* Turns `count` rows into columns, and returns how many of these are computed: whole vectors,  \
     the last of which are of zeros. */                                                           \
  INLINE long turn_##suffix(const T *x, long n, long count, T *columns) {                         \
    long width = (count + VECTOR - 1) / VECTOR * VECTOR;                                          \
    for (long i = 0; i < n; i++)                                                                  \
      for (long j = count; j < width; j++) columns[i * SIDE + j] = 0;                             \
    kernel_copy_plane_bytes##bytes(x, 1, n, columns, SIDE, 1, n, count);                          \
    return width;                                                                                 \
  }                                                                                               \
  INLINE void turn_back_##suffix(const T *columns, long n, long count, T *y) {                    \
    kernel_copy_plane_bytes##bytes(columns, 1, SIDE, y, n, 1, count, n);                          \
  }                                                                                               \
                                                                                                  \
  WIDE void kernel_log_sum_exp_rows_##suffix(const T *x, long rows, long n, T *powers, T *y) {    \
    if (n > 0 && n < SHORT && rows >= FEW)                                                        \
      for (long first = 0; first < rows; first += SIDE) {                                         \
        T columns[SHORT * SIDE], shifts[SIDE], logarithms[SIDE];                                  \
        long count = rows - first < SIDE ? rows - first : SIDE;                                   \
        long width = turn_##suffix(x + first * n, n, count, columns);                             \
        powers_of_block_##suffix(columns, n, width, shifts, logarithms);                          \
        for (long j = 0; j < count; j++) y[first + j] = logarithms[j] + shifts[j];                \
      }                                                                                           \
    else                                                                                          \
      for (long row = 0; row < rows; row++, x += n) {                                             \
        T largest = kernel_max_##suffix(x, n), shift = FINITE(largest);                           \
        INDEPENDENT for (long j = 0; j < n; j++) powers[j] = exp_of(x[j] - shift);                \
        y[row] = log_of(kernel_sum_##suffix(powers, n)) + shift;                                  \
      }                                                                                           \
  }

#define ROWS_OF_TYPE(name, suffix, T)                                                             \
  WIDE void kernel_##name##_rows_##suffix(const T *x, long rows, long n, T *y) {                  \
    if (n < SHORT && rows >= FEW)                                                                 \
      for (long first = 0; first < rows; first += SIDE) {                                         \
        T columns[SHORT * SIDE];                                                                  \
        long count = rows - first < SIDE ? rows - first : SIDE;                                   \
        long width = turn_##suffix(x + first * n, n, count, columns);                             \
        name##_block_##suffix(columns, n, width);                                                 \
        turn_back_##suffix(columns, n, count, y + first * n);                                     \
      }                                                                                           \
    else                                                                                          \
      for (long row = 0; row < rows; row++) name##_row_##suffix(x + row * n, n, y + row * n);     \
  }

#define GRADIENT_ROWS_OF_TYPE(name, suffix, T)                                                    \
  WIDE void kernel_##name##_gradient_rows_##suffix(const T *y, const T *dy, long rows, long n,    \
                                                   T *dx) {                                       \
    if (n < SHORT && rows >= FEW)                                                                 \
      for (long first = 0; first < rows; first += SIDE) {                                         \
        T columns[SHORT * SIDE], dy_columns[SHORT * SIDE];                                        \
        long count = rows - first < SIDE ? rows - first : SIDE;                                   \
        long width = turn_##suffix(y + first * n, n, count, columns);                             \
        turn_##suffix(dy + first * n, n, count, dy_columns);                                      \
        name##_gradient_block_##suffix(columns, dy_columns, n, width);                            \
        turn_back_##suffix(columns, n, count, dx + first * n);                                    \
      }                                                                                           \
    else                                                                                          \
      for (long row = 0; row < rows; row++)                                                       \
        name##_gradient_row_##suffix(y + row * n, dy + row * n, n, dx + row * n);                 \
  }

#define SOFTMAX_OF_TYPE(suffix, T, bytes, exp_of, log_of) \
  STEPS_OF_TYPE(suffix, T, bytes, exp_of, log_of)         \
  ROWS_OF_TYPE(softmax, suffix, T)                        \
  ROWS_OF_TYPE(log_softmax, suffix, T)                    \
  GRADIENT_ROWS_OF_TYPE(softmax, suffix, T)               \
  GRADIENT_ROWS_OF_TYPE(log_softmax, suffix, T)

SOFTMAX_OF_TYPE(f32, float, 4, exp_float, log_float)
SOFTMAX_OF_TYPE(f64, double, 8, exp_double, log_double)
