// The matrix product.

#include "CKernels.h"

#include <stdlib.h>
#include <string.h>

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

#ifndef KC
#define KC 384
#define NC 512
#define MC 112
#endif
enum { BLOCK_K = KC, BLOCK_COLUMNS = NC, BLOCK_ROWS = MC, PADDING = 16 };
enum { MOST_LANES = 16, MOST_ROWS = 14 };

static long smaller(long a, long b) { return a < b ? a : b; }
static long rounded_up(long value, long unit) { return (value + unit - 1) / unit * unit; }

// Packed B: strips of two vectors of columns, each strip contiguous, the last filled up with zeros.
WIDE static void pack(const float *b, long ldb, int transposed, long k, long columns, long width,
                      float *strips) {
  for (long left = 0; left < columns; left += width) {
    long count = smaller(width, columns - left);
    long step = width;
    if (!transposed) {
      for (long p = 0; p < k; p++) {
        const float *from = b + p * ldb + left;
        float *to = strips + p * step;
        if (count == 32)
          for (long j = 0; j < 32; j++) to[j] = from[j];
        else {
          for (long j = 0; j < count; j++) to[j] = from[j];
          for (long j = count; j < step; j++) to[j] = 0;
        }
      }
    } else {
      for (long p = 0; p < k; p++)
        for (long j = 0; j < step; j++)
          strips[p * step + j] = j < count ? b[(left + j) * ldb + p] : 0;
    }
    strips += k * step;
  }
}

long kernel_matmul_f32_parts(long m, long n, long k, long threads) {
  long parts = (long)((double)m * (double)n * (double)k / 1e6);
  return parts < 1 ? 1 : parts < threads ? parts : threads;
}

static void blocks(struct tile tile, long m, long n, long k, const float *a, long lda,
                   int transpose_a, const float *b, long ldb, int transpose_b, float *c, long ldc) {
  long width = 2 * tile.lanes;
  int direct_b = !transpose_b && n % tile.lanes == 0 && k * n <= 64 * 64;
  int direct_a = n <= 128;
  static _Thread_local float *scratch;
  long block_k = smaller(k, BLOCK_K), block_n = smaller(rounded_up(n, width), BLOCK_COLUMNS);
  if (!scratch) scratch = aligned_alloc(4096, 8<<20);
  float *strips = scratch, *copy = scratch + (4 << 18);
  for (long first_n = 0; first_n < n; first_n += block_n)
    for (long first_k = 0; first_k < k; first_k += block_k) {
      long columns = smaller(block_n, n - first_n), depth = smaller(block_k, k - first_k);
      const float *b_block = transpose_b ? b + first_n * ldb + first_k : b + first_k * ldb + first_n;
      if (!direct_b) pack(b_block, ldb, transpose_b, depth, columns, width, strips);
      for (long first_m = 0; first_m < m; first_m += BLOCK_ROWS) {
        long rows = smaller(BLOCK_ROWS, m - first_m);
        const float *a_block = transpose_a ? a + first_k * lda + first_m : a + first_m * lda + first_k;
        long a_ld = lda;
        if (!direct_a) {
          long lines = transpose_a ? depth : rows, length = transpose_a ? rows : depth;
          a_ld = rounded_up(length, 32) + PADDING;
          for (long i = 0; i < lines; i++)
            memcpy(copy + i * a_ld, a_block + i * lda, (size_t)length * sizeof(float));
          a_block = copy;
        }
        long a_row = transpose_a ? 1 : a_ld, a_step = transpose_a ? a_ld : 1;
        long tiles = (rows + tile.rows - 1) / tile.rows;
        for (long t = 0; t < tiles; t++) {
          long top = rows * t / tiles, height = rows * (t + 1) / tiles - top;
          for (long left = 0; left < columns; left += width) {
            long count = smaller(width, columns - left);
            const float *strip = direct_b ? b_block + left : strips + left * depth;
            long b_step = direct_b ? ldb : width;
            float *to = c + (first_m + top) * ldc + first_n + left;
            if (count % tile.lanes == 0) {
              tile.multiply(height, count / tile.lanes, depth, a_block + top * a_row, a_row, a_step,
                            strip, b_step, to, ldc, first_k > 0);
            } else {
              float whole[MOST_ROWS * 2 * MOST_LANES];
              tile.multiply(height, count > tile.lanes ? 2 : 1, depth, a_block + top * a_row, a_row,
                            a_step, strip, b_step, whole, width, 0);
              for (long i = 0; i < height; i++)
                for (long j = 0; j < count; j++)
                  to[i * ldc + j] = whole[i * width + j] + (first_k > 0 ? to[i * ldc + j] : 0);
            }
          }
        }
      }
    }
}

void kernel_matmul_f32(long m, long n, long k, const float *a, long lda, int transpose_a,
                       const float *b, long ldb, int transpose_b, float *c, long ldc,
                       long part, long parts) {
  struct tile tile = widest_tile();
  if (n >= 64 * parts) {
    long units = (n + tile.lanes - 1) / tile.lanes;
    long first = units * part / parts * tile.lanes;
    long last = smaller(n, units * (part + 1) / parts * tile.lanes);
    blocks(tile, m, last - first, k, a, lda, transpose_a, transpose_b ? b + first * ldb : b + first,
           ldb, transpose_b, c + first, ldc);
  } else {
    long first = m * part / parts, last = m * (part + 1) / parts;
    blocks(tile, last - first, n, k, transpose_a ? a + first : a + first * lda, lda, transpose_a, b,
           ldb, transpose_b, c + first * ldc, ldc);
  }
}
