// Special functions: y[i] = f(x[i]) and y[i] = f(a[i * sa], b[i * sb]), with the conventions of
// CKernels.h.

#ifndef CKERNELS_SPECIAL_H
#define CKERNELS_SPECIAL_H

void kernel_lgamma_f32(const float *x, float *y, long n);
void kernel_lgamma_f64(const double *x, double *y, long n);
void kernel_digamma_f32(const float *x, float *y, long n);
void kernel_digamma_f64(const double *x, double *y, long n);

void kernel_polygamma_f32(const float *a, long sa, const float *b, long sb, float *y, long n);
void kernel_polygamma_f64(const double *a, long sa, const double *b, long sb, double *y, long n);

#endif
