// A step of a recurrent layer for one example, after the products: gates and state, and the
// gradients of both. Included by CKernels.h, whose conventions hold, except that no output may be
// an input.

#ifndef CKERNELS_RECURRENT_H
#define CKERNELS_RECURRENT_H

// The operands of a step of n units. A row of sums has n numbers for each gate, gate by gate.
//   x       the products with the input, plus the biases
//   s       the products with the state
//   h, c    the states before the step; only an LSTM has c
#define RECURRENT_SUMS(T) const T *x, const T *s, const T *h, const T *c, long n

// _step_: the states after the step.
//
// _gradients_: from the gradients of a target with respect to the states after the step, `dh` and
// `dc`, those with respect to the sums (`dx`). `dh` and `dc` are replaced by the part of the
// gradients with respect to the states before the step that does not go through the products. For a
// GRU a further row of n numbers in `dx` has the gradients with respect to s for the candidate,
// which differ from those with respect to x.
//
// gru_reset_first: the candidate's sums with the state are those with the state after the reset
// gate, which the two loops below are for, and which its gradients leave out.
#define KERNEL_RECURRENT(cell, suffix, T)                                                        \
  void kernel_##cell##_step_##suffix(RECURRENT_SUMS(T), T *h_next, T *c_next);                   \
  void kernel_##cell##_gradients_##suffix(RECURRENT_SUMS(T), T *dh, T *dc, T *dx);

KERNEL_RECURRENT(simple_rnn, f32, float)
KERNEL_RECURRENT(simple_rnn, f64, double)
KERNEL_RECURRENT(lstm, f32, float)
KERNEL_RECURRENT(lstm, f64, double)
KERNEL_RECURRENT(gru, f32, float)
KERNEL_RECURRENT(gru, f64, double)
KERNEL_RECURRENT(gru_reset_first, f32, float)
KERNEL_RECURRENT(gru_reset_first, f64, double)

// The state after the reset gate of a GRU that is applied before the product with the candidate's
// weights, from the sums x and s of that gate: y = r h.
//
// _gradients_: from the gradients with respect to y, those with respect to the sums of the gate
// (`dx`), and those with respect to h, which are added to `dh`.
#define KERNEL_RESET(suffix, T)                                                                  \
  void kernel_gru_reset_##suffix(const T *x, const T *s, const T *h, long n, T *y);              \
  void kernel_gru_reset_gradients_##suffix(const T *x, const T *s, const T *h, const T *dy,      \
                                           long n, T *dh, T *dx);

KERNEL_RESET(f32, float)
KERNEL_RESET(f64, double)

#undef KERNEL_RECURRENT
#undef KERNEL_RESET

#endif
