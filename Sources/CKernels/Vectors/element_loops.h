// How a formula for an element becomes the kernel of an array, or of a pair of arrays.

#ifndef CKERNELS_ELEMENT_LOOPS_H
#define CKERNELS_ELEMENT_LOOPS_H

#include "vectors.h"

// The loops over one array of each type. Only formulas of double precision take several vectors at
// a time: those of single precision leave no registers for more.
#define LOOP_f32 INDEPENDENT
#define LOOP_f64 INDEPENDENT_CHAINS

// The number of elements that a kernel looks at, to choose a formula for them, before it computes:
// so few that an element that needs more steps delays few others, and so many that the choice costs
// little.
#define BLOCK_f32 256
#define BLOCK_f64 128

// Asks for the elements after a block, which then arrive while the block is computed. Looking at
// them takes so little time that the loop would otherwise wait for memory at each block.
INLINE void fetch_next_block(const void *block, long bytes) {
  enum { CACHE_LINE = 64 };
  const char *next = (const char *)block + bytes;
  for (long i = 0; i < bytes; i += CACHE_LINE) __builtin_prefetch(next + i);
}

// Defines the kernel of a function of one element `x`.
#define UNARY_OF_TYPE(name, suffix, T, result)                    \
  WIDE void kernel_##name##_##suffix(const T *xs, T *y, long n) { \
    LOOP_##suffix for (long i = 0; i < n; i++) {                  \
      T x = xs[i];                                                \
      y[i] = (T)(result);                                         \
    }                                                             \
  }

#define UNARY(name, single_result, double_result) \
  UNARY_OF_TYPE(name, f32, float, single_result)  \
  UNARY_OF_TYPE(name, f64, double, double_result)

#define UNARY_SAME(name, result) UNARY(name, result, result)

// Defines the kernels of a function of two elements `a` and `b`. The steps are constants in each of
// the loops, because the compiler does not vectorize a loop whose step is known only at run time.
#define BINARY_OF_TYPE(name, suffix, T, Y, result)                                             \
  WIDE void kernel_##name##_##suffix(const T *as, long sa, const T *bs, long sb, Y *y, long n) { \
    if (n <= 0) return;                                                                        \
    T a0 = as[0], b0 = bs[0];                                                                  \
    if (sa && sb) {                                                                            \
      INDEPENDENT for (long i = 0; i < n; i++) {                                               \
        T a = as[i], b = bs[i];                                                                \
        y[i] = (Y)(result);                                                                    \
      }                                                                                        \
    } else if (sa) {                                                                           \
      T b = b0;                                                                                \
      INDEPENDENT for (long i = 0; i < n; i++) {                                               \
        T a = as[i];                                                                           \
        y[i] = (Y)(result);                                                                    \
      }                                                                                        \
    } else if (sb) {                                                                           \
      T a = a0;                                                                                \
      INDEPENDENT for (long i = 0; i < n; i++) {                                               \
        T b = bs[i];                                                                           \
        y[i] = (Y)(result);                                                                    \
      }                                                                                        \
    } else {                                                                                   \
      T a = a0, b = b0;                                                                        \
      Y value = (Y)(result);                                                                   \
      for (long i = 0; i < n; i++) y[i] = value;                                               \
    }                                                                                          \
  }

#define BINARY(name, single_result, double_result)             \
  BINARY_OF_TYPE(name, f32, float, float, single_result)       \
  BINARY_OF_TYPE(name, f64, double, double, double_result)

#define BINARY_SAME(name, result) BINARY(name, result, result)

// Defines the kernels of a function `of_name` of two doubles whose number of steps depends on its
// arguments: it is called for one pair after the other.
#define EACH_PAIR_OF_TYPE(name, suffix, T)                                                 \
  void kernel_##name##_##suffix(const T *a, long sa, const T *b, long sb, T *y, long n) {  \
    for (long i = 0; i < n; i++) y[i] = (T)of_##name(a[i * sa], b[i * sb]);                \
  }

#define EACH_PAIR(name)                \
  EACH_PAIR_OF_TYPE(name, f32, float)  \
  EACH_PAIR_OF_TYPE(name, f64, double)

// The same for a function of three.
#define EACH_TRIPLE_OF_TYPE(name, suffix, T)                                               \
  void kernel_##name##_##suffix(const T *a, long sa, const T *b, long sb, const T *x,      \
                                long sx, T *y, long n) {                                   \
    for (long i = 0; i < n; i++) y[i] = (T)of_##name(a[i * sa], b[i * sb], x[i * sx]);     \
  }

#define EACH_TRIPLE(name)                \
  EACH_TRIPLE_OF_TYPE(name, f32, float)  \
  EACH_TRIPLE_OF_TYPE(name, f64, double)

#endif
