// What the machine can do: loops written by hand for one workload of the benchmark, beside which
// the engine's own are measured. Included by CKernels.h.

#ifndef CKERNELS_LIMITS_H
#define CKERNELS_LIMITS_H

// The gradient of mean(tanh(2x + 1) sigmoid(x) - x²) with respect to n of the x; `share` is one
// over the number of all.
void kernel_limit_chain_f32(const float *x, float *gradient, float share, long n);

#endif
