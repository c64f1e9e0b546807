// Loops over integers, and conversions between all element types. Included by CKernels.h, whose
// conventions hold; `_i8` takes `int8_t`, `_u8` takes `uint8_t`, and so on.

#ifndef CKERNELS_NARROW_H
#define CKERNELS_NARROW_H

#include <stdint.h>

#define KERNEL_EACH_INTEGER(name, declare) \
  declare(name, i8, int8_t)                \
  declare(name, i16, int16_t)              \
  declare(name, i32, int32_t)              \
  declare(name, i64, int64_t)              \
  declare(name, u8, uint8_t)

#define KERNEL_PAIRS(name, suffix, T) \
  void kernel_##name##_##suffix(const T *a, long sa, const T *b, long sb, T *y, long n);

#define KERNEL_COMPARISONS(name, suffix, T) \
  void kernel_##name##_##suffix(const T *a, long sa, const T *b, long sb, unsigned char *y, long n);

#define KERNEL_QUESTIONS(name, suffix, T) int kernel_##name##_##suffix(const T *x, long n);

#define KERNEL_FOLDS(name, suffix, T) T kernel_##name##_##suffix(const T *x, long n);

// y[i] = f(a[i * sa], b[i * sb]), which wraps around if it does not fit.

KERNEL_EACH_INTEGER(add, KERNEL_PAIRS)
KERNEL_EACH_INTEGER(subtract, KERNEL_PAIRS)
KERNEL_EACH_INTEGER(multiply, KERNEL_PAIRS)
KERNEL_EACH_INTEGER(maximum, KERNEL_PAIRS)
KERNEL_EACH_INTEGER(minimum, KERNEL_PAIRS)

// a to the power of b, which must not be negative; wraps around.

KERNEL_EACH_INTEGER(power, KERNEL_PAIRS)

// The quotient, rounded down, and its remainder. No divisor may be 0.

KERNEL_EACH_INTEGER(floor_divide, KERNEL_PAIRS)
KERNEL_EACH_INTEGER(remainder, KERNEL_PAIRS)

// Whether an element is 0.

KERNEL_EACH_INTEGER(has_zero, KERNEL_QUESTIONS)

// y[i] = a[i * sa] < b[i * sb] ? 1 : 0, and so on.

KERNEL_EACH_INTEGER(less, KERNEL_COMPARISONS)
KERNEL_EACH_INTEGER(less_equal, KERNEL_COMPARISONS)
KERNEL_EACH_INTEGER(greater, KERNEL_COMPARISONS)
KERNEL_EACH_INTEGER(greater_equal, KERNEL_COMPARISONS)
KERNEL_EACH_INTEGER(equal, KERNEL_COMPARISONS)
KERNEL_EACH_INTEGER(not_equal, KERNEL_COMPARISONS)

// The sum and the product, which wrap around, and the extremes; for no elements 0, 1, and the
// smallest and the largest number of the type.

KERNEL_EACH_INTEGER(sum, KERNEL_FOLDS)
KERNEL_EACH_INTEGER(product, KERNEL_FOLDS)
KERNEL_EACH_INTEGER(max, KERNEL_FOLDS)
KERNEL_EACH_INTEGER(min, KERNEL_FOLDS)

// y[j] = x[0, j] folded with x[1, j], x[2, j], ...; row i begins at x + i * row. For no rows
// nothing is written.
#define KERNEL_COLUMN_FOLDS(name, suffix, T) \
  void kernel_##name##_columns_##suffix(const T *x, long row, long rows, long columns, T *y);

KERNEL_EACH_INTEGER(sum, KERNEL_COLUMN_FOLDS)
KERNEL_EACH_INTEGER(product, KERNEL_COLUMN_FOLDS)
KERNEL_EACH_INTEGER(max, KERNEL_COLUMN_FOLDS)
KERNEL_EACH_INTEGER(min, KERNEL_COLUMN_FOLDS)

// y[i] = a[i * sa] / b[i * sb], as floating-point numbers.
#define KERNEL_QUOTIENT(suffix, T, Y) \
  void kernel_quotient_##suffix(const T *a, long sa, const T *b, long sb, Y *y, long n);

KERNEL_QUOTIENT(i8, int8_t, float)
KERNEL_QUOTIENT(i16, int16_t, float)
KERNEL_QUOTIENT(u8, uint8_t, float)
KERNEL_QUOTIENT(i32, int32_t, double)
KERNEL_QUOTIENT(i64, int64_t, double)

// The element types that are converted. `kernel_boolean` is a byte that is 0 or 1.
enum kernel_type {
  kernel_boolean,
  kernel_int8,
  kernel_int16,
  kernel_int32,
  kernel_int64,
  kernel_uint8,
  kernel_float16,
  kernel_float32,
  kernel_float64
};

// y[i] = x[i] as another type. To a floating-point type, values are rounded to the nearest.
// Integers that do not fit wrap around; a floating-point number that becomes an integer is first
// truncated to the nearest int64, and NaN becomes 0. y must not be x.
void kernel_convert(const void *x, enum kernel_type from, void *y, enum kernel_type to, long n);

#undef KERNEL_EACH_INTEGER
#undef KERNEL_PAIRS
#undef KERNEL_QUOTIENT
#undef KERNEL_COMPARISONS
#undef KERNEL_QUESTIONS
#undef KERNEL_FOLDS
#undef KERNEL_COLUMN_FOLDS

#endif
