// A product with one strip of B: the columns, at most two vectors wide, that a tile reads together.
//
// The tiles are those for the widest vectors of the processor.

#ifndef CKERNELS_MATMUL_STRIPS_H
#define CKERNELS_MATMUL_STRIPS_H

#include <string.h>

#include "transpose.h"
#include "vectors.h"

// One tile: c[rows, columns] = a[rows, terms * k] b[terms * k, columns], or + that. Element
// [i, t * k + p] of A is a[i * a_row + t * a_term + p * a_step]: A can be read as stored or
// transposed, in place or from a copy.
#define TILE_PARAMETERS                                                                          \
  long terms, long a_term, long k, const float *a, long a_row, long a_step, const float *b,      \
      long b_step, float *c, long c_row, int accumulate, struct ahead *ahead
#define TILE_ARGUMENTS terms, a_term, k, a, a_row, a_step, b, b_step, c, c_row, accumulate, ahead

// What a thread will multiply next. Each step of a tile over k fetches a line of both operands, or
// of two rows of one, into the second-level cache: the processor does not foresee that tiles go on
// to other matrices or rows, and all of them in a row, fetched between two products, would be
// waited for. For products of 32 to 128 rows it saves a fifth of the time, for 2048 rows 4 percent.
// A null pointer says that nothing is known to come next: tiles without fetches are faster then.
struct ahead {
  // The next line, and the distance of the other one, in bytes.
  const char *next;
  long apart;
  // The bytes from step to step.
  long step;
  // The bytes that are skipped after a tile.
  long skip;
};

static struct ahead ahead_of(const float *a, const float *b) {
  const char *next = (const char *)a;
  return (struct ahead){next, (const char *)b - next, 64, 0};
}

#define TILE tile_baseline
#define LANES 4
#define TARGET
#if defined(__aarch64__)
#define ROWS 14
enum { BASELINE_ROWS = 14 };
#else
#define ROWS 6
enum { BASELINE_ROWS = 6 };
#endif
#include "matmul_tile.h"

#if defined(__x86_64__)
#define TILE tile_avx2
#define LANES 8
#define ROWS 6
#define TARGET __attribute__((target("avx2,fma")))
#include "matmul_tile.h"

#define TILE tile_avx512
#define LANES 16
#define ROWS 14
#define TARGET __attribute__((target("avx512f")))
#include "matmul_tile.h"
#endif

struct tile {
  long lanes, rows;
  void (*multiply)(long rows, long vectors, TILE_PARAMETERS);
};

static struct tile widest_tile(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return (struct tile){16, 14, tile_avx512};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return (struct tile){8, 6, tile_avx2};
#endif
  return (struct tile){4, BASELINE_ROWS, tile_baseline};
}

// A matrix as stored: element [i, j] is start[i * row + j * column]. A transposed matrix is the
// same memory with the two distances swapped.
struct view {
  const float *start;
  long row, column;
};

static struct view view_of(const float *start, long distance, int transposed) {
  return transposed ? (struct view){start, 1, distance} : (struct view){start, distance, 1};
}

static struct view from(struct view x, long i, long j) {
  x.start += i * x.row + j * x.column;
  return x;
}

static long smaller(long a, long b) { return a < b ? a : b; }
static long quotient_rounded_up(long a, long b) { return (a + b - 1) / b; }

enum { MOST_LANES = 16, MOST_ROWS = 14 };

// strip[k, width] = the first `count` columns of b, of which `readable` columns may be read. The
// further columns of the strip do not matter: their part of C is not kept.
WIDE static void pack_strip(struct view b, long readable, long k, long count, long width,
                            float *restrict strip) {
  long p = 0;
  if (b.column == 1) {
    // Copying whole vectors, past the last column into the next row, is faster than stopping there.
    long floats = (k - 1) * b.row + readable;
    long safe = floats < width ? 0 : smaller(k, (floats - width) / b.row + 1);
    if (width == 32)
      for (; p < safe; p++) memcpy(strip + p * 32, b.start + p * b.row, 32 * sizeof(float));
    else if (width == 16)
      for (; p < safe; p++) memcpy(strip + p * 16, b.start + p * b.row, 16 * sizeof(float));
  } else if (count == width && width % 16 == 0) {
    for (; p + 4 <= k; p += 4)
      for (long j = 0; j < width; j += 16)
        transpose_16_by_4(b.start + j * b.column + p, b.column, strip + p * width + j, width);
  }
  for (; p < k; p++)
    for (long j = 0; j < count; j++)
      strip[p * width + j] = b.start[p * b.row + j * b.column];
}

// c[rows, columns] = tile, or + tile. A row of the tile is `width` long, of which `columns` count.
INLINE void put(const float *tile, long width, long rows, const long columns, float *c, long ldc,
                int accumulate) {
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j++) {
      float before = accumulate ? c[i * ldc + j] : 0;
      c[i * ldc + j] = before + tile[i * width + j];
    }
}

// The same, with loops of constant length for a few columns: in a product with a layer of one to
// four units, loops of variable length would take longer than the multiplications.
static void put_columns(const float *tile, long width, long rows, long columns, float *c, long ldc,
                        int accumulate) {
  switch (columns) {
    case 1: put(tile, width, rows, 1, c, ldc, accumulate); break;
    case 2: put(tile, width, rows, 2, c, ldc, accumulate); break;
    case 3: put(tile, width, rows, 3, c, ldc, accumulate); break;
    case 4: put(tile, width, rows, 4, c, ldc, accumulate); break;
    default: put(tile, width, rows, columns, c, ldc, accumulate);
  }
}

// c[m, count] = a[m, terms * k] b[terms * k, count], or + that, for one strip of B of at most two
// vectors.
static void multiply_strip(struct tile tile, long m, long count, long terms, long a_term, long k,
                           struct view a, const float *b, long b_row, float *c, long ldc,
                           int accumulate, struct ahead *ahead) {
  long vectors = quotient_rounded_up(count, tile.lanes), width = vectors * tile.lanes;
  // Rows are distributed evenly: tiles of 13, 13, 13, 13 and 12 rows keep the processor busier than
  // four of 14 and one of 8.
  long tiles = quotient_rounded_up(m, tile.rows);
  for (long t = 0; t < tiles; t++) {
    long top = m * t / tiles, rows = m * (t + 1) / tiles - top;
    const float *a_rows = a.start + top * a.row;
    float *c_rows = c + top * ldc;
    if (count == width) {
      tile.multiply(rows, vectors, terms, a_term, k, a_rows, a.row, a.column, b, b_row, c_rows, ldc,
                    accumulate, ahead);
    } else {
      float sums[MOST_ROWS * 2 * MOST_LANES];
      tile.multiply(rows, vectors, terms, a_term, k, a_rows, a.row, a.column, b, b_row, sums, width,
                    0, ahead);
      put_columns(sums, width, rows, count, c_rows, ldc, accumulate);
    }
  }
}

#endif
