// Many small matrices at once. Included by CKernels.h.

#ifndef CKERNELS_SMALL_MATRICES_H
#define CKERNELS_SMALL_MATRICES_H

// The number of matrices that a call takes is at most this number of bytes in elements: 16 of
// `float`, 8 of `double`. They follow each other without a gap, as the results do, and are square,
// of n rows, if no columns are given. A call with fewer matrices takes as long.
enum { KERNEL_SMALL_BYTES = 64 };

// The largest number of eigenvalues or singular values.
enum { KERNEL_SMALL_ROTATED = 16 };

// The part of a matrix that is read: a triangle, with the diagonal, stands for a matrix with zeros
// elsewhere.
enum kernel_small_part { KERNEL_SMALL_WHOLE, KERNEL_SMALL_LOWER, KERNEL_SMALL_UPPER };

// The result of each function is 1. It is 0, and nothing is written, if for one of the matrices the
// result does not exist, or is too close to one that does not: LAPACK, or another function without
// limits, can tell.
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
