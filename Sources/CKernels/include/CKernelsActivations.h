// Activation functions that are formulas of other functions, with the conventions of CKernels.h.

#ifndef CKERNELS_ACTIVATIONS_H
#define CKERNELS_ACTIVATIONS_H

// y[i] = f(x[i]), and y[i] = b[i * sb] f'(a[i * sa]).

#define KERNEL_ACTIVATION(name)                                                         \
  void kernel_##name##_f32(const float *x, float *y, long n);                           \
  void kernel_##name##_f64(const double *x, double *y, long n);                         \
  void kernel_##name##_gradient_f32(const float *a, long sa, const float *b, long sb,   \
                                    float *y, long n);                                  \
  void kernel_##name##_gradient_f64(const double *a, long sa, const double *b, long sb, \
                                    double *y, long n);

KERNEL_ACTIVATION(softplus)       // log(1 + exp(x))
KERNEL_ACTIVATION(elu)            // x, or exp(x) - 1 for a negative x
KERNEL_ACTIVATION(selu)           // the same, scaled
KERNEL_ACTIVATION(gelu)           // x (1 + erf(x / √2)) / 2
KERNEL_ACTIVATION(gelu_by_tanh)   // its approximation by tanh
KERNEL_ACTIVATION(swish)          // x / (1 + exp(-x))
KERNEL_ACTIVATION(hard_sigmoid)   // 0.2 x + 0.5, clipped to [0, 1]
KERNEL_ACTIVATION(softsign)       // x / (1 + |x|)

#undef KERNEL_ACTIVATION

#endif
