#include "CKernelsOrder.h"

#include <string.h>

#include "keys.h"
#include "vectors.h"

typedef uint64_t pair8;
typedef unsigned __int128 pair16;

// MARK: Pairs

// The key where a pair of 8 bytes has it; of a key of 64 bits, the upper half.
#define UPPER_KEY(K, key) \
  (sizeof(K) == 8 ? (uint64_t)(key) & 0xffffffff00000000u : (uint64_t)(key) << 32)

#define PAIRS_OF_TYPE(suffix, T, K)                                                            \
  WIDE void kernel_pairs_##suffix(const T *xs, int descending, long first, void *to, long n) { \
    pair8 *pairs = to;                                                                         \
    K turn = descending ? (K)-1 : 0;                                                           \
    for (long i = 0; i < n; i++)                                                               \
      pairs[i] = UPPER_KEY(K, directed_##suffix(xs[i], turn)) | (uint64_t)(first + i);         \
  }

WIDE void kernel_near_pairs_s64(const int64_t *x, int64_t low, int64_t high, int descending,
                                long first, void *to, long n) {
  pair8 *pairs = to;
  for (long i = 0; i < n; i++) {
    uint64_t key = descending ? (uint64_t)high - (uint64_t)x[i] : (uint64_t)x[i] - (uint64_t)low;
    pairs[i] = key << 32 | (uint64_t)(first + i);
  }
}

// MARK: Selection
//
// Selection has room for 2k + BLOCK candidates. All elements of a block are compared together, and
// one by one only in those PIECEs that contain one before the k-th best so far. Whenever the room
// is full, a partition keeps the k best. In random order nearly all blocks end with the one
// comparison; in the worst order an element costs a few moves.
//
// To begin with few candidates, a first pass finds the best element of each of BLOCK columns: at
// least k elements are not behind the k-th best of these, and in random order few more than k.
enum { BLOCK = 64, PIECE = 16 };

#define SELECTION_OF_TYPE(suffix, T, K, size, half)                                            \
  INLINE K first_bound_##suffix(const T *xs, K turn, long k, long n) {                             \
    K best[BLOCK], bound = (K)-1;                                                                  \
    for (long j = 0; j < BLOCK; j++) best[j] = (K)-1;                                              \
    for (long i = 0; i + BLOCK <= n; i += BLOCK)                                                   \
      for (long j = 0; j < BLOCK; j++) {                                                           \
        K key = directed_##suffix(xs[i + j], turn);                                                \
        best[j] = key < best[j] ? key : best[j];                                                   \
      }                                                                                            \
    for (long j = 0; j < BLOCK; j++) {                                                             \
      long before = 0;                                                                             \
      for (long i = 0; i < BLOCK; i++) before += best[i] <= best[j];                               \
      if (before >= k && best[j] < bound) bound = best[j];                                         \
    }                                                                                              \
    return bound;                                                                                  \
  }                                                                                                \
  WIDE long kernel_first_pairs_##suffix(const T *xs, int descending, long first, void *to, long k, \
                                   long n) {                                                       \
    pair##size *pairs = to;                                                                        \
    K turn = descending ? (K)-1 : 0;                                                               \
    long count = 0;                                                                                \
    if (k <= 0) return 0;                                                                          \
    K bound = 4 * k <= BLOCK && n >= 4 * BLOCK ? first_bound_##suffix(xs, turn, k, n) : (K)-1;     \
    for (long start = 0; start < n; start += BLOCK) {                                              \
      long length = n - start < BLOCK ? n - start : BLOCK;                                         \
      K smallest = (K)-1;                                                                          \
      for (long i = 0; i < length; i++) {                                                          \
        K key = directed_##suffix(xs[start + i], turn);                                            \
        smallest = key < smallest ? key : smallest;                                                \
      }                                                                                            \
      if (smallest > bound) continue;                                                              \
      for (long piece = 0; piece < length; piece += PIECE) {                                       \
        long end = length - piece < PIECE ? length : piece + PIECE;                                \
        smallest = (K)-1;                                                                          \
        for (long i = piece; i < end; i++) {                                                       \
          K key = directed_##suffix(xs[start + i], turn);                                          \
          smallest = key < smallest ? key : smallest;                                              \
        }                                                                                          \
        if (smallest > bound) continue;                                                            \
        for (long i = piece; i < end; i++) {                                                       \
          K key = directed_##suffix(xs[start + i], turn);                                          \
          if (key <= bound) pairs[count++] = (pair##size)key << half | (uint64_t)(first + start + i);\
        }                                                                                          \
      }                                                                                            \
      if (count >= 2 * k) {                                                                        \
        kernel_smallest_pairs_##size(pairs, k, count);                                             \
        count = k;                                                                                 \
        K limit = 0;                                                                               \
        for (long i = 0; i < k; i++) {                                                             \
          K key = (K)(pairs[i] >> half);                                                           \
          limit = key > limit ? key : limit;                                                       \
        }                                                                                          \
        /* Of elements with the key of the last one kept, those that come later are behind it. */  \
        if (limit == 0) return k;                                                                  \
        bound = limit - 1;                                                                         \
      }                                                                                            \
    }                                                                                              \
    if (count > k) kernel_smallest_pairs_##size(pairs, k, count);                                  \
    return count < k ? count : k;                                                                  \
  }

// MARK: The index of an extreme
//
// Vectors find the extreme of each block of a few cache lines; a block is remembered only if its
// extreme is better than all before. The index is then searched for in that block alone. Keys are
// compared and not elements, since NaN must come before all others and has no place in their order.
enum { STRIDE = 1024, COLUMNS = 64, SEARCH = 64 };

#define EXTREME_OF_TYPE(suffix, T, K, number)                                                    \
  INLINE K rank_##suffix(T x, K turn) {                                                          \
    return number ? (K)(key_##suffix(x) ^ turn) : (K)-1;                                         \
  }                                                                                              \
  WIDE long kernel_extreme_index_##suffix(const T *xs, int largest, long n) {                    \
    K turn = largest ? 0 : (K)-1, best = 0;                                                      \
    long index = 0;                                                                              \
    for (long start = 0; start < n; start += STRIDE) {                                           \
      long length = n - start < STRIDE ? n - start : STRIDE;                                     \
      K greatest = 0;                                                                            \
      for (long i = 0; i < length; i++) {                                                        \
        K rank = rank_##suffix(xs[start + i], turn);                                             \
        greatest = rank > greatest ? rank : greatest;                                            \
      }                                                                                          \
      if (start == 0 || greatest > best) {                                                       \
        best = greatest;                                                                         \
        index = start;                                                                           \
      }                                                                                          \
    }                                                                                            \
    for (; index + SEARCH <= n; index += SEARCH) {                                               \
      int found = 0;                                                                             \
      for (long i = 0; i < SEARCH; i++) found |= rank_##suffix(xs[index + i], turn) == best;     \
      if (found) break;                                                                          \
    }                                                                                            \
    while (rank_##suffix(xs[index], turn) != best) index++;                                      \
    return index;                                                                                \
  }                                                                                              \
  WIDE void kernel_extreme_rows_##suffix(const T *xs, long row, int largest, long rows,          \
                                         long columns, int64_t *indices) {                       \
    K turn = largest ? 0 : (K)-1;                                                                \
    for (long left = 0; left < columns; left += COLUMNS) {                                       \
      long width = columns - left < COLUMNS ? columns - left : COLUMNS;                          \
      K best[COLUMNS];                                                                           \
      int32_t where[COLUMNS];                                                                    \
      for (long j = 0; j < width; j++) {                                                         \
        best[j] = rank_##suffix(xs[left + j], turn);                                             \
        where[j] = 0;                                                                            \
      }                                                                                          \
      for (long i = 1; i < rows; i++)                                                            \
        for (long j = 0; j < width; j++) {                                                       \
          K rank = rank_##suffix(xs[i * row + left + j], turn);                                  \
          where[j] = rank > best[j] ? (int32_t)i : where[j];                                     \
          best[j] = rank > best[j] ? rank : best[j];                                             \
        }                                                                                        \
      for (long j = 0; j < width; j++) indices[left + j] = where[j];                             \
    }                                                                                            \
  }

#define ELEMENT(suffix, T, K, size, half, number)                \
  PAIRS_OF_TYPE(suffix, T, K)                      \
  SELECTION_OF_TYPE(suffix, T, K, size, half)      \
  EXTREME_OF_TYPE(suffix, T, K, number)

ELEMENT(u8, uint8_t, uint8_t, 8, 32, 1)
ELEMENT(s8, int8_t, uint8_t, 8, 32, 1)
ELEMENT(s16, int16_t, uint16_t, 8, 32, 1)
ELEMENT(s32, int32_t, uint32_t, 8, 32, 1)
ELEMENT(s64, int64_t, uint64_t, 16, 64, 1)
ELEMENT(f16, uint16_t, uint16_t, 8, 32, is_number_f16(x))
ELEMENT(f32, float, uint32_t, 8, 32, x == x)
ELEMENT(f64, double, uint64_t, 16, 64, x == x)

// MARK: The passes of a radix sort, on pairs

#define PAIRS_OF_SIZE(size, half)                                                               \
  void kernel_count_digits_##size(const void *from, int shift, int bits, int64_t *counts,       \
                                  long n) {                                                     \
    const pair##size *pairs = from;                                                             \
    uint64_t mask = (1u << bits) - 1;                                                           \
    for (long i = 0; i < n; i++) counts[(uint64_t)(pairs[i] >> (half + shift)) & mask]++;       \
  }                                                                                             \
  void kernel_move_by_digit_##size(const void *from, int shift, int bits, int64_t *offsets,     \
                                   void *to, long n) {                                          \
    const pair##size *pairs = from;                                                             \
    pair##size *moved = to;                                                                     \
    uint64_t mask = (1u << bits) - 1;                                                           \
    for (long i = 0; i < n; i++)                                                                \
      moved[offsets[(uint64_t)(pairs[i] >> (half + shift)) & mask]++] = pairs[i];               \
  }                                                                                             \
  WIDE void kernel_keep_positions_##size(const void *from, int32_t *positions, long n) {        \
    const pair##size *pairs = from;                                                             \
    for (long i = 0; i < n; i++) positions[i] = (int32_t)pairs[i];                              \
  }                                                                                             \
  /* Hoare's selection. The middle one of three as the pivot makes ordered input the best case. */ \
  void kernel_smallest_pairs_##size(void *from, long k, long n) {                               \
    pair##size *pairs = from;                                                                   \
    long low = 0, high = n - 1;                                                                 \
    while (low < high) {                                                                        \
      pair##size a = pairs[low], b = pairs[low + (high - low) / 2], c = pairs[high];            \
      pair##size pivot = a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);     \
      long i = low, j = high;                                                                   \
      while (i <= j) {                                                                          \
        while (pairs[i] < pivot) i++;                                                           \
        while (pairs[j] > pivot) j--;                                                           \
        if (i > j) break;                                                                       \
        pair##size held = pairs[i];                                                             \
        pairs[i++] = pairs[j];                                                                  \
        pairs[j--] = held;                                                                      \
      }                                                                                         \
      if (k - 1 <= j) high = j;                                                                 \
      else if (k - 1 >= i) low = i;                                                             \
      else return;                                                                              \
    }                                                                                           \
  }                                                                                             \
  void kernel_sort_pairs_##size(void *from, long n) {                                           \
    pair##size *pairs = from;                                                                   \
    for (long i = 1; i < n; i++) {                                                              \
      pair##size held = pairs[i];                                                               \
      long j = i;                                                                               \
      for (; j > 0 && pairs[j - 1] > held; j--) pairs[j] = pairs[j - 1];                        \
      pairs[j] = held;                                                                          \
    }                                                                                           \
  }

PAIRS_OF_SIZE(8, 32)
PAIRS_OF_SIZE(16, 64)
