// Special functions: y[i] = f(x[i]), y[i] = f(a[i * sa], b[i * sb]) and
// y[i] = f(a[i * sa], b[i * sb], x[i * sx]), with the conventions of CKernels.h.

#ifndef CKERNELS_SPECIAL_H
#define CKERNELS_SPECIAL_H

void kernel_lgamma_f32(const float *x, float *y, long n);
void kernel_lgamma_f64(const double *x, double *y, long n);
void kernel_digamma_f32(const float *x, float *y, long n);
void kernel_digamma_f64(const double *x, double *y, long n);

// The inverse of erf, and the quantile of the standard normal distribution.
void kernel_erfinv_f32(const float *x, float *y, long n);
void kernel_erfinv_f64(const double *x, double *y, long n);
void kernel_ndtri_f32(const float *x, float *y, long n);
void kernel_ndtri_f64(const double *x, double *y, long n);

// a log b and a / b, but 0 where a is 0.
void kernel_xlogy_f32(const float *a, long sa, const float *b, long sb, float *y, long n);
void kernel_xlogy_f64(const double *a, long sa, const double *b, long sb, double *y, long n);
void kernel_xdivy_f32(const float *a, long sa, const float *b, long sb, float *y, long n);
void kernel_xdivy_f64(const double *a, long sa, const double *b, long sb, double *y, long n);

void kernel_polygamma_f32(const float *a, long sa, const float *b, long sb, float *y, long n);
void kernel_polygamma_f64(const double *a, long sa, const double *b, long sb, double *y, long n);

// The sum of 1 / (b + k)^a over k = 0, 1, ...
void kernel_zeta_f32(const float *a, long sa, const float *b, long sb, float *y, long n);
void kernel_zeta_f64(const double *a, long sa, const double *b, long sb, double *y, long n);

// The regularized incomplete gamma functions P(a, b) and Q(a, b), and the derivatives of P with
// respect to a and to b.
void kernel_igamma_f32(const float *a, long sa, const float *b, long sb, float *y, long n);
void kernel_igamma_f64(const double *a, long sa, const double *b, long sb, double *y, long n);
void kernel_igammac_f32(const float *a, long sa, const float *b, long sb, float *y, long n);
void kernel_igammac_f64(const double *a, long sa, const double *b, long sb, double *y, long n);
void kernel_igamma_slope_f32(const float *a, long sa, const float *b, long sb, float *y, long n);
void kernel_igamma_slope_f64(const double *a, long sa, const double *b, long sb, double *y, long n);
void kernel_gamma_density_f32(const float *a, long sa, const float *b, long sb, float *y, long n);
void kernel_gamma_density_f64(const double *a, long sa, const double *b, long sb, double *y, long n);

// The regularized incomplete beta function I(a, b, x), and its derivative with respect to x.
#define DECLARE_BETA(suffix, T)                                                                  \
  void kernel_betainc_##suffix(const T *a, long sa, const T *b, long sb, const T *x, long sx,    \
                               T *y, long n);                                                    \
  void kernel_beta_density_##suffix(const T *a, long sa, const T *b, long sb, const T *x,        \
                                    long sx, T *y, long n);
DECLARE_BETA(f32, float)
DECLARE_BETA(f64, double)
#undef DECLARE_BETA

#endif
