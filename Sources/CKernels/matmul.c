// The matrix product.

#include "CKernels.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "transpose.h"
#include "vectors.h"

// One tile: c[rows, columns] (+)= a[rows, k] b[k, columns]. Element [i, p] of A is
// a[i * a_row + p * a_step], so that A can be read as stored or transposed, in place or from a copy.
#define TILE_PARAMETERS                                                                 \
  const float *a, long a_row, long a_step, const float *b, long b_step, float *c, long c_row, \
      int accumulate

#define TILE tile_baseline
#define LANES 4
#define TARGET
#if defined(__aarch64__)
#define ROWS 14
#else
#define ROWS 6
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
  void (*multiply)(long rows, long vectors, long k, TILE_PARAMETERS);
};

static struct tile widest_tile(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return (struct tile){16, 14, tile_avx512};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return (struct tile){8, 6, tile_avx2};
  return (struct tile){4, 6, tile_baseline};
#elif defined(__aarch64__)
  return (struct tile){4, 14, tile_baseline};
#else
  return (struct tile){4, 6, tile_baseline};
#endif
}


// How far a product is cut into blocks, so that what the tiles read again and again is near:
// one strip of packed B (BLOCK_K rows of two vectors) in the first and second level of cache, a block of
// A (BLOCK_ROWS by BLOCK_K) in the second, the strips (BLOCK_K by BLOCK_COLUMNS) in the second and third.
// Larger blocks of k read and write C less often, but their strips outgrow the first level. Around
// these sizes the speed hardly changes.
enum { BLOCK_K = 512, BLOCK_COLUMNS = 1024, BLOCK_ROWS = 224 };

// Rows a power of two apart compete for the same few lines of the cache; padding spreads them.
enum { PADDING = 16 };

enum { MOST_LANES = 16, MOST_ROWS = 14 };

enum {
  STRIPS_SIZE = BLOCK_K * BLOCK_COLUMNS,
  COPY_SIZE = BLOCK_K * (BLOCK_ROWS + PADDING) + BLOCK_ROWS * PADDING,
};

static long smaller(long a, long b) { return a < b ? a : b; }
static long quotient_rounded_up(long a, long b) { return (a + b - 1) / b; }

// Buffers for packed blocks, kept for the next product: fresh memory costs a page fault for every
// 4 KiB. Whoever finds no buffer here makes one, and a buffer that finds no place is freed.
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

// strip[k, width] = the first `count` columns of op(B). What is in the columns beyond does not matter,
// because what they contribute to C is not kept. `readable` counts the floats of B from here on.
WIDE static void pack_strip(const float *restrict b, long ldb, int transposed, long readable, long k,
                            long count, long width, float *restrict strip) {
  long p = 0;
  if (!transposed) {
    // Copying whole vectors, past the last column into the next row, is faster than stopping there.
    long whole = readable < width ? 0 : smaller(k, (readable - width) / ldb + 1);
    if (width == 32)
      for (; p < whole; p++) memcpy(strip + p * 32, b + p * ldb, 32 * sizeof(float));
    else if (width == 16)
      for (; p < whole; p++) memcpy(strip + p * 16, b + p * ldb, 16 * sizeof(float));
    for (; p < k; p++)
      for (long j = 0; j < count; j++) strip[p * width + j] = b[p * ldb + j];
  } else {
    if (count == width && width % 16 == 0)
      for (; p + 4 <= k; p += 4)
        for (long j = 0; j < width; j += 16)
          transpose_16_by_4(b + j * ldb + p, ldb, strip + p * width + j, width);
    for (; p < k; p++)
      for (long j = 0; j < count; j++) strip[p * width + j] = b[j * ldb + p];
  }
}

// c[rows, columns] (+)= tile, of which each row has `width` columns.
static void put_columns(const float *tile, long width, long rows, long columns, float *c, long ldc,
                        int accumulate) {
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j++) {
      float old = accumulate ? c[i * ldc + j] : 0;
      c[i * ldc + j] = old + tile[i * width + j];
    }
}

// C = op(A) op(B) by tiles. The order of the loops is that of Goto and van de Geijn, "Anatomy of
// High-Performance Matrix Multiplication" (2008).
static void multiply_by_tiles(struct tile tile, long m, long n, long k, const float *a, long lda,
                              int transpose_a, const float *b, long ldb, int transpose_b, float *c,
                              long ldc) {
  long width = 2 * tile.lanes;
  // Copies pay only where a block is read often enough, and is too large to stay near by itself.
  int pack_b = transpose_b || (m > 2 * tile.rows && k * n > 1 << 19);
  int copy_a = n > 512;
  float *buffer = take_buffer(), *strips = buffer, *copy = buffer + STRIPS_SIZE;

  for (long first_column = 0; first_column < n; first_column += BLOCK_COLUMNS)
    for (long first_k = 0; first_k < k; first_k += BLOCK_K) {
      long columns = smaller(BLOCK_COLUMNS, n - first_column), depth = smaller(BLOCK_K, k - first_k);
      int accumulate = first_k > 0;
      const float *b_block = transpose_b ? b + first_column * ldb + first_k
                                         : b + first_k * ldb + first_column;
      long readable = (depth - 1) * ldb + columns;

      for (long left = 0; left < columns; left += width) {
        long count = smaller(width, columns - left);
        if (pack_b || count % tile.lanes != 0)
          pack_strip(transpose_b ? b_block + left * ldb : b_block + left, ldb, transpose_b,
                     readable - left, depth, count, count > tile.lanes ? width : tile.lanes,
                     strips + left * depth);
      }

      for (long first_row = 0; first_row < m; first_row += BLOCK_ROWS) {
        long rows = smaller(BLOCK_ROWS, m - first_row);
        const float *a_block = transpose_a ? a + first_k * lda + first_row
                                           : a + first_row * lda + first_k;
        long a_distance = lda;
        if (copy_a) {
          long lines = transpose_a ? depth : rows, length = transpose_a ? rows : depth;
          a_distance = length + PADDING;
          for (long i = 0; i < lines; i++)
            memcpy(copy + i * a_distance, a_block + i * lda, (size_t)length * sizeof(float));
          a_block = copy;
        }
        long a_row = transpose_a ? 1 : a_distance, a_step = transpose_a ? a_distance : 1;

        // Rows are dealt out evenly: tiles of 13, 13, 13, 13 and 12 rows keep the processor busier
        // than four of 14 and one of 8.
        long tiles = quotient_rounded_up(rows, tile.rows);
        for (long left = 0; left < columns; left += width) {
          long count = smaller(width, columns - left);
          long vectors = quotient_rounded_up(count, tile.lanes);
          int whole = count % tile.lanes == 0, packed = pack_b || !whole;
          const float *strip = packed ? strips + left * depth : b_block + left;
          long b_step = packed ? vectors * tile.lanes : ldb;
          for (long t = 0; t < tiles; t++) {
            long top = rows * t / tiles, height = rows * (t + 1) / tiles - top;
            float *c_tile = c + (first_row + top) * ldc + first_column + left;
            if (whole) {
              tile.multiply(height, vectors, depth, a_block + top * a_row, a_row, a_step, strip,
                            b_step, c_tile, ldc, accumulate);
            } else {
              float results[MOST_ROWS * 2 * MOST_LANES];
              tile.multiply(height, vectors, depth, a_block + top * a_row, a_row, a_step, strip,
                            b_step, results, width, 0);
              put_columns(results, width, height, count, c_tile, ldc, accumulate);
            }
          }
        }
      }
    }
  keep_buffer(buffer);
}

// C = op(A) op(B) for a few numbers, which tiles and their preparations would only delay.
static void multiply_directly(long m, long n, long k, const float *a, long lda, int transpose_a,
                              const float *b, long ldb, int transpose_b, float *c, long ldc) {
  long a_row = transpose_a ? 1 : lda, a_step = transpose_a ? lda : 1;
  long b_step = transpose_b ? 1 : ldb, b_column = transpose_b ? ldb : 1;
  for (long i = 0; i < m; i++)
    for (long j = 0; j < n; j++) {
      float sum = 0;
      for (long p = 0; p < k; p++)
        sum += a[i * a_row + p * a_step] * b[p * b_step + j * b_column];
      c[i * ldc + j] = sum;
    }
}

long kernel_matmul_f32_parts(long m, long n, long k, long threads) {
  // Waking a thread takes some microseconds, in each of which one thread does 100000 multiply-adds.
  double worthwhile = (double)m * (double)n * (double)k / 3e6;
  if (worthwhile >= (double)threads) return threads;
  return worthwhile < 1 ? 1 : (long)worthwhile;
}

void kernel_matmul_f32(long m, long n, long k, const float *a, long lda, int transpose_a,
                       const float *b, long ldb, int transpose_b, float *c, long ldc,
                       long part, long parts) {
  struct tile tile = widest_tile();
  // Each part takes columns of C, because then each packs its own columns of B and nobody else's;
  // where columns are few, rows.
  long first_row = 0, last_row = m, first_column = 0, last_column = n;
  if (n >= 4 * tile.lanes * parts) {
    long vectors = quotient_rounded_up(n, tile.lanes);
    first_column = vectors * part / parts * tile.lanes;
    last_column = smaller(n, vectors * (part + 1) / parts * tile.lanes);
  } else {
    first_row = m * part / parts;
    last_row = m * (part + 1) / parts;
  }
  a += transpose_a ? first_row : first_row * lda;
  b += transpose_b ? first_column * ldb : first_column;
  c += first_row * ldc + first_column;
  // The path depends on the whole product, never on the part: the result is the same for any
  // number of parts.
  if (m * n * k <= 1024)
    multiply_directly(last_row - first_row, last_column - first_column, k, a, lda, transpose_a, b,
                      ldb, transpose_b, c, ldc);
  else
    multiply_by_tiles(tile, last_row - first_row, last_column - first_column, k, a, lda,
                      transpose_a, b, ldb, transpose_b, c, ldc);
}
