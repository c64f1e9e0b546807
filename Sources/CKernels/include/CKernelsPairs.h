// Two operations on each element in one loop. Included by CKernels.h.

#ifndef CKERNELS_PAIRS_H
#define CKERNELS_PAIRS_H

enum kernel_pair_inner { KERNEL_INNER_SUM, KERNEL_INNER_DIFFERENCE, KERNEL_INNER_PRODUCT };

enum kernel_pair_outer {
  KERNEL_OUTER_SUM,                // inner + c
  KERNEL_OUTER_DIFFERENCE,         // inner - c
  KERNEL_OUTER_DIFFERENCE_FROM,    // c - inner
  KERNEL_OUTER_PRODUCT,            // inner c
  KERNEL_OUTER_RELU_GRADIENT,      // these three are kernel_relu_gradient_f32 and so on, where c
  KERNEL_OUTER_SIGMOID_GRADIENT,   // is the function's output and the inner operation comes from
  KERNEL_OUTER_TANH_GRADIENT,      // above
};

// y = outer(inner(a, b), c), with the bits of two separate loops: no multiplication and addition
// are fused, which would round once instead of twice. The steps are 0 or 1; y may be one of the
// operands.
typedef void (*kernel_pair_f32)(const float *a, long sa, const float *b, long sb, const float *c,
                                long sc, float *y, long n);

// The loop for two operations.
kernel_pair_f32 kernel_pair_of(enum kernel_pair_inner inner, enum kernel_pair_outer outer);

#endif
