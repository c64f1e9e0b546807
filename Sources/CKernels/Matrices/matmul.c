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

#include "matmul_strips.h"
#include "matrix_vector.h"
#include "small_products.h"

// What the tiles read repeatedly must fit the second-level cache, of which a core has at least 1
// MiB to itself: all strips of B (BLOCK_K by BLOCK_COLUMNS, 512 KiB) and a block of A (BLOCK_ROWS
// by BLOCK_K, 168 KiB). The third level is shared, and may be far away: with strips of 2 MiB two
// cores at once do 32 multiply-adds per nanosecond each, and 70 like this. Longer blocks of k would
// read and write C less often, but leave a strip too few columns. BLOCK_ROWS is a whole number of
// tiles of 14 rows, and of 6.
enum { BLOCK_K = 512, BLOCK_COLUMNS = 256, BLOCK_ROWS = 84 };

// Rows a power of two apart compete for the same few sets of a cache; padding spreads them.
enum { PADDING = 16 };

enum {
  STRIPS_SIZE = BLOCK_K * BLOCK_COLUMNS,
  COPY_SIZE = (BLOCK_K + PADDING) * (BLOCK_ROWS + PADDING),
};

// Buffers for strips and copies, kept for the next product: fresh memory costs a page fault for
// every 4 KiB. If none is free here, a new one is made; one that finds no room here is freed.
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

// A copy of x[rows, columns], line by line as stored, with padding between the lines.
static struct view copy_of(struct view x, long rows, long columns, float *copy) {
  int transposed = x.column != 1;
  long lines = transposed ? columns : rows, length = transposed ? rows : columns;
  long distance = transposed ? x.column : x.row;
  for (long i = 0; i < lines; i++)
    memcpy(copy + i * (length + PADDING), x.start + i * distance, (size_t)length * sizeof(float));
  return view_of(copy, length + PADDING, transposed);
}

// The block of A that begins here, to be fetched while another one is multiplied. A tile takes a
// step for each of the `depth` columns, and fetches two rows of the block, or two lines of each
// column if A is transposed: the tiles of a block are enough for all of the next one.
static struct ahead ahead_of_block(struct view a, long depth) {
  const long size = sizeof(float), line = 64;
  if (a.column == 1)
    return (struct ahead){(const char *)a.start, a.row * size, size, (2 * a.row - depth) * size};
  return (struct ahead){(const char *)a.start, line, a.column * size,
                        2 * line - depth * a.column * size};
}

static long width_of(struct tile tile, long columns) {
  return quotient_rounded_up(columns, tile.lanes) * tile.lanes;
}

// All of B[k, n] in strips: that of the columns from j on begins at packed[j * k].
static void pack_all(struct tile tile, long n, long k, struct view b, float *packed) {
  long strip = 2 * tile.lanes;
  for (long j = 0; j < n; j += strip) {
    long count = smaller(strip, n - j);
    pack_strip(from(b, 0, j), n - j, k, count, width_of(tile, count), packed + j * k);
  }
}

// If `packed` is given, B is read there and not at `b`.
static void multiply_by_tiles(struct tile tile, long m, long n, long k, struct view a,
                              struct view b, const float *packed, float *c, long ldc,
                              int accumulate, struct ahead *ahead) {
  long strip = 2 * tile.lanes;
  // Copies pay only where a block is read often, and too large to stay in the cache as it is. The
  // lines of a transposed A are short pieces of memory far apart, which prefetching does not help:
  // it is read in place only if it is in the second-level cache since it was computed.
  int pack = b.column != 1 || (m > 2 * tile.rows && k * n > 1 << 16);
  int copy = n > 256 || (a.column != 1 && n > strip && m * k > 1 << 17);
  float *buffer = take_buffer();

  for (long left = 0; left < n; left += BLOCK_COLUMNS)
    for (long first = 0; first < k; first += BLOCK_K) {
      long columns = smaller(BLOCK_COLUMNS, n - left), depth = smaller(BLOCK_K, k - first);
      struct view b_block = from(b, first, left);

      // Strip j of B, packed or not, and the distance of its rows.
      const float *strips[BLOCK_COLUMNS / 8];
      long rows_apart[BLOCK_COLUMNS / 8];
      for (long j = 0; j < columns; j += strip) {
        long count = smaller(strip, columns - j), s = j / strip, width = width_of(tile, count);
        rows_apart[s] = width;
        if (packed) {
          strips[s] = packed + (left + j) * k + first * width;
        } else if (pack || count != width) {
          pack_strip(from(b_block, 0, j), columns - j, depth, count, width, buffer + j * depth);
          strips[s] = buffer + j * depth;
        } else {
          strips[s] = b_block.start + j * b_block.column;
          rows_apart[s] = b_block.row;
        }
      }

      for (long top = 0; top < m; top += BLOCK_ROWS) {
        long rows = smaller(BLOCK_ROWS, m - top);
        struct view a_block = from(a, top, first);
        struct ahead block_ahead, *next = ahead;
        if (copy) {
          a_block = copy_of(a_block, rows, depth, buffer + STRIPS_SIZE);
          int is_last = top + BLOCK_ROWS >= m;
          long next_first = first + depth < k ? first + depth : 0;
          block_ahead = ahead_of_block(
              is_last ? from(a, 0, next_first) : from(a, top + BLOCK_ROWS, first), depth);
          next = &block_ahead;
        }
        for (long j = 0; j < columns; j += strip)
          multiply_strip(tile, rows, smaller(strip, columns - j), 1, 0, depth, a_block,
                         strips[j / strip], rows_apart[j / strip], c + top * ldc + left + j, ldc,
                         accumulate || first > 0, next);
      }
    }
  keep_buffer(buffer);
}

enum path { BY_TILES, BY_ROWS, BY_COLUMNS };

// How to compute a[m, k] x[k]: without tiles only if the loops are long enough to be faster.
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
  // Waking a thread takes some microseconds. In each of them one thread does 80000 multiply-adds;
  // only 6000 if one operand is a vector, since it then reads an element of the matrix for each.
  // Mostly the thread is awake, as products follow each other.
  double worthwhile = (double)m * (double)n * (double)k / (m == 1 || n == 1 ? 1e5 : 1.5e6);
  if (worthwhile >= (double)threads) return threads;
  return worthwhile < 1 ? 1 : (long)worthwhile;
}

static void multiply_part(long m, long n, long k, const float *a, long lda, int transpose_a,
                          const float *b, long ldb, int transpose_b, float *c, long ldc, long part,
                          long parts, struct ahead *ahead) {
  struct tile tile = widest_tile();
  // A part is some columns of C, because then each packs only its own columns of B; if columns are
  // few, it is some rows.
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
  // A product with a single row is the transposed product with a single column.
  struct view turned_b = {part_b.start, part_b.column, part_b.row};

  // The path depends on the whole product and not on the part, so that the result is the same, to
  // the last bit, for any number of parts.
  enum path path = n == 1   ? vector_path(m, k, whole_a, whole_b.row)
                   : m == 1 ? vector_path(n, k, turned_b, whole_a.column)
                            : BY_TILES;
  if (is_small(m, n, k))
    multiply_small(rows, columns, k, part_a, part_b, c, ldc);
  else if (path == BY_TILES)
    multiply_by_tiles(tile, rows, columns, k, part_a, part_b, NULL, c, ldc, 0, ahead);
  else if (n == 1 && rows > 0)
    multiply_vector(path, rows, k, part_a, part_b.start, part_b.row, c, ldc);
  else if (rows > 0)
    multiply_vector(path, columns, k, turned_b, part_a.start, part_a.column, c, 1);
}

void kernel_matmul_f32(long m, long n, long k, const float *a, long lda, int transpose_a,
                       const float *b, long ldb, int transpose_b, float *c, long ldc, long part,
                       long parts) {
  multiply_part(m, n, k, a, lda, transpose_a, b, ldb, transpose_b, c, ldc, part, parts, NULL);
}

void kernel_matmul_whole_f32(long m, long n, long k, const float *a, long lda, int transpose_a,
                             const float *b, long ldb, int transpose_b, float *c, long ldc) {
  kernel_matmul_f32(m, n, k, a, lda, transpose_a, b, ldb, transpose_b, c, ldc, 0, 1);
}

void kernel_matmul_batch_f32(long count, long m, long n, long k, const float *a, long a_apart,
                             long lda, int transpose_a, const float *b, long b_apart, long ldb,
                             int transpose_b, float *c) {
  // Lines can be fetched ahead only of matrices without gaps.
  int is_dense = lda == (transpose_a ? m : k) && ldb == (transpose_b ? k : n);
  for (long i = 0; i < count; i++) {
    const float *a_i = a + i * a_apart, *b_i = b + i * b_apart;
    struct ahead ahead;
    int has_next = is_dense && i + 1 < count;
    if (has_next) ahead = ahead_of(a_i + a_apart, b_i + b_apart);
    multiply_part(m, n, k, a_i, lda, transpose_a, b_i, ldb, transpose_b, c + i * m * n, n, 0, 1,
                  has_next ? &ahead : NULL);
  }
}

long kernel_packed_size_f32(long n, long k) { return width_of(widest_tile(), n) * k; }

void kernel_pack_f32(long n, long k, const float *b, long ldb, int transpose_b, float *packed) {
  pack_all(widest_tile(), n, k, view_of(b, ldb, transpose_b), packed);
}

void kernel_matmul_packed_f32(long m, long n, long k, const float *a, long lda, const float *packed,
                              float *c, long ldc, long part, long parts) {
  struct tile tile = widest_tile();
  long strip = 2 * tile.lanes, strips = quotient_rounded_up(n, strip);
  long left = strips * part / parts * strip, right = strips * (part + 1) / parts * strip;
  if (left < right)
    multiply_by_tiles(tile, m, smaller(n, right) - left, k, view_of(a, lda, 0),
                      view_of(packed, n, 0), packed + left * k, c + left, ldc, 0, NULL);
}

void kernel_matmul_terms_f32(long m, long n, long terms, long k, const float *a, long lda,
                             int transpose_a, long a_term, const float *b, float *c, long ldc,
                             int accumulate) {
  struct tile tile = widest_tile();
  struct view whole_a = view_of(a, lda, transpose_a);
  long strip = 2 * tile.lanes, whole = n / strip * strip, rest = n - whole;
  long width = quotient_rounded_up(rest, tile.lanes) * tile.lanes;
  // As many terms at a time as keep their rows of B in the cache for all rows of A.
  enum { MOST_K = 1024 };
  long most = k < MOST_K ? MOST_K / k : 1;
  // Each strip of columns reads A again, so with many of them copies of A pay. One product for each
  // term then reads and writes C seldom enough, as it does where terms are long.
  if (n > 256 || k > MOST_K) {
    for (long t = 0; t < terms; t++, whole_a.start += a_term)
      multiply_by_tiles(tile, m, n, k, whole_a, view_of(b + t * k * n, n, 0), NULL, c, ldc,
                        accumulate || t > 0, NULL);
    return;
  }
  float *packed = width == rest ? NULL : take_buffer();
  for (long t = 0; t < terms; t += most) {
    long count = smaller(most, terms - t);
    struct view block = {whole_a.start + t * a_term, whole_a.row, whole_a.column};
    const float *rows = b + t * k * n;
    int adds = accumulate || t > 0;
    for (long j = 0; j < whole; j += strip)
      multiply_strip(tile, m, strip, count, a_term, k, block, rows + j, n, c + j, ldc, adds,
                     NULL);
    if (packed)
      pack_strip(view_of(rows + whole, n, 0), rest, count * k, rest, width, packed);
    if (rest > 0)
      multiply_strip(tile, m, rest, count, a_term, k, block, packed ? packed : rows + whole,
                     packed ? width : n, c + whole, ldc, adds, NULL);
  }
  if (packed) keep_buffer(packed);
}
