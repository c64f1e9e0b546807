// Work by integers: how often each occurs, which slices belong to each, where the true elements
// are. Included by CKernels.h, whose conventions hold.
//
// Indices are `int64_t` if `wide`, otherwise `int32_t`.

#ifndef CKERNELS_COUNTING_H
#define CKERNELS_COUNTING_H

#include <stdint.h>

// The index of the first of n indices that is not in low ..< end, where low < end; n if all are.
long kernel_first_outside(const void *indices, int wide, int64_t low, int64_t end, long n);

// counts[x[i] - low] += 1, for each x[i] in low ..< low + count; the others are left out. The
// counts are spread over four tables, which begin `apart` numbers apart; 0 makes them one.
#define KERNEL_COUNT(suffix, T)                                                                     \
  void kernel_count_numbers_##suffix(const T *x, int64_t low, int64_t count, int32_t *counts,       \
                                     long apart, long n);
KERNEL_COUNT(u8, uint8_t)
KERNEL_COUNT(i32, int32_t)
KERNEL_COUNT(i64, int64_t)

// groups[i] = the index of the group of equal elements to which x[i], in low ..< low + count,
// belongs; groups are numbered in the order of their first elements, from 0 on. first[g] = the
// index of the first element of group g, sizes[g] = the number of its elements. `table` has room
// for `count` numbers. Returns the number of groups.
#define KERNEL_GROUP(suffix, T)                                                                     \
  long kernel_group_numbers_##suffix(const T *x, int64_t low, int64_t count, int32_t *table,        \
                                     int32_t *groups, int32_t *first, int32_t *sizes, long n);
KERNEL_GROUP(u8, uint8_t)
KERNEL_GROUP(i32, int32_t)
KERNEL_GROUP(i64, int64_t)

// equals[i] = the index of the first element that equals x[i], found from a stable sort of the
// elements. NaN equals nothing.
#define KERNEL_EQUALS(suffix, T)                                                                    \
  void kernel_first_equals_##suffix(const T *x, const int32_t *order, int32_t *equals, long n);
KERNEL_EQUALS(f32, float)
KERNEL_EQUALS(f64, double)
KERNEL_EQUALS(i32, int32_t)
KERNEL_EQUALS(i64, int64_t)

// Replaces groups[i], the index of the first element that equals element i, by its group's index.
long kernel_number_groups(int32_t *groups, int32_t *first, int32_t *sizes, long n);

// Slice i of x, `width` elements from x + i * row on, is folded into slice indices[i] of y, whose
// slices begin `row` elements apart, too; negative indices are left out. Slices with the same index
// are folded in their order.
#define KERNEL_SLICES(name, suffix, T)                                                            \
  void kernel_##name##_slices_##suffix(const void *indices, int wide, const T *x, long row,       \
                                       long width, T *y, long n);
#define KERNEL_SLICE_FOLDS(suffix, T) \
  KERNEL_SLICES(sum, suffix, T)       \
  KERNEL_SLICES(product, suffix, T)   \
  KERNEL_SLICES(max, suffix, T)       \
  KERNEL_SLICES(min, suffix, T)

KERNEL_SLICE_FOLDS(f32, float)
KERNEL_SLICE_FOLDS(f64, double)
KERNEL_SLICE_FOLDS(i8, int8_t)
KERNEL_SLICE_FOLDS(i16, int16_t)
KERNEL_SLICE_FOLDS(i32, int32_t)
KERNEL_SLICE_FOLDS(i64, int64_t)
KERNEL_SLICE_FOLDS(u8, uint8_t)

// y[i] = x[indices[i]]; all indices are in range.
void kernel_gather_bytes1(const void *x, const void *indices, int wide, void *y, long n);
void kernel_gather_bytes2(const void *x, const void *indices, int wide, void *y, long n);
void kernel_gather_bytes4(const void *x, const void *indices, int wide, void *y, long n);
void kernel_gather_bytes8(const void *x, const void *indices, int wide, void *y, long n);

// The number of bytes that are not 0, and their indices, each plus `first`, in their order.
long kernel_true_count(const uint8_t *x, long n);
void kernel_true_indices(const uint8_t *x, int64_t first, int64_t *indices, long n);

// positions[i] = the number of sorted elements before value i: those that are smaller or, if
// `after`, not larger. As an element NaN is larger than all numbers; as a value it has no smaller
// elements.
#define KERNEL_SEARCH(suffix, T)                                                              \
  void kernel_search_##suffix(const T *sorted, long length, const T *values, int after,       \
                              int32_t *positions, long n);
KERNEL_SEARCH(f32, float)
KERNEL_SEARCH(f64, double)
KERNEL_SEARCH(i32, int32_t)
KERNEL_SEARCH(i64, int64_t)

#undef KERNEL_COUNT
#undef KERNEL_GROUP
#undef KERNEL_EQUALS
#undef KERNEL_SLICES
#undef KERNEL_SLICE_FOLDS
#undef KERNEL_SEARCH

#endif
