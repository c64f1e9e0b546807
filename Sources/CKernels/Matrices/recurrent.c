// Steps of recurrent layers. All of a step but its products is one loop over the units, so the
// values of the gates stay in registers.

#include "CKernels.h"

#include <math.h>

#include "single_exponentials.h"
#include "vectors.h"

INLINE double sigmoid_double(double x) { return 1 / (1 + exp(-x)); }
INLINE double tanh_double(double x) { return tanh(x); }

// The gradient with respect to x from that with respect to y = sigmoid(x) or y = tanh(x).
#define THROUGH_SIGMOID(y, dy) ((dy) * (y) * (1 - (y)))
#define THROUGH_TANH(y, dy) ((dy) * (1 - (y) * (y)))

#define CELLS(suffix, T)                                                                         \
  /* h = tanh(x + s) */                                                                          \
  WIDE void kernel_simple_rnn_step_##suffix(RECURRENT_SUMS(T), T *h_next, T *c_next) {           \
    (void)h, (void)c, (void)c_next;                                                              \
    INDEPENDENT for (long j = 0; j < n; j++) h_next[j] = tanh_##T(x[j] + s[j]);                  \
  }                                                                                              \
                                                                                                 \
  WIDE void kernel_simple_rnn_gradients_##suffix(RECURRENT_SUMS(T), T *dh, T *dc, T *dx) {       \
    (void)h, (void)c, (void)dc;                                                                  \
    INDEPENDENT for (long j = 0; j < n; j++) {                                                   \
      T y = tanh_##T(x[j] + s[j]);                                                               \
      dx[j] = THROUGH_TANH(y, dh[j]);                                                            \
      dh[j] = 0;                                                                                 \
    }                                                                                            \
  }                                                                                              \
                                                                                                 \
  /* c = f c + i g and h = o tanh(c), with the candidate g = tanh(x + s) */                      \
  WIDE void kernel_lstm_step_##suffix(RECURRENT_SUMS(T), T *h_next, T *c_next) {                 \
    (void)h;                                                                                     \
    INDEPENDENT for (long j = 0; j < n; j++) {                                                   \
      T i = sigmoid_##T(x[j] + s[j]), f = sigmoid_##T(x[n + j] + s[n + j]);                      \
      T g = tanh_##T(x[2 * n + j] + s[2 * n + j]), o = sigmoid_##T(x[3 * n + j] + s[3 * n + j]); \
      T next = f * c[j] + i * g;                                                                 \
      c_next[j] = next;                                                                          \
      h_next[j] = o * tanh_##T(next);                                                            \
    }                                                                                            \
  }                                                                                              \
                                                                                                 \
  WIDE void kernel_lstm_gradients_##suffix(RECURRENT_SUMS(T), T *dh, T *dc, T *dx) {             \
    (void)h;                                                                                     \
    INDEPENDENT for (long j = 0; j < n; j++) {                                                   \
      T i = sigmoid_##T(x[j] + s[j]), f = sigmoid_##T(x[n + j] + s[n + j]);                      \
      T g = tanh_##T(x[2 * n + j] + s[2 * n + j]), o = sigmoid_##T(x[3 * n + j] + s[3 * n + j]); \
      T shown = tanh_##T(f * c[j] + i * g);                                                      \
      T dnext = dc[j] + THROUGH_TANH(shown, dh[j] * o);                                          \
      dx[j] = THROUGH_SIGMOID(i, dnext * g);                                                     \
      dx[n + j] = THROUGH_SIGMOID(f, dnext * c[j]);                                              \
      dx[2 * n + j] = THROUGH_TANH(g, dnext * i);                                                \
      dx[3 * n + j] = THROUGH_SIGMOID(o, dh[j] * shown);                                         \
      dh[j] = 0;                                                                                 \
      dc[j] = dnext * f;                                                                         \
    }                                                                                            \
  }                                                                                              \
                                                                                                 \
  /* h = z h + (1 - z) g, with the candidate g = tanh(x + r s) */                                \
  WIDE void kernel_gru_step_##suffix(RECURRENT_SUMS(T), T *h_next, T *c_next) {                  \
    (void)c, (void)c_next;                                                                       \
    INDEPENDENT for (long j = 0; j < n; j++) {                                                   \
      T z = sigmoid_##T(x[j] + s[j]), r = sigmoid_##T(x[n + j] + s[n + j]);                      \
      T g = tanh_##T(x[2 * n + j] + r * s[2 * n + j]);                                           \
      h_next[j] = z * h[j] + (1 - z) * g;                                                        \
    }                                                                                            \
  }                                                                                              \
                                                                                                 \
  WIDE void kernel_gru_gradients_##suffix(RECURRENT_SUMS(T), T *dh, T *dc, T *dx) {              \
    (void)c, (void)dc;                                                                           \
    INDEPENDENT for (long j = 0; j < n; j++) {                                                   \
      T z = sigmoid_##T(x[j] + s[j]), r = sigmoid_##T(x[n + j] + s[n + j]);                      \
      T g = tanh_##T(x[2 * n + j] + r * s[2 * n + j]);                                           \
      T dg = THROUGH_TANH(g, dh[j] * (1 - z));                                                   \
      dx[j] = THROUGH_SIGMOID(z, dh[j] * (h[j] - g));                                            \
      dx[n + j] = THROUGH_SIGMOID(r, dg * s[2 * n + j]);                                         \
      dx[2 * n + j] = dg;                                                                        \
      dx[3 * n + j] = dg * r;                                                                    \
      dh[j] = dh[j] * z;                                                                         \
    }                                                                                            \
  }                                                                                              \
                                                                                                 \
  /* y = r h, the state after a reset gate that comes before the product */                      \
  WIDE void kernel_gru_reset_##suffix(const T *x, const T *s, const T *h, long n, T *y) {        \
    INDEPENDENT for (long j = 0; j < n; j++) y[j] = sigmoid_##T(x[j] + s[j]) * h[j];             \
  }                                                                                              \
                                                                                                 \
  WIDE void kernel_gru_reset_gradients_##suffix(const T *x, const T *s, const T *h, const T *dy, \
                                                long n, T *dh, T *dx) {                          \
    INDEPENDENT for (long j = 0; j < n; j++) {                                                   \
      T r = sigmoid_##T(x[j] + s[j]);                                                            \
      dx[j] = THROUGH_SIGMOID(r, dy[j] * h[j]);                                                  \
      dh[j] = dh[j] + dy[j] * r;                                                                 \
    }                                                                                            \
  }                                                                                              \
                                                                                                 \
  /* h = z h + (1 - z) g, with the candidate g = tanh(x + s) */                                  \
  WIDE void kernel_gru_reset_first_step_##suffix(RECURRENT_SUMS(T), T *h_next, T *c_next) {      \
    (void)c, (void)c_next;                                                                       \
    INDEPENDENT for (long j = 0; j < n; j++) {                                                   \
      T z = sigmoid_##T(x[j] + s[j]), g = tanh_##T(x[2 * n + j] + s[2 * n + j]);                 \
      h_next[j] = z * h[j] + (1 - z) * g;                                                        \
    }                                                                                            \
  }                                                                                              \
                                                                                                 \
  WIDE void kernel_gru_reset_first_gradients_##suffix(RECURRENT_SUMS(T), T *dh, T *dc, T *dx) {  \
    (void)c, (void)dc;                                                                           \
    INDEPENDENT for (long j = 0; j < n; j++) {                                                   \
      T z = sigmoid_##T(x[j] + s[j]), g = tanh_##T(x[2 * n + j] + s[2 * n + j]);                 \
      dx[j] = THROUGH_SIGMOID(z, dh[j] * (h[j] - g));                                            \
      dx[2 * n + j] = THROUGH_TANH(g, dh[j] * (1 - z));                                          \
      dh[j] = dh[j] * z;                                                                         \
    }                                                                                            \
  }

CELLS(f32, float)
CELLS(f64, double)
