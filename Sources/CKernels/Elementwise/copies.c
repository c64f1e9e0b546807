// Elements moved from one layout to another.

#include "CKernelsCopies.h"

#include <stdint.h>
#include <string.h>

#include "transpose.h"
#include "vectors.h"

// A tile of a transpose is one cache line high and wide: writing a column for each row read would
// fetch a line for every element. For rows shorter than FEW elements a loop over each would cost
// more than moving its elements, so they are moved column by column, STRIP rows at a time, which
// stay in the first-level cache until the last column.
enum { TILE = 16, FEW = 12, STRIP = 256 };

// Tiles that are moved in registers: only for elements of four bytes.
#define NO_TILES(x, x_step, y, y_row, rows, columns) (void)0
#define TILES_IN_REGISTERS(x, x_step, y, y_row, rows, columns)                                  \
  {                                                                                             \
    whole_rows = rows / 4 * 4, whole_columns = columns / TILE * TILE;                           \
    for (long j = 0; j < whole_columns; j += TILE)                                              \
      for (long i = 0; i < whole_rows; i += 4)                                                  \
        transpose_16_by_4((const float *)x + j * x_step + i, x_step,                            \
                          (float *)y + i * y_row + j, y_row);                                   \
  }

#define COPY_OF_SIZE(bytes, T, tiles)                                                           \
  INLINE void copy_line_##bytes(const T *x, long x_step, T *y, long y_step, long n) {           \
    if (y_step == 1 && x_step == 1)                                                             \
      memcpy(y, x, sizeof(T) * (size_t)n);                                                      \
    else if (y_step == 1 && x_step == -1)                                                       \
      INDEPENDENT for (long j = 0; j < n; j++) y[j] = x[-j];                                    \
    else if (y_step == 1 && x_step == 0) {                                                      \
      const T repeated = x[0];                                                                  \
      INDEPENDENT for (long j = 0; j < n; j++) y[j] = repeated;                                 \
    } else if (y_step == 1 && x_step == 2)                                                      \
      INDEPENDENT for (long j = 0; j < n; j++) y[j] = x[2 * j];                                 \
    else                                                                                        \
      for (long j = 0; j < n; j++) y[j * y_step] = x[j * x_step];                               \
  }                                                                                             \
  INLINE void copy_few_##bytes(const T *x, long x_row, long x_step, T *y, long y_row,           \
                               long y_step, long rows, long columns) {                          \
    for (long top = 0; top < rows; top += STRIP) {                                              \
      long height = rows - top < STRIP ? rows - top : STRIP;                                    \
      for (long j = 0; j < columns; j++)                                                        \
        copy_line_##bytes(x + top * x_row + j * x_step, x_row, y + top * y_row + j * y_step,    \
                          y_row, height);                                                       \
    }                                                                                           \
  }                                                                                             \
  INLINE void copy_tiles_##bytes(const T *x, long x_step, T *y, long y_row, long first_row,     \
                                 long rows, long first_column, long columns) {                  \
    for (long top = first_row; top < rows; top += TILE)                                         \
      for (long left = first_column; left < columns; left += TILE) {                            \
        long bottom = top + TILE < rows ? top + TILE : rows;                                    \
        long right = left + TILE < columns ? left + TILE : columns;                             \
        for (long i = top; i < bottom; i++)                                                     \
          for (long j = left; j < right; j++) y[i * y_row + j] = x[i + j * x_step];             \
      }                                                                                         \
  }                                                                                             \
  INLINE void copy_transposed_##bytes(const T *x, long x_step, T *y, long y_row, long rows,     \
                                      long columns) {                                           \
    long whole_rows = 0, whole_columns = 0;                                                     \
    tiles(x, x_step, y, y_row, rows, columns);                                                  \
    copy_tiles_##bytes(x, x_step, y, y_row, 0, whole_rows, whole_columns, columns);             \
    copy_tiles_##bytes(x, x_step, y, y_row, whole_rows, rows, 0, columns);                      \
  }                                                                                             \
  WIDE void kernel_copy_plane_bytes##bytes(const void *from, long x_row, long x_step,           \
                                           void *to, long y_row, long y_step, long rows,        \
                                           long columns) {                                      \
    const T *x = from;                                                                          \
    T *y = to;                                                                                  \
    if (columns < FEW && rows > columns && !(x_row == 1 && y_step == 1 && columns >= 4))        \
      copy_few_##bytes(x, x_row, x_step, y, y_row, y_step, rows, columns);                      \
    else if (x_row == 1 && y_step == 1 && x_step != 1)                                          \
      copy_transposed_##bytes(x, x_step, y, y_row, rows, columns);                              \
    else                                                                                        \
      for (long i = 0; i < rows; i++)                                                           \
        copy_line_##bytes(x + i * x_row, x_step, y + i * y_row, y_step, columns);               \
  }

COPY_OF_SIZE(1, uint8_t, NO_TILES)
COPY_OF_SIZE(2, uint16_t, NO_TILES)
COPY_OF_SIZE(4, uint32_t, TILES_IN_REGISTERS)
COPY_OF_SIZE(8, uint64_t, NO_TILES)
