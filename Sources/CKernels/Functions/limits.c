#include "CKernelsLimits.h"

#include "single_exponentials.h"
#include "vectors.h"

WIDE void kernel_limit_chain_f32(const float *xs, float *gradient, float share, long n) {
#pragma clang fp contract(on)
  INDEPENDENT for (long i = 0; i < n; i++) {
    float x = xs[i], t = tanh_float(2 * x + 1), s = sigmoid_float(x);
    gradient[i] = share * (2 * (1 - t * t) * s + t * s * (1 - s) - 2 * x);
  }
}
