// Work by integers: counting them, grouping by them, folding the slices that share one.

#include "CKernelsCounting.h"

#include <string.h>

#include "vectors.h"

INLINE int64_t index_at(const void *indices, int wide, long i) {
  return wide ? ((const int64_t *)indices)[i] : ((const int32_t *)indices)[i];
}

// MARK: Range
//
// As an unsigned distance from `low`, a number below the range is larger than all in it, so one
// comparison checks both ends. Blocks are checked as a whole; only the one with a fault is
// searched.
enum { BLOCK = 1024 };

#define FIRST_OUTSIDE(T, U)                                                  \
  {                                                                          \
    const T *x = indices;                                                    \
    const U count = (U)end - (U)low;                                         \
    long start = 0;                                                          \
    for (; start < n; start += BLOCK) {                                      \
      long length = n - start < BLOCK ? n - start : BLOCK;                   \
      U found = 0;                                                           \
      for (long i = 0; i < length; i++)                                      \
        found |= (U)((U)x[start + i] - (U)low) >= count;                     \
      if (found) break;                                                      \
    }                                                                        \
    for (long i = start; i < n; i++)                                         \
      if (x[i] < low || x[i] >= end) return i;                               \
    return n;                                                                \
  }

WIDE static long first_outside_narrow(const void *indices, int64_t low, int64_t end, long n)
  FIRST_OUTSIDE(int32_t, uint32_t)

WIDE static long first_outside_wide(const void *indices, int64_t low, int64_t end, long n)
  FIRST_OUTSIDE(int64_t, uint64_t)

long kernel_first_outside(const void *indices, int wide, int64_t low, int64_t end, long n) {
  if (wide) return first_outside_wide(indices, low, end, n);
  // Indices of 32 bits cannot be beyond their type's range.
  if (low > INT32_MAX || end <= INT32_MIN) return 0;
  if (low < INT32_MIN) low = INT32_MIN;
  if (end > INT32_MAX) end = (int64_t)INT32_MAX + 1;
  return end - low > UINT32_MAX ? n : first_outside_narrow(indices, low, end, n);
}

// MARK: Counts
//
// Where a number is followed by the same one, the second addition would wait until the first has
// been written, so four neighbors are counted in four tables.

#define COUNTS_OF_TYPE(suffix, T)                                                              \
  void kernel_count_numbers_##suffix(const T *x, int64_t low, int64_t count, int32_t *counts,  \
                                     long apart, long n) {                                     \
    long i = 0;                                                                                \
    for (; i + 4 <= n; i += 4)                                                                 \
      for (long j = 0; j < 4; j++) {                                                           \
        uint64_t number = (uint64_t)x[i + j] - (uint64_t)low;                                  \
        if (number < (uint64_t)count) counts[(long)number + j * apart]++;                      \
      }                                                                                        \
    for (; i < n; i++) {                                                                       \
      uint64_t number = (uint64_t)x[i] - (uint64_t)low;                                        \
      if (number < (uint64_t)count) counts[number]++;                                          \
    }                                                                                          \
  }                                                                                            \
  long kernel_group_numbers_##suffix(const T *x, int64_t low, int64_t count, int32_t *table,   \
                                     int32_t *groups, int32_t *first, int32_t *sizes, long n) {\
    int32_t next = 0;                                                                          \
    memset(table, 0xff, sizeof(int32_t) * (size_t)count);                                      \
    for (long i = 0; i < n; i++) {                                                             \
      int32_t *group = &table[(uint64_t)x[i] - (uint64_t)low];                                 \
      if (*group < 0) {                                                                        \
        first[next] = (int32_t)i;                                                              \
        sizes[next] = 0;                                                                       \
        *group = next++;                                                                       \
      }                                                                                        \
      groups[i] = *group;                                                                      \
      sizes[*group]++;                                                                         \
    }                                                                                          \
    return next;                                                                               \
  }

COUNTS_OF_TYPE(u8, uint8_t)
COUNTS_OF_TYPE(i32, int32_t)
COUNTS_OF_TYPE(i64, int64_t)

#define EQUALS_OF_TYPE(suffix, T)                                                              \
  void kernel_first_equals_##suffix(const T *x, const int32_t *order, int32_t *equals,         \
                                    long n) {                                                  \
    if (n <= 0) return;                                                                        \
    T last = x[order[0]];                                                                      \
    int32_t first = order[0];                                                                  \
    for (long i = 0; i < n; i++) {                                                             \
      T element = x[order[i]];                                                                 \
      first = element == last ? first : order[i];                                              \
      last = element;                                                                          \
      equals[order[i]] = first;                                                                \
    }                                                                                          \
  }

EQUALS_OF_TYPE(f32, float)
EQUALS_OF_TYPE(f64, double)
EQUALS_OF_TYPE(i32, int32_t)
EQUALS_OF_TYPE(i64, int64_t)

// The first element of a group comes before the others, so its index is known when they need it.
long kernel_number_groups(int32_t *groups, int32_t *first, int32_t *sizes, long n) {
  int32_t group = 0;
  for (long i = 0; i < n; i++) {
    if (groups[i] == i) {
      first[group] = (int32_t)i;
      sizes[group] = 1;
      groups[i] = group++;
    } else {
      groups[i] = groups[groups[i]];
      sizes[groups[i]]++;
    }
  }
  return group;
}

// MARK: Folds of slices
//
// A short slice should not pay for the long loop that the compiler makes for a long one, so the
// pieces of 16 and 4 elements are written out.

#define SLICE_PIECE(T, length, result)             \
  for (; j + length <= width; j += length) {       \
    T folded[length];                              \
    for (long k = 0; k < length; k++) {            \
      const T a = to[j + k], b = from[j + k];      \
      folded[k] = (T)(result);                     \
    }                                              \
    memcpy(to + j, folded, sizeof folded);         \
  }

#define SLICES_OF_TYPE(name, suffix, T, result)                                                    \
  INLINE void name##_slices_of_width_##suffix(const void *indices, const int wide, const T *x,    \
                                              long row, const long width, T *y, long n) {          \
    for (long i = 0; i < n; i++) {                                                                 \
      int64_t index = index_at(indices, wide, i);                                                  \
      if (index < 0) continue;                                                                     \
      const T *from = x + i * row;                                                                 \
      T *to = y + index * row;                                                                     \
      long j = 0;                                                                                  \
      SLICE_PIECE(T, 16, result)                                                                   \
      SLICE_PIECE(T, 4, result)                                                                    \
      for (; j < width; j++) {                                                                     \
        const T a = to[j], b = from[j];                                                            \
        to[j] = (T)(result);                                                                       \
      }                                                                                            \
    }                                                                                              \
  }                                                                                                \
  WIDE void kernel_##name##_slices_##suffix(const void *indices, int wide, const T *x, long row,   \
                                            long width, T *y, long n) {                            \
    if (width != 1 || row != 1)                                                                    \
      name##_slices_of_width_##suffix(indices, wide, x, row, width, y, n);                         \
    else if (wide)                                                                                 \
      name##_slices_of_width_##suffix(indices, 1, x, 1, 1, y, n);                                  \
    else                                                                                           \
      name##_slices_of_width_##suffix(indices, 0, x, 1, 1, y, n);                                  \
  }

// For floats NaN wins, as in the maximum of all elements.
#define FLOAT_SLICES(suffix, T)                                  \
  SLICES_OF_TYPE(sum, suffix, T, a + b)                          \
  SLICES_OF_TYPE(product, suffix, T, a *b)                       \
  SLICES_OF_TYPE(max, suffix, T, b > a || b != b ? b : a)        \
  SLICES_OF_TYPE(min, suffix, T, b < a || b != b ? b : a)

// Overflow of a signed number is undefined in C, so sums and products are computed unsigned; 1u,
// since C multiplies two numbers of 16 bits as `int`.
#define INTEGER_SLICES(suffix, T, U)                             \
  SLICES_OF_TYPE(sum, suffix, T, (U)a + (U)b)                    \
  SLICES_OF_TYPE(product, suffix, T, 1u * (U)a * (U)b)           \
  SLICES_OF_TYPE(max, suffix, T, b > a ? b : a)                  \
  SLICES_OF_TYPE(min, suffix, T, b < a ? b : a)

FLOAT_SLICES(f32, float)
FLOAT_SLICES(f64, double)
INTEGER_SLICES(i8, int8_t, uint8_t)
INTEGER_SLICES(i16, int16_t, uint16_t)
INTEGER_SLICES(i32, int32_t, uint32_t)
INTEGER_SLICES(i64, int64_t, uint64_t)
INTEGER_SLICES(u8, uint8_t, uint8_t)

// MARK: Lookups

#define GATHER_OF_SIZE(bytes, T)                                                                \
  WIDE void kernel_gather_bytes##bytes(const void *from, const void *indices, int wide,         \
                                       void *to, long n) {                                      \
    const T *x = from;                                                                          \
    T *y = to;                                                                                  \
    if (wide)                                                                                   \
      for (long i = 0; i < n; i++) y[i] = x[((const int64_t *)indices)[i]];                     \
    else                                                                                        \
      for (long i = 0; i < n; i++) y[i] = x[((const int32_t *)indices)[i]];                     \
  }

GATHER_OF_SIZE(1, uint8_t)
GATHER_OF_SIZE(2, uint16_t)
GATHER_OF_SIZE(4, uint32_t)
GATHER_OF_SIZE(8, uint64_t)

// MARK: True elements

WIDE long kernel_true_count(const uint8_t *x, long n) {
  long count = 0;
  // In pieces whose counts fit a byte.
  for (long start = 0; start < n; start += 64 * 255) {
    long end = n - start < 64 * 255 ? n : start + 64 * 255, i = start;
    uint8_t lanes[64] = {0};
    for (; i + 64 <= end; i += 64)
      for (long j = 0; j < 64; j++) lanes[j] += x[i + j] != 0;
    for (; i < end; i++) count += x[i] != 0;
    for (long j = 0; j < 64; j++) count += lanes[j];
  }
  return count;
}

// The eight bytes as eight bits: the product moves the lowest bit of byte i to bit 56 + i.
INLINE uint64_t bits_of_eight(const uint8_t *x) {
  uint64_t bytes;
  memcpy(&bytes, x, sizeof bytes);
  return (bytes & 0x0101010101010101u) * 0x0102040810204080u >> 56;
}

void kernel_true_indices(const uint8_t *x, int64_t first, int64_t *indices, long n) {
  long i = 0;
  for (; i + 64 <= n; i += 64) {
    uint64_t bits = 0;
    for (long j = 0; j < 8; j++) bits |= bits_of_eight(x + i + 8 * j) << 8 * j;
    for (; bits; bits &= bits - 1) *indices++ = first + i + __builtin_ctzll(bits);
  }
  for (; i < n; i++)
    if (x[i]) *indices++ = first + i;
}

// MARK: Search
//
// A binary search mostly waits for memory, and its branches cannot be predicted. So TOGETHER
// searches run side by side, and choose by arithmetic: all of them halve the same lengths, whatever
// the values.
enum { TOGETHER = 16 };

#define SEARCH_OF_TYPE(suffix, T, before_value, not_after_value)                                  \
  INLINE void search_together_##suffix(const T *sorted, long length, const T *values,             \
                                       const int after, int32_t *positions, const long n) {       \
    T value[TOGETHER];                                                                            \
    int32_t low[TOGETHER] = {0};                                                                  \
    for (long i = 0; i < n; i++) value[i] = values[i];                                            \
    for (long rest = length; rest > 0;) {                                                         \
      int32_t half = (int32_t)((rest + 1) / 2);                                                   \
      for (long i = 0; i < n; i++) {                                                              \
        T e = sorted[low[i] + half - 1], v = value[i];                                            \
        int is_before = after ? (not_after_value) : (before_value);                               \
        low[i] += is_before ? half : 0;                                                           \
      }                                                                                           \
      rest -= half;                                                                               \
    }                                                                                             \
    for (long i = 0; i < n; i++) positions[i] = low[i];                                           \
  }                                                                                               \
  WIDE void kernel_search_##suffix(const T *sorted, long length, const T *values, int after,      \
                                   int32_t *positions, long n) {                                  \
    long i = 0;                                                                                   \
    for (; i + TOGETHER <= n; i += TOGETHER)                                                      \
      if (after)                                                                                  \
        search_together_##suffix(sorted, length, values + i, 1, positions + i, TOGETHER);         \
      else                                                                                        \
        search_together_##suffix(sorted, length, values + i, 0, positions + i, TOGETHER);         \
    for (; i < n; i++)                                                                            \
      search_together_##suffix(sorted, length, values + i, after, positions + i, 1);              \
  }

SEARCH_OF_TYPE(f32, float, e < v, e <= v || v != v)
SEARCH_OF_TYPE(f64, double, e < v, e <= v || v != v)
SEARCH_OF_TYPE(i32, int32_t, e < v, e <= v)
SEARCH_OF_TYPE(i64, int64_t, e < v, e <= v)
