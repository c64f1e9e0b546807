// Softmax and its relatives, for rows of numbers. Included by CKernels.h, whose conventions hold.

#ifndef CKERNELS_SOFTMAX_H
#define CKERNELS_SOFTMAX_H

// For each row of x[rows, n]:
//
// softmax: y = exp(x) / the sum of exp(x); y is not x.
//
// log_softmax: y = x - log(the sum of exp(x)); y is not x.
//
// log_sum_exp: y[row] = log(the sum of exp(x)). `powers` is scratch memory for n elements.
//
// The gradients dx of the first two, from their result y and from dy; dx is neither.

#define KERNEL_SOFTMAX(suffix, T)                                                                 \
  void kernel_softmax_rows_##suffix(const T *x, long rows, long n, T *y);                         \
  void kernel_log_softmax_rows_##suffix(const T *x, long rows, long n, T *y);                     \
  void kernel_log_sum_exp_rows_##suffix(const T *x, long rows, long n, T *powers, T *y);          \
  void kernel_softmax_gradient_rows_##suffix(const T *y, const T *dy, long rows, long n, T *dx);  \
  void kernel_log_softmax_gradient_rows_##suffix(const T *y, const T *dy, long rows, long n,      \
                                                 T *dx);

KERNEL_SOFTMAX(f32, float)
KERNEL_SOFTMAX(f64, double)

#undef KERNEL_SOFTMAX

#endif
