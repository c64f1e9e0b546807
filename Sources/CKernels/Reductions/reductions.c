// Reductions of an array to one number, of a matrix to one row, and the transpose.

#include "CKernels.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "transpose.h"
#include "vectors.h"

// A single running sum loses a digit for each factor of ten in length, and each addition waits for
// the one before. LANES partial sums, one per vector lane, are independent, and sums of BLOCKs are
// added up as a tree, which bounds the error like pairwise summation. Products are taken in the
// same order, for its independent lanes.
enum { LANES = 64, BLOCK = 1024 };

#define ONE(E) const E *x
#define TWO(E) const E *x, const E *y

// The elements after the last whole group of LANES, which decide the time of short rows. With masks
// all lanes take part in one step, in which the processor leaves out the loads that are not wanted:
// less than half the time of one element after the other.
#define ONE_BY_ONE(element, none, operation) \
  for (long i = first; i < n; i++) lanes[i - first] = lanes[i - first] operation(element);

#if defined(__x86_64__)
#define MASKED(element, none, operation)                       \
  if (first < n)                                               \
    for (long j = 0; j < LANES; j++) {                         \
      long i = first + j;                                      \
      lanes[j] = lanes[j] operation(i < n ? (element) : none); \
    }
#else
#define MASKED ONE_BY_ONE
#endif

// The fold of one or two arrays, the `operands`, which are `from(start)` from `start` on; it folds
// `element` of their elements at i. `none` is the fold of no elements; `rest` folds the last ones.
#define FOLD_OF_TYPE(name, suffix, T, operands, from, element, none, operation, rest)       \
  INLINE T name##_block_##suffix(operands, long n) {                                        \
    T lanes[LANES];                                                                         \
    for (long j = 0; j < LANES; j++) lanes[j] = none;                                       \
    long first = 0;                                                                         \
    for (; first + LANES <= n; first += LANES)                                              \
      for (long j = 0; j < LANES; j++) {                                                    \
        long i = first + j;                                                                 \
        lanes[j] = lanes[j] operation(element);                                             \
      }                                                                                     \
    rest(element, none, operation)                                                          \
    for (long width = LANES / 2; width > 0; width /= 2)                                     \
      for (long j = 0; j < width; j++) lanes[j] = lanes[j] operation lanes[j + width];      \
    return lanes[0];                                                                        \
  }                                                                                         \
  WIDE T kernel_##name##_##suffix(operands, long n) {                                       \
    T levels[64];                                                                           \
    long count = 0, depth = 0;                                                              \
    for (long start = 0; start < n; start += BLOCK) {                                       \
      long length = n - start < BLOCK ? n - start : BLOCK;                                  \
      T folded = name##_block_##suffix(from(start), length);                                \
      for (long bits = count++; bits & 1; bits >>= 1)                                       \
        folded = folded operation levels[--depth];                                          \
      levels[depth++] = folded;                                                             \
    }                                                                                       \
    T total = none;                                                                         \
    while (depth > 0) total = total operation levels[--depth];                              \
    return total;                                                                           \
  }

#define ONE_FROM(start) x + start
#define TWO_FROM(start) x + start, y + start

// Products are folded ONE_BY_ONE: under masks the compiler swaps the factors, and of two NaN the
// processor returns the first, so that a row alone would differ from the same row of a matrix.
#define FOLDS_OF_TYPE(suffix, E, T, rest)                                       \
  FOLD_OF_TYPE(sum, suffix, T, ONE(E), ONE_FROM, (T)x[i], 0, +, rest)           \
  FOLD_OF_TYPE(product, suffix, T, ONE(E), ONE_FROM, (T)x[i], 1, *, ONE_BY_ONE) \
  FOLD_OF_TYPE(sum_of_squares, suffix, T, ONE(E), ONE_FROM, (T)x[i] * (T)x[i], 0, +, rest)

FOLDS_OF_TYPE(f32, float, float, MASKED)
FOLDS_OF_TYPE(f64, double, double, MASKED)
// AVX-512's basic instructions have no masks for elements of 16 bits.
FOLDS_OF_TYPE(f16, _Float16, float, ONE_BY_ONE)
FOLD_OF_TYPE(sum_of_products, f32, float, TWO(float), TWO_FROM, x[i] * y[i], 0, +, MASKED)
FOLD_OF_TYPE(sum_of_products, f64, double, TWO(double), TWO_FROM, x[i] * y[i], 0, +, MASKED)

// A comparison with NaN is false, so the fast loop skips NaN; but shifted left to drop the sign,
// its bits are larger than those of infinity. If one was found, a loop that looks at each element
// decides.
//
// The last group is always the last LANES elements, even if it overlaps the one before: meeting an
// element twice changes no extremum, and in a short row single elements would take longer than all
// groups.
#define EXTREMUM_OF_TYPE(name, suffix, E, T, U, infinity_bits, start, better)     \
  WIDE T kernel_##name##_##suffix(const E *x, long n) {                           \
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
      const E *group = x + (i + LANES <= n ? i : n - LANES);                      \
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

EXTREMUM_OF_TYPE(max, f32, float, float, uint32_t, INFINITY_F32, -INFINITY, >)
EXTREMUM_OF_TYPE(max, f64, double, double, uint64_t, INFINITY_F64, -INFINITY, >)
EXTREMUM_OF_TYPE(max, f16, _Float16, float, uint32_t, INFINITY_F32, -INFINITY, >)
EXTREMUM_OF_TYPE(min, f32, float, float, uint32_t, INFINITY_F32, INFINITY, <)
EXTREMUM_OF_TYPE(min, f64, double, double, uint64_t, INFINITY_F64, INFINITY, <)
EXTREMUM_OF_TYPE(min, f16, _Float16, float, uint32_t, INFINITY_F32, INFINITY, <)

// Folds the rows of a matrix into one, each column in the order of the rows. Adding whole rows to
// the result would read and write it once for each row; instead a block of columns stays in
// registers over all rows.
//
// The last columns are read as a block too, together with the first ones of the next row, whose
// results are not kept: one by one they would take longer than all blocks of a narrow matrix. Only
// in the last rows, behind which nothing can be read, are they taken one by one.
//
// `result` is the fold of a and b, each of which is `element` of an element e.
#define COLUMNS_OF_TYPE(name, suffix, E, T, element, result)                                    \
  INLINE void name##_column_block_##suffix(const E *x, long row, long rows, long readable,      \
                                           long count, const long width, T *y) {                \
    T folded[LANES];                                                                            \
    long floats = (rows - 1) * row + readable, i = 1;                                           \
    long whole = floats < width ? 0 : (floats - width) / row + 1;                               \
    if (whole > rows) whole = rows;                                                             \
    for (long j = 0; j < (whole > 0 ? width : count); j++) {                                    \
      T e = x[j];                                                                               \
      folded[j] = element;                                                                      \
    }                                                                                           \
    for (; i < whole; i++)                                                                      \
      for (long j = 0; j < width; j++) {                                                        \
        T e = x[i * row + j], a = folded[j], b = element;                                       \
        folded[j] = result;                                                                     \
      }                                                                                         \
    for (; i < rows; i++)                                                                       \
      for (long j = 0; j < count; j++) {                                                        \
        T e = x[i * row + j], a = folded[j], b = element;                                       \
        folded[j] = result;                                                                     \
      }                                                                                         \
    for (long j = 0; j < count; j++) y[j] = folded[j];                                          \
  }                                                                                             \
  WIDE void kernel_##name##_columns_##suffix(const E *x, long row, long rows, long columns,     \
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

#define FLOATING_COLUMNS(suffix, E, T)                            \
  COLUMNS_OF_TYPE(sum, suffix, E, T, e, a + b)                    \
  COLUMNS_OF_TYPE(sum_of_squares, suffix, E, T, e *e, a + b)      \
  COLUMNS_OF_TYPE(product, suffix, E, T, e, a *b)                 \
  COLUMNS_OF_TYPE(max, suffix, E, T, e, a > b || a != a ? a : b)  \
  COLUMNS_OF_TYPE(min, suffix, E, T, e, a < b || a != a ? a : b)

FLOATING_COLUMNS(f32, float, float)
FLOATING_COLUMNS(f64, double, double)
FLOATING_COLUMNS(f16, _Float16, float)

// Overflow of a signed number is undefined in C, so sums and products are computed unsigned; 1u,
// since C multiplies two numbers of 16 bits as `int`.
#define INTEGER_COLUMNS(suffix, T, U)                                  \
  COLUMNS_OF_TYPE(sum, suffix, T, T, e, (T)((U)a + (U)b))              \
  COLUMNS_OF_TYPE(product, suffix, T, T, e, (T)(1u * (U)a * (U)b))     \
  COLUMNS_OF_TYPE(max, suffix, T, T, e, a > b ? a : b)                 \
  COLUMNS_OF_TYPE(min, suffix, T, T, e, a < b ? a : b)

INTEGER_COLUMNS(i8, int8_t, uint8_t)
INTEGER_COLUMNS(i16, int16_t, uint16_t)
INTEGER_COLUMNS(i32, int32_t, uint32_t)
INTEGER_COLUMNS(i64, int64_t, uint64_t)
INTEGER_COLUMNS(u8, uint8_t, uint8_t)

// Folds each column in the order in which the fold `name` of FOLD_OF_TYPE takes a row of as many
// elements: the lower half of the lanes with the upper half, whose lanes from `rows` on would be
// `none`.
//
// Vectors hold whole blocks; the last columns may not fill one, and nothing behind them is read.
#define SHORT_COLUMNS_OF_TYPE(name, suffix, E, T, element, none, operation)                     \
  INLINE void name##_short_block_##suffix(const E *x, long row, long rows, long width, T *y) {  \
    T lanes[LANES][NARROW];                                                                     \
    for (long i = 0; i < rows; i++)                                                             \
      for (long j = 0; j < width; j++) {                                                        \
        T e = x[i * row + j];                                                                   \
        lanes[i][j] = none operation(element);                                                  \
      }                                                                                         \
    for (long half = LANES / 2; half > 0; half /= 2)                                            \
      for (long i = 0; i + half < rows && i < half; i++)                                        \
        for (long j = 0; j < width; j++) lanes[i][j] = lanes[i][j] operation lanes[i + half][j]; \
    for (long j = 0; j < width; j++) y[j] = lanes[0][j];                                        \
  }                                                                                             \
  WIDE void kernel_##name##_short_columns_##suffix(const E *x, long row, long rows,             \
                                                   long columns, T *y) {                        \
    long left = 0;                                                                              \
    for (; left + NARROW <= columns; left += NARROW)                                            \
      name##_short_block_##suffix(x + left, row, rows, NARROW, y + left);                       \
    if (left < columns)                                                                         \
      name##_short_block_##suffix(x + left, row, rows, columns - left, y + left);               \
  }

#define SHORT_COLUMNS(suffix, E, T)                             \
  SHORT_COLUMNS_OF_TYPE(sum, suffix, E, T, e, 0, +)             \
  SHORT_COLUMNS_OF_TYPE(sum_of_squares, suffix, E, T, e *e, 0, +) \
  SHORT_COLUMNS_OF_TYPE(product, suffix, E, T, e, 1, *)

SHORT_COLUMNS(f32, float, float)
SHORT_COLUMNS(f64, double, double)
SHORT_COLUMNS(f16, _Float16, float)

// In tiles one cache line high and wide: writing a column for each row read would fetch a line for
// every element.
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
