// Reductions of an array to one number, of a matrix to one row, and the transpose.

#include "CKernels.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "transpose.h"
#include "vectors.h"

// A single running sum loses one digit per decade of length and makes each addition wait for the
// one before. LANES partial sums, one per vector lane, are independent, and sums of BLOCKs are
// added up as a tree, which bounds the error like pairwise summation.
enum { LANES = 64, BLOCK = 1024 };

#define SUM_OF_TYPE(suffix, T)                                                    \
  INLINE T sum_block_##suffix(const T *x, long n) {                               \
    T lanes[LANES] = {0};                                                         \
    long i = 0;                                                                   \
    for (; i + LANES <= n; i += LANES)                                            \
      for (long j = 0; j < LANES; j++) lanes[j] += x[i + j];                      \
    for (long j = 0; i + j < n; j++) lanes[j] += x[i + j];                        \
    for (long width = LANES / 2; width > 0; width /= 2)                           \
      for (long j = 0; j < width; j++) lanes[j] += lanes[j + width];              \
    return lanes[0];                                                              \
  }                                                                               \
  WIDE T kernel_sum_##suffix(const T *x, long n) {                                \
    T levels[64];                                                                 \
    long count = 0, depth = 0;                                                    \
    for (long start = 0; start < n; start += BLOCK) {                             \
      long length = n - start < BLOCK ? n - start : BLOCK;                        \
      T sum = sum_block_##suffix(x + start, length);                              \
      for (long bits = count++; bits & 1; bits >>= 1) sum += levels[--depth];     \
      levels[depth++] = sum;                                                      \
    }                                                                             \
    T total = 0;                                                                  \
    while (depth > 0) total += levels[--depth];                                   \
    return total;                                                                 \
  }

SUM_OF_TYPE(f32, float)
SUM_OF_TYPE(f64, double)

// A comparison with NaN is false, so that the fast loop passes over it; but its bits without the
// sign, twice as large, are larger than those of infinity. Where one was found, a loop that looks
// at each element decides.
//
// The last LANES elements are the last group, whether or not the one before holds some of them:
// meeting an element twice changes no extremum, and single elements would take longer than all
// groups of a row that is not long.
#define EXTREMUM_OF_TYPE(name, suffix, T, U, infinity_bits, start, better)        \
  WIDE T kernel_##name##_##suffix(const T *x, long n) {                           \
    T lanes[LANES];                                                               \
    U largest[LANES] = {0}, all = 0;                                              \
    long width = n < LANES ? n : LANES;                                           \
    for (long j = 0; j < LANES; j++) lanes[j] = j < width ? x[j] : start;         \
    for (long j = 0; j < LANES; j++) {                                            \
      U bits;                                                                     \
      memcpy(&bits, &lanes[j], sizeof bits);                                      \
      largest[j] = bits << 1;                                                     \
    }                                                                             \
    for (long i = LANES; i < n; i += LANES) {                                     \
      const T *group = x + (i + LANES <= n ? i : n - LANES);                      \
      for (long j = 0; j < LANES; j++) {                                          \
        T a = group[j], b = lanes[j];                                             \
        U bits;                                                                   \
        memcpy(&bits, &a, sizeof bits);                                           \
        bits <<= 1;                                                               \
        largest[j] = bits > largest[j] ? bits : largest[j];                       \
        lanes[j] = a better b ? a : b;                                            \
      }                                                                           \
    }                                                                             \
    for (long j = 0; j < LANES; j++) all = largest[j] > all ? largest[j] : all;   \
    if (all > (U)infinity_bits << 1)                                              \
      for (long i = 0; i < n; i++) lanes[0] = x[i] != x[i] ? x[i] : lanes[0];     \
    for (long half = LANES / 2; half > 0; half /= 2)                              \
      for (long j = 0; j < half; j++) {                                           \
        T a = lanes[j + half], b = lanes[j];                                      \
        lanes[j] = a better b || a != a ? a : b;                                  \
      }                                                                           \
    return lanes[0];                                                              \
  }

#define INFINITY_F32 0x7f800000u
#define INFINITY_F64 0x7ff0000000000000u

EXTREMUM_OF_TYPE(max, f32, float, uint32_t, INFINITY_F32, -INFINITY, >)
EXTREMUM_OF_TYPE(max, f64, double, uint64_t, INFINITY_F64, -INFINITY, >)
EXTREMUM_OF_TYPE(min, f32, float, uint32_t, INFINITY_F32, INFINITY, <)
EXTREMUM_OF_TYPE(min, f64, double, uint64_t, INFINITY_F64, INFINITY, <)

// Folds the rows of a matrix into one, column by column and each in the order of the rows: adding
// whole rows to the result would read and write it once for each row. A block of columns stays in
// registers instead, while all rows go by.
//
// The last columns are read as a block too, together with the first of the next row, whose results
// are not kept: one by one they would take longer than all blocks of a narrow matrix. The last
// rows, after which there is nothing to read, go one by one.
#define COLUMNS_OF_TYPE(name, suffix, T, result)                                                \
  INLINE void name##_column_block_##suffix(const T *x, long row, long rows, long readable,      \
                                           long count, const long width, T *y) {                \
    T folded[LANES];                                                                            \
    long floats = (rows - 1) * row + readable, i = 1;                                           \
    long whole = floats < width ? 0 : (floats - width) / row + 1;                               \
    if (whole > rows) whole = rows;                                                             \
    for (long j = 0; j < (whole > 0 ? width : count); j++) folded[j] = x[j];                    \
    for (; i < whole; i++)                                                                      \
      for (long j = 0; j < width; j++) {                                                        \
        T a = folded[j], b = x[i * row + j];                                                    \
        folded[j] = result;                                                                     \
      }                                                                                         \
    for (; i < rows; i++)                                                                       \
      for (long j = 0; j < count; j++) {                                                        \
        T a = folded[j], b = x[i * row + j];                                                    \
        folded[j] = result;                                                                     \
      }                                                                                         \
    for (long j = 0; j < count; j++) y[j] = folded[j];                                          \
  }                                                                                             \
  WIDE void kernel_##name##_columns_##suffix(const T *x, long row, long rows, long columns,     \
                                             T *y) {                                            \
    long j = 0;                                                                                 \
    if (rows <= 0) return;                                                                      \
    for (; j + LANES <= columns; j += LANES)                                                    \
      name##_column_block_##suffix(x + j, row, rows, columns - j, LANES, LANES, y + j);         \
    for (; j < columns; j += NARROW)                                                            \
      name##_column_block_##suffix(x + j, row, rows, columns - j,                               \
                                   columns - j < NARROW ? columns - j : NARROW, NARROW, y + j); \
  }

enum { NARROW = 16 };

COLUMNS_OF_TYPE(sum, f32, float, a + b)
COLUMNS_OF_TYPE(sum, f64, double, a + b)
COLUMNS_OF_TYPE(max, f32, float, a > b || a != a ? a : b)
COLUMNS_OF_TYPE(max, f64, double, a > b || a != a ? a : b)
COLUMNS_OF_TYPE(min, f32, float, a < b || a != a ? a : b)
COLUMNS_OF_TYPE(min, f64, double, a < b || a != a ? a : b)
COLUMNS_OF_TYPE(product, f32, float, a *b)
COLUMNS_OF_TYPE(product, f64, double, a *b)

// Overflow of a signed number is undefined in C, so that sums and products are those of unsigned
// ones; 1u, since two numbers of 16 bits are multiplied as `int`.
#define INTEGER_COLUMNS(suffix, T, U)                                  \
  COLUMNS_OF_TYPE(sum, suffix, T, (T)((U)a + (U)b))                    \
  COLUMNS_OF_TYPE(product, suffix, T, (T)(1u * (U)a * (U)b))           \
  COLUMNS_OF_TYPE(max, suffix, T, a > b ? a : b)                       \
  COLUMNS_OF_TYPE(min, suffix, T, a < b ? a : b)

INTEGER_COLUMNS(i8, int8_t, uint8_t)
INTEGER_COLUMNS(i16, int16_t, uint16_t)
INTEGER_COLUMNS(i32, int32_t, uint32_t)
INTEGER_COLUMNS(i64, int64_t, uint64_t)
INTEGER_COLUMNS(u8, uint8_t, uint8_t)

// Each column in the order in which `sum` adds up a row of as many elements: the lower halves of
// the lanes with the upper ones, of which those from `rows` on would be 0.
#define SHORT_COLUMNS_OF_TYPE(suffix, T)                                                        \
  WIDE void kernel_sum_short_columns_##suffix(const T *x, long row, long rows, long columns,    \
                                              T *y) {                                           \
    for (long left = 0; left < columns; left += NARROW) {                                       \
      long width = columns - left < NARROW ? columns - left : NARROW;                           \
      T lanes[LANES][NARROW];                                                                   \
      for (long i = 0; i < rows; i++)                                                           \
        for (long j = 0; j < NARROW; j++)                                                       \
          lanes[i][j] = j < width ? 0 + x[i * row + left + j] : 0;                              \
      for (long half = LANES / 2; half > 0; half /= 2)                                          \
        for (long i = 0; i < half && i + half < rows; i++)                                      \
          for (long j = 0; j < NARROW; j++) lanes[i][j] += lanes[i + half][j];                  \
      for (long j = 0; j < width; j++) y[left + j] = lanes[0][j];                               \
    }                                                                                           \
  }

SHORT_COLUMNS_OF_TYPE(f32, float)
SHORT_COLUMNS_OF_TYPE(f64, double)

// In tiles of one cache line squared: a whole row read against a column written would fetch a
// line for every element.
enum { TILE = 16 };

WIDE void kernel_transpose_bytes4(const void *from, long rows, long columns, void *to) {
  const float *x = from;
  float *y = to;
  long whole_rows = rows / TILE * TILE, whole_columns = columns / 4 * 4;
  for (long i = 0; i < whole_rows; i += TILE)
    for (long j = 0; j < whole_columns; j += 4)
      transpose_16_by_4(x + i * columns + j, columns, y + j * rows + i, rows);
  for (long i = 0; i < rows; i++)
    for (long j = i < whole_rows ? whole_columns : 0; j < columns; j++)
      y[j * rows + i] = x[i * columns + j];
}

WIDE void kernel_transpose_bytes8(const void *from, long rows, long columns, void *to) {
  const uint64_t *x = from;
  uint64_t *y = to;
  for (long top = 0; top < rows; top += TILE)
    for (long left = 0; left < columns; left += TILE) {
      long bottom = top + TILE < rows ? top + TILE : rows;
      long right = left + TILE < columns ? left + TILE : columns;
      for (long j = left; j < right; j++)
        for (long i = top; i < bottom; i++) y[j * rows + i] = x[i * columns + j];
    }
}
