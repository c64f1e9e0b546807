// The matrix product C = op(A) op(B).
//
// Three ideas make it fast, in this order:
// 1. A tile of C stays in registers while k runs (matmul_tile.h): loads are no longer the limit.
// 2. Blocks of A and B that many tiles read are small enough to stay in the caches, where
//    they are laid out as the tiles read them, in copies if need be.
// 3. Threads take parts of C that share nothing that is written, so none ever waits.
//
// The order of the loops is that of Goto and van de Geijn, "Anatomy of High-Performance Matrix
// Multiplication" (2008).

#include "CKernels.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "matrix_vector.h"
#include "transpose.h"
#include "vectors.h"

// One tile: c[rows, columns] = a[rows, terms * k] b[terms * k, columns], or + that. Element
// [i, t * k + p] of A is a[i * a_row + t * a_term + p * a_step]: A can be read as stored or
// transposed, in place or from a copy.
#define TILE_PARAMETERS                                                                          \
  long terms, long a_term, long k, const float *a, long a_row, long a_step, const float *b,      \
      long b_step, float *c, long c_row, int accumulate
#define TILE_ARGUMENTS terms, a_term, k, a, a_row, a_step, b, b_step, c, c_row, accumulate

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

// What the tiles read again and again must be near: a block of A (BLOCK_ROWS by BLOCK_K, 336 KiB)
// and the strip of B that is being multiplied (BLOCK_K rows of two vectors, 128 KiB) in the second
// level of cache, all strips (BLOCK_K by BLOCK_COLUMNS, 2 MiB) in the third. Longer blocks of k
// read and write C less often: of products of 1000 and more, with half of BLOCK_K and twice the
// rows and columns the machine reaches 91 percent of its multiplications, and so 95. The rows are
// whole tiles of 14 rows, and of 6.
enum { BLOCK_K = 1024, BLOCK_COLUMNS = 512, BLOCK_ROWS = 84 };

// Rows a power of two apart compete for the same few places in a cache; padding spreads them.
enum { PADDING = 16 };

enum { MOST_LANES = 16, MOST_ROWS = 14 };

enum {
  STRIPS_SIZE = BLOCK_K * BLOCK_COLUMNS,
  COPY_SIZE = (BLOCK_K + PADDING) * (BLOCK_ROWS + PADDING),
};

// Buffers for strips and copies, kept for the next product: fresh memory costs a page fault for
// every 4 KiB. If none is free here, a new one is made; one that does not fit back in is freed.
static _Atomic(float *) kept_buffers[8];
enum { KEPT_BUFFERS = sizeof kept_buffers / sizeof *kept_buffers };

static float *take_buffer(void) {
  for (long i = 0; i < KEPT_BUFFERS; i++) {
    float *buffer = atomic_exchange(&kept_buffers[i], NULL);
    if (buffer) return buffer;
  }
  enum { HUGE_PAGE = 1 << 21 };
  size_t size = (STRIPS_SIZE + COPY_SIZE) * sizeof(float);
  size = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  float *buffer = aligned_alloc(HUGE_PAGE, size);
  if (!buffer) abort();
#if defined(MADV_HUGEPAGE)
  madvise(buffer, size, MADV_HUGEPAGE);
#endif
  return buffer;
}

static void keep_buffer(float *buffer) {
  for (long i = 0; i < KEPT_BUFFERS && buffer; i++)
    buffer = atomic_exchange(&kept_buffers[i], buffer);
  free(buffer);
}

// strip[k, width] = the first `count` columns of b, which holds `readable` columns in all. What the
// strip has beyond them does not matter: what it contributes to C is not kept.
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

// A copy of x[rows, columns], line by line as stored, with padding between the lines.
static struct view copy_of(struct view x, long rows, long columns, float *copy) {
  int transposed = x.column != 1;
  long lines = transposed ? columns : rows, length = transposed ? rows : columns;
  long distance = transposed ? x.column : x.row;
  for (long i = 0; i < lines; i++)
    memcpy(copy + i * (length + PADDING), x.start + i * distance, (size_t)length * sizeof(float));
  return view_of(copy, length + PADDING, transposed);
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

// The same, with loops of known length for a few columns: in a product with a layer of one to four
// units, loops that count to a number from memory would take longer than the multiplications.
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
                           int accumulate) {
  long vectors = quotient_rounded_up(count, tile.lanes), width = vectors * tile.lanes;
  // Rows are dealt out evenly: tiles of 13, 13, 13, 13 and 12 rows keep the processor busier than
  // four of 14 and one of 8.
  long tiles = quotient_rounded_up(m, tile.rows);
  for (long t = 0; t < tiles; t++) {
    long top = m * t / tiles, rows = m * (t + 1) / tiles - top;
    const float *a_rows = a.start + top * a.row;
    float *c_rows = c + top * ldc;
    if (count == width) {
      tile.multiply(rows, vectors, terms, a_term, k, a_rows, a.row, a.column, b, b_row, c_rows, ldc,
                    accumulate);
    } else {
      float sums[MOST_ROWS * 2 * MOST_LANES];
      tile.multiply(rows, vectors, terms, a_term, k, a_rows, a.row, a.column, b, b_row, sums, width,
                    0);
      put_columns(sums, width, rows, count, c_rows, ldc, accumulate);
    }
  }
}

static void multiply_by_tiles(struct tile tile, long m, long n, long k, struct view a,
                              struct view b, float *c, long ldc, int accumulate) {
  long strip = 2 * tile.lanes;
  // Copies pay only where a block is read often, and too large to stay near as it is.
  int pack = b.column != 1 || (m > 2 * tile.rows && k * n > 1 << 19);
  int copy = n > 256;
  float *buffer = take_buffer();

  for (long left = 0; left < n; left += BLOCK_COLUMNS)
    for (long first = 0; first < k; first += BLOCK_K) {
      long columns = smaller(BLOCK_COLUMNS, n - left), depth = smaller(BLOCK_K, k - first);
      struct view b_block = from(b, first, left);

      // Strip j of B, packed or not, and the distance of its rows.
      const float *strips[BLOCK_COLUMNS / 8];
      long rows_apart[BLOCK_COLUMNS / 8];
      for (long j = 0; j < columns; j += strip) {
        long count = smaller(strip, columns - j), s = j / strip;
        long width = quotient_rounded_up(count, tile.lanes) * tile.lanes;
        strips[s] = b_block.start + j * b_block.column;
        rows_apart[s] = b_block.row;
        if (pack || count != width) {
          float *packed = buffer + j * depth;
          pack_strip(from(b_block, 0, j), columns - j, depth, count, width, packed);
          strips[s] = packed;
          rows_apart[s] = width;
        }
      }

      for (long top = 0; top < m; top += BLOCK_ROWS) {
        long rows = smaller(BLOCK_ROWS, m - top);
        struct view a_block = from(a, top, first);
        if (copy) a_block = copy_of(a_block, rows, depth, buffer + STRIPS_SIZE);
        for (long j = 0; j < columns; j += strip)
          multiply_strip(tile, rows, smaller(strip, columns - j), 1, 0, depth, a_block,
                         strips[j / strip], rows_apart[j / strip], c + top * ldc + left + j, ldc,
                         accumulate || first > 0);
      }
    }
  keep_buffer(buffer);
}

// For a few numbers, which tiles and their preparations would only delay.
static void multiply_directly(long m, long n, long k, struct view a, struct view b, float *c,
                              long ldc) {
  for (long i = 0; i < m; i++)
    for (long j = 0; j < n; j++) {
      float sum = 0;
      for (long p = 0; p < k; p++)
        sum += a.start[i * a.row + p * a.column] * b.start[p * b.row + j * b.column];
      c[i * ldc + j] = sum;
    }
}

enum path { BY_TILES, BY_ROWS, BY_COLUMNS };

// How to compute a[m, k] x[k]: only what short loops do not slow down is done without tiles.
static enum path vector_path(long m, long k, struct view a, long x_step) {
  if (a.column == 1 && x_step == 1 && k >= 64) return BY_ROWS;
  if (a.row == 1 && m >= 128) return BY_COLUMNS;
  return BY_TILES;
}

static void multiply_vector(enum path path, long m, long k, struct view a, const float *x,
                            long x_step, float *y, long y_step) {
  if (path == BY_ROWS)
    rows_times_vector(m, k, a.start, a.row, x, y, y_step);
  else
    columns_times_vector(m, k, a.start, a.column, x, x_step, y, y_step);
}

long kernel_matmul_f32_parts(long m, long n, long k, long threads) {
  // Waking a thread takes some microseconds, in each of which one thread does 100000 multiply-adds.
  double worthwhile = (double)m * (double)n * (double)k / 3e6;
  if (worthwhile >= (double)threads) return threads;
  return worthwhile < 1 ? 1 : (long)worthwhile;
}

void kernel_matmul_f32(long m, long n, long k, const float *a, long lda, int transpose_a,
                       const float *b, long ldb, int transpose_b, float *c, long ldc, long part,
                       long parts) {
  struct tile tile = widest_tile();
  // A part is some columns of C, because then each packs only its own columns of B; where columns
  // are few, rows.
  long top = 0, bottom = m, left = 0, right = n;
  if (n >= 4 * tile.lanes * parts) {
    long vectors = quotient_rounded_up(n, tile.lanes);
    left = vectors * part / parts * tile.lanes;
    right = smaller(n, vectors * (part + 1) / parts * tile.lanes);
  } else {
    top = m * part / parts;
    bottom = m * (part + 1) / parts;
  }
  struct view whole_a = view_of(a, lda, transpose_a), whole_b = view_of(b, ldb, transpose_b);
  struct view part_a = from(whole_a, top, 0), part_b = from(whole_b, 0, left);
  long rows = bottom - top, columns = right - left;
  c += top * ldc + left;
  // A single row is the product with a single column, all transposed.
  struct view turned_b = {part_b.start, part_b.column, part_b.row};

  // The path depends on the whole product and not on the part, so that the result, to the last bit,
  // is the same for any number of parts.
  enum path path = n == 1   ? vector_path(m, k, whole_a, whole_b.row)
                   : m == 1 ? vector_path(n, k, turned_b, whole_a.column)
                            : BY_TILES;
  if ((double)m * (double)n * (double)k <= 1024)
    multiply_directly(rows, columns, k, part_a, part_b, c, ldc);
  else if (path == BY_TILES)
    multiply_by_tiles(tile, rows, columns, k, part_a, part_b, c, ldc, 0);
  else if (n == 1 && rows > 0)
    multiply_vector(path, rows, k, part_a, part_b.start, part_b.row, c, ldc);
  else if (rows > 0)
    multiply_vector(path, columns, k, turned_b, part_a.start, part_a.column, c, 1);
}

void kernel_matmul_whole_f32(long m, long n, long k, const float *a, long lda, int transpose_a,
                             const float *b, long ldb, int transpose_b, float *c, long ldc) {
  kernel_matmul_f32(m, n, k, a, lda, transpose_a, b, ldb, transpose_b, c, ldc, 0, 1);
}

void kernel_matmul_terms_f32(long m, long n, long terms, long k, const float *a, long lda,
                             int transpose_a, long a_term, const float *b, float *c,
                             int accumulate) {
  struct tile tile = widest_tile();
  struct view whole_a = view_of(a, lda, transpose_a);
  long strip = 2 * tile.lanes, whole = n / strip * strip, rest = n - whole;
  long width = quotient_rounded_up(rest, tile.lanes) * tile.lanes;
  // As many terms at a time as a block of k holds, so that their rows of B stay in the cache for
  // all rows of A.
  long most = k < BLOCK_K ? BLOCK_K / k : 1;
  // Each strip of columns reads A again, so that with many of them copies of A pay. One product for
  // each term then reads and writes C seldom enough, as it does where terms are long.
  if (n > 256 || k > BLOCK_K) {
    for (long t = 0; t < terms; t++, whole_a.start += a_term)
      multiply_by_tiles(tile, m, n, k, whole_a, view_of(b + t * k * n, n, 0), c, n,
                        accumulate || t > 0);
    return;
  }
  float *packed = width == rest ? NULL : take_buffer();
  for (long t = 0; t < terms; t += most) {
    long count = smaller(most, terms - t);
    struct view block = {whole_a.start + t * a_term, whole_a.row, whole_a.column};
    const float *rows = b + t * k * n;
    int adds = accumulate || t > 0;
    for (long j = 0; j < whole; j += strip)
      multiply_strip(tile, m, strip, count, a_term, k, block, rows + j, n, c + j, n, adds);
    if (packed)
      pack_strip(view_of(rows + whole, n, 0), rest, count * k, rest, width, packed);
    if (rest > 0)
      multiply_strip(tile, m, rest, count, a_term, k, block, packed ? packed : rows + whole,
                     packed ? width : n, c + whole, n, adds);
  }
  if (packed) keep_buffer(packed);
}

void kernel_matmul_add_f32(long m, long n, long k, const float *a, long lda, int transpose_a,
                           const float *b, long ldb, int transpose_b, float *c, long ldc) {
  multiply_by_tiles(widest_tile(), m, n, k, view_of(a, lda, transpose_a),
                    view_of(b, ldb, transpose_b), c, ldc, 1);
}
