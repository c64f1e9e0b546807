// The matrix product.

#include "CKernels.h"

#include "vectors.h"

long kernel_matmul_f32_parts(long m, long n, long k, long threads) {
  long parts = (long)((double)m * (double)n * (double)k / 1e6);
  return parts < 1 ? 1 : parts < threads ? parts : threads;
}

void kernel_matmul_f32(long m, long n, long k, const float *a, long lda, int transpose_a,
                       const float *b, long ldb, int transpose_b, float *c, long ldc,
                       long part, long parts) {
  long first = m * part / parts, last = m * (part + 1) / parts;
  for (long i = first; i < last; i++)
    for (long j = 0; j < n; j++) {
      float sum = 0;
      for (long p = 0; p < k; p++)
        sum += (transpose_a ? a[p * lda + i] : a[i * lda + p]) *
               (transpose_b ? b[j * ldb + p] : b[p * ldb + j]);
      c[i * ldc + j] = sum;
    }
}
