// Running folds, and the squared distances of numbers from their mean. Included by CKernels.h,
// whose conventions hold.

#ifndef CKERNELS_SCANS_H
#define CKERNELS_SCANS_H

#include <stdint.h>

// _scan_: y[i * step] = `before` folded with x[0], x[step], ..., x[i * step], where step is 1 or
// -1; or without the last of them if `exclusive`. Returns the fold of all. Integers wrap around.
//
// _fold_: `before` folded with x[0], ..., x[n - 1].
//
// _column_scan_: the scan along each column of a matrix whose row i begins at x + i * row, from
// before[columns], which becomes the folds of all rows. The rows of y are as far apart; y may be x.
#define KERNEL_SCAN(name, suffix, T)                                                            \
  T kernel_##name##_scan_##suffix(const T *x, long step, T before, int exclusive, T *y, long n);\
  T kernel_##name##_fold_##suffix(const T *x, T before, long n);                                \
  void kernel_##name##_column_scan_##suffix(const T *x, long row, long rows, long columns,      \
                                            T *before, int exclusive, T *y);

#define KERNEL_SCANS(suffix, T)     \
  KERNEL_SCAN(sum, suffix, T)       \
  KERNEL_SCAN(product, suffix, T)

KERNEL_SCANS(f32, float)
KERNEL_SCANS(f64, double)
KERNEL_SCANS(u8, uint8_t)
KERNEL_SCANS(u16, uint16_t)
KERNEL_SCANS(u32, uint32_t)
KERNEL_SCANS(u64, uint64_t)
KERNEL_SCAN(log_sum, f32, float)   // log(e^a + e^b)
KERNEL_SCAN(log_sum, f64, double)

// _moments_: the mean of n > 0 numbers, and the sum of squared distances from it.
//
// _merge_moments_: the mean and the sum for `count` numbers and `n` more, from those of each set.
//
// _variance_columns_: for each column of a matrix of rows > 0 the mean of the squared distances
// from the column's mean. Row i begins at x + i * row.
#define KERNEL_MOMENTS(suffix, T)                                                               \
  void kernel_moments_##suffix(const T *x, long n, double *mean, double *squares);              \
  void kernel_variance_columns_##suffix(const T *x, long row, long rows, long columns, T *y);

KERNEL_MOMENTS(f32, float)
KERNEL_MOMENTS(f64, double)

void kernel_merge_moments(double *mean, double *squares, double count, double mean_of_more,
                          double squares_of_more, double n);

#undef KERNEL_SCAN
#undef KERNEL_SCANS
#undef KERNEL_MOMENTS

#endif
