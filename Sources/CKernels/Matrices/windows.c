// Loops over the pixels in windows of images: short runs of elements, at equal distances from each
// other.

#include "CKernels.h"
#include "vectors.h"

// A run is often no longer than two vectors, so a loop over four at a time would execute only its
// remainder. The promise that nothing overlaps is about one run: one run still follows the other.
#define SHORT_RUN _Pragma("clang loop vectorize(assume_safety) vectorize_width(16) interleave_count(1)")

#define RUNS_OF_TYPE(suffix, T)                                                                 \
  WIDE void kernel_copy_runs_##suffix(const T *x, long x_step, T *y, long y_step, long runs,    \
                                      long count) {                                             \
    if (count == 1) {                                                                           \
      for (long i = 0; i < runs; i++) y[i * y_step] = x[i * x_step];                            \
      return;                                                                                   \
    }                                                                                           \
    for (long i = 0; i < runs; i++, x += x_step, y += y_step)                                   \
      SHORT_RUN for (long j = 0; j < count; j++) y[j] = x[j];                                   \
  }                                                                                             \
                                                                                                \
  WIDE void kernel_add_runs_##suffix(const T *x, long x_step, T *y, long y_step, long runs,     \
                                     long count) {                                              \
    if (count == 1) {                                                                           \
      for (long i = 0; i < runs; i++) y[i * y_step] += x[i * x_step];                           \
      return;                                                                                   \
    }                                                                                           \
    for (long i = 0; i < runs; i++, x += x_step, y += y_step)                                   \
      SHORT_RUN for (long j = 0; j < count; j++) y[j] += x[j];                                  \
  }                                                                                             \
                                                                                                \
  WIDE void kernel_keep_first_maximum_##suffix(const T *x, int index, T *largest, int *indices, \
                                               long n) {                                        \
    SHORT_RUN for (long i = 0; i < n; i++) {                                                    \
      int is_larger = !(x[i] <= largest[i]) & (largest[i] == largest[i]);                       \
      largest[i] = is_larger ? x[i] : largest[i];                                               \
      indices[i] = is_larger ? index : indices[i];                                              \
    }                                                                                           \
  }                                                                                             \
                                                                                                \
  WIDE void kernel_add_at_index_##suffix(const T *x, const int *indices, int index, T *y,       \
                                         long n) {                                              \
    SHORT_RUN for (long i = 0; i < n; i++) y[i] += indices[i] == index ? x[i] : 0;              \
  }                                                                                             \
                                                                                                \
  WIDE void kernel_take_at_index_##suffix(const T *x, const int *indices, int index, T *y,      \
                                          long n) {                                             \
    SHORT_RUN for (long i = 0; i < n; i++) y[i] = indices[i] == index ? x[i] : y[i];            \
  }

RUNS_OF_TYPE(f32, float)
RUNS_OF_TYPE(f64, double)

WIDE void kernel_bias_relu_f32(const float *bias, int applies_relu, float *y, long rows,
                               long columns) {
  for (long i = 0; i < rows; i++, y += columns) {
    if (applies_relu) {
      SHORT_RUN for (long j = 0; j < columns; j++) {
        float x = y[j] + bias[j];
        y[j] = x <= 0 ? 0 : x;
      }
    } else {
      SHORT_RUN for (long j = 0; j < columns; j++) y[j] += bias[j];
    }
  }
}
