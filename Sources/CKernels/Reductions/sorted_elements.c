// Elements to keys and back, and the order of elements whose keys are as long as a pair.

#include <stdlib.h>

#include "CKernelsOrder.h"
#include "keys.h"

// MARK: Elements and keys

INLINE uint8_t element_u8(uint8_t key) { return key; }
INLINE int8_t element_s8(uint8_t key) { return (int8_t)(key ^ 0x80); }
INLINE int16_t element_s16(uint16_t key) { return (int16_t)(key ^ 0x8000); }
INLINE int32_t element_s32(uint32_t key) { return (int32_t)(key ^ 0x80000000u); }
INLINE int64_t element_s64(uint64_t key) { return (int64_t)(key ^ 0x8000000000000000u); }

INLINE uint16_t element_f16(uint16_t key) {
  return key ^ ((uint16_t)((int16_t)~key >> 15) | 0x8000);
}

INLINE float element_f32(uint32_t key) {
  float x;
  key ^= (uint32_t)((int32_t)~key >> 31) | 0x80000000u;
  memcpy(&x, &key, sizeof x);
  return x;
}

INLINE double element_f64(uint64_t key) {
  double x;
  key ^= (uint64_t)((int64_t)~key >> 63) | 0x8000000000000000u;
  memcpy(&x, &key, sizeof x);
  return x;
}

// Of floating-point numbers, those that are not equal to what their key becomes: NaN, and -0, whose
// bits differ from those of 0.
INLINE int is_lost_f16(uint16_t x) { return (x == 0x8000) | !is_number_f16(x); }

INLINE int is_lost_f32(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return (bits == 0x80000000u) | (x != x);
}

INLINE int is_lost_f64(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return (bits == 0x8000000000000000u) | (x != x);
}

#define KEYS_OF_TYPE(suffix, T, K, W, is_lost)                                             \
  WIDE int kernel_elements_to_keys_##suffix(const T *x, int descending, void *to, long n) { \
    W *keys = to, lost = 0;                                                                \
    K turn = descending ? (K)-1 : 0;                                                       \
    for (long i = 0; i < n; i++) {                                                         \
      keys[i] = directed_##suffix(x[i], turn);                                             \
      lost |= is_lost;                                                                     \
    }                                                                                      \
    return lost != 0;                                                                      \
  }                                                                                        \
  WIDE void kernel_keys_to_elements_##suffix(const void *from, int descending, T *y, long n) { \
    const W *keys = from;                                                                  \
    K turn = descending ? (K)-1 : 0;                                                       \
    for (long i = 0; i < n; i++) y[i] = element_##suffix((K)keys[i] ^ turn);               \
  }

KEYS_OF_TYPE(u8, uint8_t, uint8_t, uint32_t, 0)
KEYS_OF_TYPE(s8, int8_t, uint8_t, uint32_t, 0)
KEYS_OF_TYPE(s16, int16_t, uint16_t, uint32_t, 0)
KEYS_OF_TYPE(s32, int32_t, uint32_t, uint32_t, 0)
KEYS_OF_TYPE(s64, int64_t, uint64_t, uint64_t, 0)
KEYS_OF_TYPE(f16, uint16_t, uint16_t, uint32_t, is_lost_f16(x[i]))
KEYS_OF_TYPE(f32, float, uint32_t, uint32_t, is_lost_f32(x[i]))
KEYS_OF_TYPE(f64, double, uint64_t, uint64_t, is_lost_f64(x[i]))

// Numbers of both signs may be equal, namely zeros: those before the first one and those up to the
// last are counted. NaNs are at the end.
#define RESTORE_OF_TYPE(suffix, T, is_number, is_zero, is_before)                     \
  void kernel_restore_lost_##suffix(const T *xs, int descending, T *y, long n) {      \
    long zero = 0, nan = n;                                                           \
    for (long i = 0; i < n; i++) {                                                    \
      T x = xs[i];                                                                    \
      zero += is_number && !is_zero && is_before == !descending;                      \
      nan -= !is_number;                                                              \
    }                                                                                 \
    for (long i = 0; i < n; i++) {                                                    \
      T x = xs[i];                                                                    \
      if (!is_number) y[nan++] = x;                                                   \
      else if (is_zero) y[zero++] = x;                                                \
    }                                                                                 \
  }

RESTORE_OF_TYPE(f16, uint16_t, is_number_f16(x), ((x & 0x7fff) == 0), (x > 0x8000))
RESTORE_OF_TYPE(f32, float, (x == x), (x == 0), (x < 0))
RESTORE_OF_TYPE(f64, double, (x == x), (x == 0), (x < 0))

// MARK: The order of elements of 64 bits
//
// A pair of 64 bits holds the upper half of a key, and the position. Of sorted pairs only those
// with equal upper halves may still be in the wrong order: new pairs of the lower half and the
// position decide.

enum { FEW_EQUALS = 32 };

static void sort_lower_pairs(uint64_t *pairs, long n) {
  for (long i = 1; i < n; i++) {
    uint64_t held = pairs[i];
    long j = i;
    for (; j > 0 && pairs[j - 1] > held; j--) pairs[j] = pairs[j - 1];
    pairs[j] = held;
  }
}

#define EQUALS_OF_TYPE(suffix, T)                                                                 \
  static void order_equals_##suffix(const T *x, uint64_t turn, const uint64_t *pairs,             \
                                    int32_t *positions, long n) {                                 \
    uint64_t few[FEW_EQUALS], *lower = few;                                                       \
    long room = n + KERNEL_SORT_ROOM;                                                             \
    if (n > FEW_EQUALS && !(lower = malloc(2 * (size_t)room * sizeof *lower))) abort();           \
    int is_sorted = 1;                                                                            \
    for (long i = 0; i < n; i++) {                                                                \
      uint32_t position = (uint32_t)pairs[i];                                                     \
      lower[i] = directed_##suffix(x[position], turn) << 32 | position;                           \
      is_sorted &= i == 0 || lower[i - 1] < lower[i];                                             \
    }                                                                                             \
    if (!is_sorted && n > FEW_EQUALS) kernel_sort_keys_u64(lower, lower + room, n);               \
    else if (!is_sorted) sort_lower_pairs(lower, n);                                              \
    for (long i = 0; i < n; i++) positions[i] = (int32_t)lower[i];                                \
    if (n > FEW_EQUALS) free(lower);                                                              \
  }                                                                                               \
  void kernel_order_pairs_##suffix(const T *x, int descending, const void *from,                  \
                                   int32_t *positions, long first, long last, long n) {           \
    const uint64_t *pairs = from;                                                                 \
    uint64_t turn = descending ? (uint64_t)-1 : 0;                                                \
    long i = first;                                                                               \
    while (i > 0 && i < last && pairs[i - 1] >> 32 == pairs[i] >> 32) i++;                        \
    while (i < last) {                                                                            \
      long end = i + 1;                                                                           \
      while (end < n && pairs[end] >> 32 == pairs[i] >> 32) end++;                                \
      if (end == i + 1) positions[i] = (int32_t)pairs[i];                                         \
      else order_equals_##suffix(x, turn, pairs + i, positions + i, end - i);                     \
      i = end;                                                                                    \
    }                                                                                             \
  }

EQUALS_OF_TYPE(s64, int64_t)
EQUALS_OF_TYPE(f64, double)
