// What the machine can do: loops written by hand for one workload of the benchmark, with which the
// engine's loops are compared. Included by CKernels.h.

#ifndef CKERNELS_LIMITS_H
#define CKERNELS_LIMITS_H

// The gradient of mean(tanh(2x + 1) sigmoid(x) - x²) with respect to n of the elements of x;
// `share` is 1 / the number of all elements.
void kernel_limit_chain_f32(const float *x, float *gradient, float share, long n);

#endif
