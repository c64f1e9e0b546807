// Many small matrices at once. Included by CKernels.h.

#ifndef CKERNELS_SMALL_MATRICES_H
#define CKERNELS_SMALL_MATRICES_H

// A call takes at most as many matrices as this number of bytes holds elements: 16 of `float`, 8 of
// `double`. They are contiguous, as the results are, and square, with n rows, if no columns are
// given. A call with fewer matrices takes as long.
enum { KERNEL_SMALL_BYTES = 64 };

// The largest number of eigenvalues or singular values.
enum { KERNEL_SMALL_ROTATED = 16 };

// The part of a matrix that is read. A triangle includes the diagonal; the rest counts as zeros.
enum kernel_small_part { KERNEL_SMALL_WHOLE, KERNEL_SMALL_LOWER, KERNEL_SMALL_UPPER };

// Each function returns 1. It returns 0, and writes nothing, if for one of the matrices the result
// does not exist, or nearly so: LAPACK, or another function without such limits, has to decide.
//
// `work` is memory for vectors of KERNEL_SMALL_BYTES, aligned to that: n (n + columns) of them for
// `solve`, n (n + 1) for `pivots`, n n for `cholesky`, n (2 n + 1) for `eigenvalues`, and for
// `singular` the smaller size times (rows + columns + 1).
#define KERNEL_SMALL(suffix, T)                                                                  \
  /* A x = b, or transpose(A) x = b. The right-hand sides b[n, columns] begin `b_apart` elements \
     after each other, 0 if all matrices have the same. */                                       \
  int kernel_small_solve_##suffix(const T *a, enum kernel_small_part part, int transposed,       \
                                  const T *b, long b_apart, T *x, long n, long columns,          \
                                  long count, T *work);                                          \
  /* The pivots of Gaussian elimination, n of each matrix. The first has the sign of the         \
     exchanges of rows, so that the product is the determinant. */                               \
  int kernel_small_pivots_##suffix(const T *a, T *pivots, long n, long count, T *work);          \
  /* The lower triangle L of A = L transpose(L), with zeros above it. */                         \
  int kernel_small_cholesky_##suffix(const T *a, T *l, long n, long count, T *work);             \
  /* The eigenvalues of symmetric matrices in ascending order, and below them [n, n] with the    \
     eigenvectors as columns. Only the lower triangle is read. */                                \
  int kernel_small_eigenvalues_##suffix(const T *a, T *result, long n, long count, T *work);     \
  /* The singular values in descending order, below them the left vectors as columns, and below  \
     those the right ones. */                                                                    \
  int kernel_small_singular_##suffix(const T *a, T *result, long rows, long columns, long count, \
                                     T *work);

KERNEL_SMALL(f32, float)
KERNEL_SMALL(f64, double)

#undef KERNEL_SMALL

#endif
