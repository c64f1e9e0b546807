// Loops that need the widest vectors of the machine at run time.
//
// Swift compiles for the baseline of its target (128-bit vectors on x86-64); these functions exist
// in several versions, and the loader picks the best one for the processor.
//
// Conventions of all functions:
// - `_f32` takes `float`, `_f64` takes `double`, `_f16` takes `_Float16`; `n` counts elements and
//   may be 0.
// - An output may be the same array as an input, but must not overlap it in part.
// - A step (`sa`, `sb`) is 1 for an array and 0 for one value that is repeated.
// - NaN propagates, and infinities and signed zeros follow IEEE 754, unless stated otherwise.

#ifndef CKERNELS_H
#define CKERNELS_H

#include "CKernelsActivations.h"
#include "CKernelsChecksum.h"
#include "CKernelsCopies.h"
#include "CKernelsCounting.h"
#include "CKernelsLimits.h"
#include "CKernelsNarrow.h"
#include "CKernelsNormalization.h"
#include "CKernelsOrder.h"
#include "CKernelsPairs.h"
#include "CKernelsRandom.h"
#include "CKernelsRecurrent.h"
#include "CKernelsScans.h"
#include "CKernelsSmallMatrices.h"
#include "CKernelsSoftmax.h"
#include "CKernelsSpecial.h"

#define KERNEL_UNARY(name)                                        \
  void kernel_##name##_f32(const float *x, float *y, long n);     \
  void kernel_##name##_f64(const double *x, double *y, long n);

#define KERNEL_BINARY(name)                                                                    \
  void kernel_##name##_f32(const float *a, long sa, const float *b, long sb, float *y, long n);\
  void kernel_##name##_f64(const double *a, long sa, const double *b, long sb, double *y, long n);

#define KERNEL_COMPARE(name)                                                \
  void kernel_##name##_f32(const float *a, long sa, const float *b, long sb,\
                           unsigned char *y, long n);                       \
  void kernel_##name##_f64(const double *a, long sa, const double *b, long sb,\
                           unsigned char *y, long n);

#define KERNEL_REDUCTION(name)                    \
  float kernel_##name##_f32(const float *x, long n);\
  double kernel_##name##_f64(const double *x, long n); \
  float kernel_##name##_f16(const _Float16 *x, long n);

// y[i] = f(x[i]). Floats are within 2 units in the last place of the true value.

KERNEL_UNARY(negate)
KERNEL_UNARY(abs)
KERNEL_UNARY(sign)        // -1, 0 or 1; NaN stays NaN
KERNEL_UNARY(square)
KERNEL_UNARY(reciprocal)
KERNEL_UNARY(sqrt)
KERNEL_UNARY(rsqrt)       // 1 / sqrt(x)
KERNEL_UNARY(exp)
KERNEL_UNARY(expm1)       // exp(x) - 1, accurate near 0
KERNEL_UNARY(log)
KERNEL_UNARY(log1p)       // log(1 + x), accurate near 0
KERNEL_UNARY(sin)
KERNEL_UNARY(cos)
KERNEL_UNARY(tan)
KERNEL_UNARY(asin)
KERNEL_UNARY(acos)
KERNEL_UNARY(atan)
KERNEL_UNARY(sinh)
KERNEL_UNARY(cosh)
KERNEL_UNARY(asinh)
KERNEL_UNARY(acosh)
KERNEL_UNARY(atanh)
KERNEL_UNARY(tanh)
KERNEL_UNARY(erf)
KERNEL_UNARY(erfc)        // 1 - erf(x)
KERNEL_UNARY(sigmoid)     // 1 / (1 + exp(-x))
KERNEL_UNARY(relu)        // max(x, 0)
KERNEL_UNARY(floor)
KERNEL_UNARY(ceil)
KERNEL_UNARY(round)       // half to even

// y[i] = f(a[i * sa], b[i * sb])

KERNEL_BINARY(add)
KERNEL_BINARY(subtract)
KERNEL_BINARY(multiply)
KERNEL_BINARY(divide)
KERNEL_BINARY(maximum)
KERNEL_BINARY(minimum)
KERNEL_BINARY(power)
KERNEL_BINARY(squared_difference)   // (a - b)²
KERNEL_BINARY(floor_divide)         // the quotient, rounded down
KERNEL_BINARY(remainder)            // of floor_divide, with the sign of b
KERNEL_BINARY(atan2)                // the angle of the point (b, a)

// y[i] = a[i * sa] < b[i * sb] ? 1 : 0, and so on; every comparison with NaN but not_equal is 0.

KERNEL_COMPARE(less)
KERNEL_COMPARE(less_equal)
KERNEL_COMPARE(greater)
KERNEL_COMPARE(greater_equal)
KERNEL_COMPARE(equal)
KERNEL_COMPARE(not_equal)

// y[i] from the output a[i * sa] of a function and the gradient b[i * sb] with respect to it.

KERNEL_BINARY(relu_gradient)      // a > 0 ? b : 0
KERNEL_BINARY(sigmoid_gradient)   // b * a * (1 - a)
KERNEL_BINARY(tanh_gradient)      // b * (1 - a * a)

// y[i] from an element a[i * sa] and the slope b[i * sb] for elements that are not positive.

KERNEL_BINARY(leaky_relu)         // a > 0 ? a : b * a
KERNEL_BINARY(leaky_relu_slope)   // a > 0 ? 1 : b

// y[i] = maximum(minimum(x[i], high), low)

void kernel_clip_f32(const float *x, float low, float high, float *y, long n);
void kernel_clip_f64(const double *x, double low, double high, double *y, long n);

// y[i] += factor * x[i], the product rounded first.

void kernel_add_product_f32(float factor, const float *x, float *y, long n);
void kernel_add_product_f64(double factor, const double *x, double *y, long n);

// Parts of gradient rules.

KERNEL_BINARY(chain_product)      // a * b, but a where a is 0
KERNEL_BINARY(chain_quotient)     // a / b, but a where a is 0
KERNEL_BINARY(is_at_least)        // a >= b ? 1 : 0
KERNEL_BINARY(is_not_at_least)    // a >= b ? 0 : 1
KERNEL_BINARY(is_equal)           // a == b ? 1 : 0

// y[i] = conditions[i * sc] ? a[i * sa] : b[i * sb]

#define KERNEL_SELECT(suffix, T)                                                                 \
  void kernel_select_##suffix(const unsigned char *conditions, long sc, const T *a, long sa,     \
                              const T *b, long sb, T *y, long n);

KERNEL_SELECT(f32, float)
KERNEL_SELECT(bytes1, uint8_t)   // any elements of one byte, and so on
KERNEL_SELECT(bytes2, uint16_t)
KERNEL_SELECT(bytes4, uint32_t)
KERNEL_SELECT(bytes8, uint64_t)

// Sums use many partial sums, so that their error grows like that of pairwise summation. Numbers of
// half precision are folded in single precision, to which they are widened in registers. The
// maximum of no elements is -infinity and the minimum +infinity; either is NaN if an element is.

KERNEL_REDUCTION(sum)
KERNEL_REDUCTION(product)
KERNEL_REDUCTION(sum_of_squares)   // the sum, to the last digit, of what `square` gives
KERNEL_REDUCTION(max)
KERNEL_REDUCTION(min)

// The sum of x[i] y[i], to the last digit that of the products.

float kernel_sum_of_products_f32(const float *x, const float *y, long n);
double kernel_sum_of_products_f64(const double *x, const double *y, long n);

// y[j] = x[0, j] folded with x[1, j], x[2, j], ... in this order. Row i begins at x + i * row. For
// no rows nothing is written.

#define KERNEL_COLUMNS(name)                                                                      \
  void kernel_##name##_columns_f32(const float *x, long row, long rows, long columns, float *y);  \
  void kernel_##name##_columns_f64(const double *x, long row, long rows, long columns, double *y); \
  void kernel_##name##_columns_f16(const _Float16 *x, long row, long rows, long columns, float *y);

KERNEL_COLUMNS(sum)
KERNEL_COLUMNS(max)
KERNEL_COLUMNS(min)
KERNEL_COLUMNS(product)
KERNEL_COLUMNS(sum_of_squares)

// The same for rows < 64, in the order of `sum`, `product` and `sum_of_squares`.

KERNEL_COLUMNS(sum_short)
KERNEL_COLUMNS(product_short)
KERNEL_COLUMNS(sum_of_squares_short)

// y[columns, rows] = transpose of x[rows, columns]; for any elements of 4 or 8 bytes.
// Here the output must not be the input.

void kernel_transpose_bytes4(const void *x, long rows, long columns, void *y);
void kernel_transpose_bytes8(const void *x, long rows, long columns, void *y);

// Runs of `count` elements each: run i of x begins at x + i * x_step, that of y at y + i * y_step.
// Runs that are added to may overlap each other. x and y must not overlap.

#define KERNEL_WINDOWS(suffix, T)                                                                  \
  void kernel_copy_runs_##suffix(const T *x, long x_step, T *y, long y_step, long runs, long count);\
  void kernel_add_runs_##suffix(const T *x, long x_step, T *y, long y_step, long runs, long count); \
  void kernel_keep_first_maximum_##suffix(const T *x, int index, T *largest, int *indices, long n); \
  void kernel_add_at_index_##suffix(const T *x, const int *indices, int index, T *y, long n);       \
  void kernel_take_at_index_##suffix(const T *x, const int *indices, int index, T *y, long n);

// keep_first_maximum: where x[i] > largest[i], or is the first NaN, it becomes the largest, and
// `index` its index. add_at_index: y[i] += x[i] where indices[i] == index. take_at_index:
// y[i] = x[i] where indices[i] == index.

KERNEL_WINDOWS(f32, float)
KERNEL_WINDOWS(f64, double)

// Adds `bias` to each row of y[rows, columns], and then, if requested, makes negative numbers 0.

void kernel_bias_relu_f32(const float *bias, int applies_relu, float *y, long rows, long columns);

// C[m, n] = op(A)[m, k] op(B)[k, n], row-major; op transposes where its flag is not 0. `lda`, `ldb`
// and `ldc` are the distances between two rows as stored: A is stored [m, k], or [k, m] if
// `transpose_a`. k = 0 gives zeros.
//
// The work can be split: the calls with part = 0, 1, ..., parts - 1 together fill C. They may run
// at the same time on different threads or one after another, in any order, because each writes its
// own block of C and none waits for another. part = 0, parts = 1 is the whole product.

void kernel_matmul_f32(long m, long n, long k, const float *a, long lda, int transpose_a,
                       const float *b, long ldb, int transpose_b, float *c, long ldc,
                       long part, long parts);

// The whole product.

void kernel_matmul_whole_f32(long m, long n, long k, const float *a, long lda, int transpose_a,
                             const float *b, long ldb, int transpose_b, float *c, long ldc);

// `count` products of matrices that begin `a_apart` and `b_apart` elements after each other, where
// 0 means the same matrix in all of them. The matrices C are contiguous.

void kernel_matmul_batch_f32(long count, long m, long n, long k, const float *a, long a_apart,
                             long lda, int transpose_a, const float *b, long b_apart, long ldb,
                             int transpose_b, float *c);

// The same in double precision for A and the transpose of B, of at most KERNEL_SMALL_PRODUCT rows
// and columns: only where `is_small` says that it is faster than a library.

enum { KERNEL_SMALL_PRODUCT = 64 };

int kernel_is_small_product_f64(long m, long n, long k, int transpose_a, int transpose_b);
void kernel_small_products_f64(long count, long m, long n, long k, const double *a, long a_apart,
                               long lda, const double *b, long b_apart, long ldb, double *c);

// For many products with the same B: `pack` lays B out as the products read it, in `packed_size`
// elements, and `packed` multiplies by it. The work can be split as above, by columns.

long kernel_packed_size_f32(long n, long k);
void kernel_pack_f32(long n, long k, const float *b, long ldb, int transpose_b, float *packed);
void kernel_matmul_packed_f32(long m, long n, long k, const float *a, long lda, const float *packed,
                              float *c, long ldc, long part, long parts);

// C[m, n] = the sum over t of op(A_t) B_t, or C += that: A_t begins t * a_term elements after A,
// and B_t, which has k rows, follows B_(t - 1). There is at least one term, and k is not 0.

void kernel_matmul_terms_f32(long m, long n, long terms, long k, const float *a, long lda,
                             int transpose_a, long a_term, const float *b, float *c, long ldc,
                             int accumulate);

// Into how many parts, at most `threads`, the product is worth splitting: 1 if it is small.

long kernel_matmul_f32_parts(long m, long n, long k, long threads);

// The width in bits of the processor's longest vectors: 512, 256 with fused multiply-adds, or 128.

int kernel_vector_bits(void);

// The cores that the system lets this process run on.

long kernel_allowed_cores(void);

// Tells the processor that the loop around this call waits for another thread.

static inline void kernel_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// Prefetches memory that will be used soon. An address beyond what is allocated does no harm.

static inline void kernel_prefetch(const void *start, long bytes) {
  for (long i = 0; i < bytes; i += 64) __builtin_prefetch((const char *)start + i);
}

#undef KERNEL_UNARY
#undef KERNEL_BINARY
#undef KERNEL_COMPARE
#undef KERNEL_SELECT
#undef KERNEL_REDUCTION
#undef KERNEL_COLUMNS
#undef KERNEL_WINDOWS

#endif
