// The innermost loop of the matrix product: one tile of C, held in registers for all of k.
//
// This file is a template. It is included once per vector width, with these macros defined:
//   TILE    the name of the function to define
//   LANES   how many floats a vector holds
//   ROWS    the largest number of rows of a tile, 6 or 14
//   TARGET  the attribute that allows the instructions
//
// A row of A may consist of `terms` runs of k elements each, which begin `a_term` elements apart;
// the rows of B are contiguous. So a tile adds up several products and writes C once, which
// convolutions use for the rows of a window.
//
// A tile has one or two vectors of columns. A step over k loads that much of a row of B, and
// multiplies it by one number of A for every row: 2 * ROWS multiplications for ROWS + 2 loads. The
// more rows, the fewer loads per multiplication. The registers set the limit, since they hold
// 2 * ROWS sums, 2 vectors of B and one number of A: 16 suffice for 6 rows, 32 for 14. With one
// vector, loads are the limit, and fetching ahead would take the time of two more rows.

#define JOIN_NAMES(a, b) a##b
#define JOIN(a, b) JOIN_NAMES(a, b)
#define VECTOR JOIN(TILE, _vector)
#define UNALIGNED JOIN(TILE, _unaligned)
#define MULTIPLY JOIN(TILE, _multiply)

typedef float VECTOR __attribute__((vector_size(LANES * sizeof(float))));
typedef float UNALIGNED __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float))));

// Inlined with constants for rows and vectors, so that the sums can stay in registers. Without
// anything to fetch ahead, a small product is in the cache with its result.
TARGET INLINE void MULTIPLY(const long rows, const long vectors, const int fetches_ahead,
                            TILE_PARAMETERS) {
// Products and sums may fuse here: it is faster, and rounds once instead of twice.
#pragma clang fp contract(on)
  VECTOR sums[ROWS][2];
#pragma clang loop unroll(full)
  for (long i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (long j = 0; j < vectors; j++) sums[i][j] = (VECTOR){0};

  // C is not in the cache yet, and needed as soon as the sums are complete.
  if (fetches_ahead) {
#pragma clang loop unroll(full)
    for (long i = 0; i < rows; i++)
#pragma clang loop unroll(full)
      for (long j = 0; j < vectors; j++) __builtin_prefetch(c + i * c_row + j * LANES, 1);
  }

  // Row i of A begins at group[i / 5] + {0, 1, 2, 3, 4}[i % 5] * a_row. A load computes any of
  // these addresses for free, as long as the compiler does not see how the pointers are related: it
  // would step from row to row by additions, each of which waits for the one before.
  const float *group[3] = {a, a + 5 * a_row, a + 10 * a_row};
  long a_row_3 = 3 * a_row;

  // Local copies, which the compiler keeps in registers.
  const char *next = fetches_ahead ? ahead->next : NULL;
  long apart = fetches_ahead ? ahead->apart : 0, step = fetches_ahead ? ahead->step : 0;
  __asm__("" : "+r"(group[0]), "+r"(group[1]), "+r"(group[2]), "+r"(a_row_3));

  for (long term = 0; term < terms; term++) {
    for (long p = 0; p < k; p++) {
      VECTOR b_row[2];
#pragma clang loop unroll(full)
      for (long j = 0; j < vectors; j++) b_row[j] = *(const UNALIGNED *)(b + j * LANES);
      if (fetches_ahead) {
        __builtin_prefetch(next, 0, 2);
        __builtin_prefetch(next + apart, 0, 2);
        next += step;
      }
#pragma clang loop unroll(full)
      for (long i = 0; i < rows; i++) {
        float a_i = group[i / 5][i % 5 == 3 ? a_row_3 : i % 5 * a_row];
#pragma clang loop unroll(full)
        for (long j = 0; j < vectors; j++) sums[i][j] = a_i * b_row[j] + sums[i][j];
      }
#pragma clang loop unroll(full)
      for (long i = 0; i < 3; i++) group[i] += a_step;
      b += b_step;
    }
#pragma clang loop unroll(full)
    for (long i = 0; i < 3; i++) group[i] += a_term - k * a_step;
  }
  if (fetches_ahead) ahead->next = next + ahead->skip;

#pragma clang loop unroll(full)
  for (long i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (long j = 0; j < vectors; j++) {
      UNALIGNED *to = (UNALIGNED *)(c + i * c_row + j * LANES);
      *to = accumulate ? *to + sums[i][j] : sums[i][j];
    }
}

#define CASE(rows)                          \
  case rows:                                \
    if (vectors == 1)                       \
      MULTIPLY(rows, 1, 0, TILE_ARGUMENTS); \
    else if (ahead)                         \
      MULTIPLY(rows, 2, 1, TILE_ARGUMENTS); \
    else                                    \
      MULTIPLY(rows, 2, 0, TILE_ARGUMENTS); \
    break;

TARGET static void TILE(long rows, long vectors, TILE_PARAMETERS) {
  switch (rows) {
    CASE(1)
    CASE(2)
    CASE(3)
    CASE(4)
    CASE(5)
    CASE(6)
#if ROWS > 6
    CASE(7)
    CASE(8)
    CASE(9)
    CASE(10)
    CASE(11)
    CASE(12)
    CASE(13)
    CASE(14)
#endif
  }
}

#undef CASE
#undef MULTIPLY
#undef UNALIGNED
#undef VECTOR
#undef JOIN
#undef JOIN_NAMES
#undef TILE
#undef LANES
#undef ROWS
#undef TARGET
