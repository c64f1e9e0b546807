// Running folds, and sums of squares around a mean: one pass over memory each.

#include "CKernelsScans.h"

#include <math.h>

#include "double_functions.h"
#include "vectors.h"

// MARK: Running folds
//
// Computed one after the other, each addition of a running sum waits for the one before. The
// running sums of a group of LANES elements take only log LANES steps together,
//
//     y[i] = x[i] + x[i - 1],  then + y[i - 2],  then + y[i - 4], ...
//
// and only one addition per group waits: that of the sum before it. The steps are shuffles in
// registers.
enum { LANES = 16 };

// Columns do not wait: a row advances the running folds of all columns, one vector after the other.
#define COLUMN_SCAN_OF_TYPE(name, suffix, T, result)                                              \
  INLINE T name##_two_##suffix(T a, T b) { return result; }                                       \
  WIDE void kernel_##name##_column_scan_##suffix(const T *x, long row, long rows, long columns,   \
                                                 T *before, int exclusive, T *y) {                \
    for (long i = 0; i < rows; i++, x += row, y += row)                                           \
      if (exclusive)                                                                              \
        INDEPENDENT for (long j = 0; j < columns; j++) {                                          \
          T past = before[j];                                                                     \
          before[j] = name##_two_##suffix(past, x[j]);                                            \
          y[j] = past;                                                                            \
        }                                                                                         \
      else                                                                                        \
        INDEPENDENT for (long j = 0; j < columns; j++)                                            \
          y[j] = before[j] = name##_two_##suffix(before[j], x[j]);                                \
  }

// The elements so many lanes before each one of a group; `first` where the group has none.
#define AFTER_1(group, first) \
  __builtin_shufflevector(group, first, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)
#define AFTER_2(group, first) \
  __builtin_shufflevector(group, first, 16, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)
#define AFTER_4(group, first) \
  __builtin_shufflevector(group, first, 16, 16, 16, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
#define AFTER_8(group, first) \
  __builtin_shufflevector(group, first, 16, 16, 16, 16, 16, 16, 16, 16, 0, 1, 2, 3, 4, 5, 6, 7)
#define REVERSED(group) \
  __builtin_shufflevector(group, group, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define LAST(group)                                                                               \
  __builtin_shufflevector(group, group, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, \
                          15)

#define SCAN_OF_TYPE(name, suffix, T, start, operator, result)                                    \
  COLUMN_SCAN_OF_TYPE(name, suffix, T, result)                                                    \
  typedef T name##_group_##suffix                                                                 \
      __attribute__((vector_size(LANES * sizeof(T)), aligned(sizeof(T)), may_alias));             \
  WIDE T kernel_##name##_scan_##suffix(const T *x, long step, T before, int exclusive, T *y,      \
                                       long n) {                                                  \
    typedef name##_group_##suffix vector;                                                         \
    vector starts, befores;                                                                       \
    for (long j = 0; j < LANES; j++) starts[j] = start, befores[j] = before;                      \
    long i = 0;                                                                                   \
    for (; i + LANES <= n; i += LANES) {                                                          \
      const T *from = step > 0 ? x + i : x - i - (LANES - 1);                                     \
      T *to = step > 0 ? y + i : y - i - (LANES - 1);                                             \
      vector group = *(const vector *)from;                                                       \
      if (step < 0) group = REVERSED(group);                                                      \
      group = AFTER_1(group, starts) operator group;                                              \
      group = AFTER_2(group, starts) operator group;                                              \
      group = AFTER_4(group, starts) operator group;                                              \
      group = AFTER_8(group, starts) operator group;                                              \
      vector folded = befores operator group, next = LAST(folded);                                \
      if (exclusive) folded = AFTER_1(folded, befores);                                           \
      if (step < 0) folded = REVERSED(folded);                                                    \
      *(vector *)to = folded;                                                                     \
      befores = next;                                                                             \
    }                                                                                             \
    before = befores[0];                                                                          \
    for (; i < n; i++) {                                                                          \
      T next = name##_two_##suffix(before, x[i * step]);                                          \
      y[i * step] = exclusive ? before : next;                                                    \
      before = next;                                                                              \
    }                                                                                             \
    return before;                                                                                \
  }                                                                                               \
  WIDE T kernel_##name##_fold_##suffix(const T *x, T before, long n) {                            \
    T lanes[4 * LANES];                                                                           \
    long i = 0;                                                                                   \
    for (long j = 0; j < 4 * LANES; j++) lanes[j] = start;                                        \
    for (; i + 4 * LANES <= n; i += 4 * LANES)                                                    \
      for (long j = 0; j < 4 * LANES; j++) lanes[j] = name##_two_##suffix(lanes[j], x[i + j]);    \
    for (; i < n; i++) lanes[i % (4 * LANES)] = name##_two_##suffix(lanes[i % (4 * LANES)], x[i]);\
    for (long width = 2 * LANES; width > 0; width /= 2)                                           \
      for (long j = 0; j < width; j++) lanes[j] = name##_two_##suffix(lanes[j], lanes[j + width]);\
    return name##_two_##suffix(before, lanes[0]);                                                 \
  }

// C multiplies two small unsigned integers as `int`, which their product may overflow.
#define SCANS(suffix, T, product_of_two)         \
  SCAN_OF_TYPE(sum, suffix, T, 0, +, (T)(a + b)) \
  SCAN_OF_TYPE(product, suffix, T, 1, *, (T)(product_of_two))

SCANS(f32, float, a *b)
SCANS(f64, double, a *b)
SCANS(u8, uint8_t, 1u * a * b)
SCANS(u16, uint16_t, 1u * a * b)
SCANS(u32, uint32_t, a *b)
SCANS(u64, uint64_t, a *b)

// log(e^a + e^b), in double precision: the larger number and a correction, whose exponential cannot
// overflow. If the larger one is infinite, it is the result: minus itself it would be NaN.
INLINE double log_sum_of_two(double a, double b) {
  double high = a > b ? a : b, low = a > b ? b : a;
  double sum = high + log1p_double(exp_double(low - high));
  sum = fabs(high) == INFINITY ? high : sum;
  return low != low ? low : sum;
}

// Along a row one after the other: sums of groups would be rounded in a different order.
#define LOG_SUM_SCAN_OF_TYPE(suffix, T)                                                           \
  COLUMN_SCAN_OF_TYPE(log_sum, suffix, T, (T)log_sum_of_two(a, b))                                \
  WIDE T kernel_log_sum_scan_##suffix(const T *x, long step, T before, int exclusive, T *y,       \
                                      long n) {                                                   \
    for (long i = 0; i < n; i++) {                                                                \
      T next = log_sum_two_##suffix(before, x[i * step]);                                         \
      y[i * step] = exclusive ? before : next;                                                    \
      before = next;                                                                              \
    }                                                                                             \
    return before;                                                                                \
  }                                                                                               \
  WIDE T kernel_log_sum_fold_##suffix(const T *x, T before, long n) {                             \
    for (long i = 0; i < n; i++) before = log_sum_two_##suffix(before, x[i]);                     \
    return before;                                                                                \
  }

LOG_SUM_SCAN_OF_TYPE(f32, float)
LOG_SUM_SCAN_OF_TYPE(f64, double)

// MARK: Moments
//
// The mean of squares minus the square of the mean would take one pass, too, and lose all digits
// where the mean is large. Instead the mean and the sum of squares around it are computed for each
// BLOCK of numbers while it is in the first-level cache, and the sets are joined two at a time
// (Chan, Golub, LeVeque 1979):
//
//     mean = (n1 mean1 + n2 mean2) / (n1 + n2)
//     squares = squares1 + squares2 + (mean2 - mean1)² n1 n2 / (n1 + n2)
enum { BLOCK = 2048, WIDTH = 64 };

void kernel_merge_moments(double *mean, double *squares, double count, double mean_of_more,
                          double squares_of_more, double n) {
  double distance = mean_of_more - *mean, share = n / (count + n);
  *squares += squares_of_more + distance * distance * count * share;
  *mean += distance * share;
}

#define MOMENTS_OF_TYPE(suffix, T)                                                             \
  WIDE void kernel_moments_##suffix(const T *x, long n, double *mean, double *squares) {       \
    *mean = *squares = 0;                                                                      \
    for (long start = 0; start < n; start += BLOCK) {                                          \
      long length = n - start < BLOCK ? n - start : BLOCK, i = 0;                              \
      T sums[WIDTH] = {0}, squared[WIDTH] = {0};                                               \
      double sum = 0, more = 0;                                                                \
      for (; i + WIDTH <= length; i += WIDTH)                                                  \
        for (long j = 0; j < WIDTH; j++) sums[j] += x[start + i + j];                          \
      for (; i < length; i++) sum += x[start + i];                                             \
      for (long j = 0; j < WIDTH; j++) sum += sums[j];                                         \
      double block_mean = sum / length;                                                        \
      T middle = (T)block_mean;                                                                \
      for (i = 0; i + WIDTH <= length; i += WIDTH)                                             \
        for (long j = 0; j < WIDTH; j++) {                                                     \
          T distance = x[start + i + j] - middle;                                              \
          squared[j] += distance * distance;                                                   \
        }                                                                                      \
      for (; i < length; i++) more += (x[start + i] - middle) * (x[start + i] - middle);       \
      for (long j = 0; j < WIDTH; j++) more += squared[j];                                     \
      if (start == 0) {                                                                        \
        *mean = block_mean;                                                                    \
        *squares = more;                                                                       \
      } else {                                                                                 \
        kernel_merge_moments(mean, squares, start, block_mean, more, length);                  \
      }                                                                                        \
    }                                                                                          \
  }                                                                                            \
  /* Columns a cache line or more wide, so that the second time their rows come out of the cache. */ \
  WIDE void kernel_variance_columns_##suffix(const T *x, long row, long rows, long columns,    \
                                             T *y) {                                           \
    for (long left = 0; left < columns; left += WIDTH) {                                       \
      long width = columns - left < WIDTH ? columns - left : WIDTH;                            \
      T mean[WIDTH] = {0}, squares[WIDTH] = {0};                                               \
      for (long i = 0; i < rows; i++)                                                          \
        for (long j = 0; j < width; j++) mean[j] += x[i * row + left + j];                     \
      for (long j = 0; j < width; j++) mean[j] /= rows;                                        \
      for (long i = 0; i < rows; i++)                                                          \
        for (long j = 0; j < width; j++) {                                                     \
          T distance = x[i * row + left + j] - mean[j];                                        \
          squares[j] += distance * distance;                                                   \
        }                                                                                      \
      for (long j = 0; j < width; j++) y[left + j] = squares[j] / rows;                        \
    }                                                                                          \
  }

MOMENTS_OF_TYPE(f32, float)
MOMENTS_OF_TYPE(f64, double)
