// Elements in order: keys that sort like elements, sorting, selection, the passes of a radix sort,
// and the index of an extreme. Included by CKernels.h, whose conventions hold, except that no
// output may be an input.

#ifndef CKERNELS_ORDER_H
#define CKERNELS_ORDER_H

#include <stdint.h>

// A pair is a key and a position in one unsigned integer, the key in the upper half: no two are
// equal, so any sort of pairs keeps equal elements in order. Selected elements of 64 bits make
// pairs of 16 bytes, all others pairs of 8.
//
// Keys are unsigned. They have the elements' order, or the opposite one if `descending`; both zeros
// have the same key, and NaN has the largest in either direction.
//
// _pairs_: pairs of 8 bytes of n elements, whose positions begin at `first`. Those of elements of
// 64 bits have only the upper half of the key.
//
// _order_pairs_: the positions in the order of the whole keys, from such pairs after they were
// sorted. Writes those of the pairs whose first one with this upper half is from `first` to `last`.
//
// _first_pairs_: the `k` smallest pairs of n > 0 elements, in no order, and how many there are: k,
// or n if that is less. `pairs` has room for 2k + 64.
//
// _near_pairs_: pairs of 8 bytes for integers from `low` to `high`, which are less than 2³² apart;
// the key is the distance from `low`, or from `high` if `descending`.
//
// _extreme_index_: the index of the first largest (or smallest) of n > 0 elements, or of the first
// NaN.
//
// _extreme_rows_: the same for each column of a matrix of rows > 0; row i begins at x + i * row.
#define KERNEL_ORDER(suffix, T)                                                               \
  void kernel_pairs_##suffix(const T *x, int descending, long first, void *pairs, long n);    \
  long kernel_first_pairs_##suffix(const T *x, int descending, long first, void *pairs, long k,    \
                              long n);                                                        \
  long kernel_extreme_index_##suffix(const T *x, int largest, long n);                        \
  void kernel_extreme_rows_##suffix(const T *x, long row, int largest, long rows,             \
                                    long columns, int64_t *indices);

KERNEL_ORDER(u8, uint8_t)
KERNEL_ORDER(s8, int8_t)
KERNEL_ORDER(s16, int16_t)
KERNEL_ORDER(s32, int32_t)
KERNEL_ORDER(s64, int64_t)
KERNEL_ORDER(f16, uint16_t)  // the bits of half-precision numbers
KERNEL_ORDER(f32, float)
KERNEL_ORDER(f64, double)

void kernel_order_pairs_s64(const int64_t *x, int descending, const void *pairs,
                            int32_t *positions, long first, long last, long n);
void kernel_order_pairs_f64(const double *x, int descending, const void *pairs,
                            int32_t *positions, long first, long last, long n);

void kernel_near_pairs_s64(const int64_t *x, int64_t low, int64_t high, int descending, long first,
                           void *pairs, long n);

// Sorts n unsigned keys. Both arrays have room for KERNEL_SORT_ROOM keys more, which are used, too.
// Pairs of 8 bytes are sorted as keys.
//
// _merge_: the keys from `first` to `last` of two sorted runs that are merged to `to`.
enum { KERNEL_SORT_ROOM = 512 };

#define KERNEL_SORT(suffix, K)                                                                  \
  void kernel_sort_keys_##suffix(K *keys, K *scratch, long n);                                  \
  void kernel_merge_keys_##suffix(const K *a, long a_count, const K *b, long b_count, K *to,    \
                                  long first, long last);

KERNEL_SORT(u32, uint32_t)
KERNEL_SORT(u64, uint64_t)

// _elements_to_keys_: the keys of n elements, as uint32_t, or uint64_t for elements of 64 bits.
// Returns whether an element has bits that its key does not tell: NaN or -0.
//
// _keys_to_elements_: the elements with these keys.
//
// _restore_lost_: y has elements of x, made from sorted keys; its zeros and NaNs become those of x,
// in their order there.
#define KERNEL_KEYS(suffix, T)                                                                  \
  int kernel_elements_to_keys_##suffix(const T *x, int descending, void *keys, long n);         \
  void kernel_keys_to_elements_##suffix(const void *keys, int descending, T *y, long n);

KERNEL_KEYS(u8, uint8_t)
KERNEL_KEYS(s8, int8_t)
KERNEL_KEYS(s16, int16_t)
KERNEL_KEYS(s32, int32_t)
KERNEL_KEYS(s64, int64_t)
KERNEL_KEYS(f16, uint16_t)
KERNEL_KEYS(f32, float)
KERNEL_KEYS(f64, double)

void kernel_restore_lost_f16(const uint16_t *x, int descending, uint16_t *y, long n);
void kernel_restore_lost_f32(const float *x, int descending, float *y, long n);
void kernel_restore_lost_f64(const double *x, int descending, double *y, long n);

// One digit of the keys of n pairs: the `bits` (at most 11) from bit `shift` of the key on.
//
// _count_digits_ adds to counts[d] how many pairs have digit d. _move_by_digit_ moves each pair to
// to[offsets[d]++]. _keep_positions_ extracts the positions of pairs. _smallest_pairs_ reorders n
// pairs so that the k smallest come first; _sort_pairs_ sorts a few by insertion.
#define KERNEL_PAIRS(size)                                                                     \
  void kernel_count_digits_##size(const void *pairs, int shift, int bits, int64_t *counts,     \
                                  long n);                                                     \
  void kernel_move_by_digit_##size(const void *pairs, int shift, int bits, int64_t *offsets,   \
                                   void *to, long n);                                          \
  void kernel_keep_positions_##size(const void *pairs, int32_t *positions, long n);            \
  void kernel_smallest_pairs_##size(void *pairs, long k, long n);                              \
  void kernel_sort_pairs_##size(void *pairs, long n);

KERNEL_PAIRS(8)
KERNEL_PAIRS(16)

#undef KERNEL_ORDER
#undef KERNEL_SORT
#undef KERNEL_KEYS
#undef KERNEL_PAIRS

#endif
