// Gaussian elimination, substitution and Cholesky decomposition of many small matrices at once. A
// template, like small_matrices.h.

// Exchanges two rows in those lanes where `here` is true.
INLINE void NAMED(exchange)(NUMBERS *x, NUMBERS *y, long n, const INTEGERS *here) {
  for (long j = 0; j < n; j++) {
    NUMBERS t = x[j];
    x[j] = *here ? y[j] : t;
    y[j] = *here ? t : y[j];
  }
}

// Gaussian elimination with partial pivoting, on the matrices a[n, n] and the right-hand sides
// b[n, columns]: a becomes U, with leftovers below the diagonal, and b the right-hand sides of
// U x = b. `sign` becomes -1 where the number of row exchanges is odd, otherwise 1. The result is
// false if a pivot is 0, or too small for its reciprocal.
INLINE int NAMED(eliminate)(NUMBERS *a, NUMBERS *b, long n, long columns, NUMBERS *sign) {
#pragma clang fp contract(on)
  INTEGERS unfit = 0;
  *sign = 1;
  for (long k = 0; k < n; k++) {
    NUMBERS largest = __builtin_elementwise_abs(a[k * n + k]);
    INTEGERS pivot = (INTEGER)k;
    for (long i = k + 1; i < n; i++) {
      NUMBERS size = __builtin_elementwise_abs(a[i * n + k]);
      INTEGERS is_larger = size > largest;
      largest = is_larger ? size : largest;
      pivot = is_larger ? (INTEGERS)(INTEGER)i : pivot;
    }
    unfit |= largest < (T)SMALLEST;
    *sign = pivot == (INTEGER)k ? *sign : -*sign;
    for (long i = k + 1; i < n; i++) {
      INTEGERS here = pivot == (INTEGER)i;
      if (!__builtin_reduce_or(here)) continue;
      NAMED(exchange)(a + k * n + k, a + i * n + k, n - k, &here);
      NAMED(exchange)(b + k * columns, b + i * columns, columns, &here);
    }
    NUMBERS reciprocal = 1 / a[k * n + k];
    for (long i = k + 1; i < n; i++) {
      NUMBERS factor = a[i * n + k] * reciprocal;
      for (long j = k + 1; j < n; j++) a[i * n + j] = a[i * n + j] - factor * a[k * n + j];
      for (long j = 0; j < columns; j++)
        b[i * columns + j] = b[i * columns + j] - factor * b[k * columns + j];
    }
  }
  return !__builtin_reduce_or(unfit);
}

// Replaces the right-hand sides y[n, columns] by the solutions for triangular matrices.
INLINE void NAMED(substitute)(const NUMBERS *a, int is_upper, NUMBERS *y, long n, long columns) {
#pragma clang fp contract(on)
  for (long step = 0; step < n; step++) {
    long i = is_upper ? n - 1 - step : step;
    for (long k = is_upper ? i + 1 : 0; k < (is_upper ? n : i); k++)
      for (long j = 0; j < columns; j++)
        y[i * columns + j] = y[i * columns + j] - a[i * n + k] * y[k * columns + j];
    NUMBERS reciprocal = 1 / a[i * n + i];
    for (long j = 0; j < columns; j++) y[i * columns + j] *= reciprocal;
  }
}

WIDE int NAMED(kernel_small_solve)(const T *a, enum kernel_small_part part, int transposed,
                                   const T *b, long b_apart, T *x, long n, long columns,
                                   long count, T *work) {
  NUMBERS *m = (NUMBERS *)work, *y = m + n * n, sign;
  NAMED(load)(a, n * n, n, n, transposed, count, m);
  NAMED(load)(b, b_apart, n, columns, 0, count, y);
  if (part == KERNEL_SMALL_WHOLE) {
    if (!NAMED(eliminate)(m, y, n, columns, &sign)) return 0;
    NAMED(substitute)(m, 1, y, n, columns);
  } else {
    INTEGERS unfit = 0;
    for (long i = 0; i < n; i++)
      unfit |= __builtin_elementwise_abs(m[i * n + i]) < (T)SMALLEST;
    if (__builtin_reduce_or(unfit)) return 0;
    NAMED(substitute)(m, (part == KERNEL_SMALL_UPPER) != transposed, y, n, columns);
  }
  NAMED(store)(y, n * columns, count, x);
  return 1;
}

WIDE int NAMED(kernel_small_pivots)(const T *a, T *pivots, long n, long count, T *work) {
  NUMBERS *u = (NUMBERS *)work, *diagonal = u + n * n, sign;
  NAMED(load)(a, n * n, n, n, 0, count, u);
  if (!NAMED(eliminate)(u, u, n, 0, &sign)) return 0;
  for (long i = 0; i < n; i++) diagonal[i] = i == 0 ? sign * u[0] : u[i * n + i];
  NAMED(store)(diagonal, n, count, pivots);
  return 1;
}

WIDE int NAMED(kernel_small_cholesky)(const T *a, T *l, long n, long count, T *work) {
#pragma clang fp contract(on)
  NUMBERS *m = (NUMBERS *)work;
  INTEGERS unfit = 0;
  NAMED(load)(a, n * n, n, n, 0, count, m);
  for (long k = 0; k < n; k++) {
    for (long i = k; i < n; i++)
      for (long j = 0; j < k; j++) m[i * n + k] = m[i * n + k] - m[i * n + j] * m[k * n + j];
    unfit |= ~(m[k * n + k] >= (T)SMALLEST);
    NUMBERS root = __builtin_elementwise_sqrt(m[k * n + k]), reciprocal = 1 / root;
    m[k * n + k] = root;
    for (long i = k + 1; i < n; i++) m[i * n + k] *= reciprocal;
    for (long j = k + 1; j < n; j++) m[k * n + j] = 0;
  }
  if (__builtin_reduce_or(unfit)) return 0;
  NAMED(store)(m, n * n, count, l);
  return 1;
}
