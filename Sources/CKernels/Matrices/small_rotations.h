// Eigenvalues and singular values of many small matrices at once. A template, like
// small_matrices.h.
//
// These are Jacobi's methods: each rotation in the plane of two axes makes one off-diagonal element
// 0, and sweeps over all pairs of axes are repeated until all of them are, usually six or seven
// times. This takes several times the arithmetic of methods that first make a matrix tridiagonal,
// like LAPACK's. But all lanes rotate the same axes at the same time, whereas those methods take
// different steps in each matrix.

// Replaces x and y by c x - s y and s x + c y; their elements are `step` apart.
INLINE void NAMED(rotate)(NUMBERS *x, NUMBERS *y, long step, long n, const NUMBERS *c,
                          const NUMBERS *s) {
#pragma clang fp contract(on)
  for (long i = 0; i < n; i++) {
    NUMBERS a = x[i * step], b = y[i * step];
    x[i * step] = *c * a - *s * b;
    y[i * step] = *s * a + *c * b;
  }
}

// The cosine and sine of the rotation that makes `off` in [[p, off], [off, q]] 0. Of the two
// possible angles it takes the smaller one, whose tangent is t; where none is needed, 0.
INLINE void NAMED(angle)(const NUMBERS *p, const NUMBERS *q, const NUMBERS *off,
                         const INTEGERS *is_needed, NUMBERS *c, NUMBERS *s) {
#pragma clang fp contract(on)
  NUMBERS ratio = (*q - *p) / (2 * *off), size = __builtin_elementwise_abs(ratio);
  NUMBERS t = 1 / (size + __builtin_elementwise_sqrt(size * size + 1));
  t = ratio < 0 ? -t : t;
  t = *is_needed ? t : 0;
  *c = 1 / __builtin_elementwise_sqrt(t * t + 1);
  *s = t * *c;
}

// The positions of a lane's n numbers in sorted order; the sort is stable.
INLINE void NAMED(sort)(const NUMBERS *values, long lane, long n, int descends, long *order) {
  for (long i = 0; i < n; i++) {
    T value = values[i][lane];
    long j = i;
    for (; j > 0; j--) {
      T before = values[order[j - 1]][lane];
      if (!(descends ? before < value : before > value)) break;
      order[j] = order[j - 1];
    }
    order[j] = i;
  }
}

// m = the identity.
INLINE void NAMED(identity)(NUMBERS *m, long n) {
  for (long i = 0; i < n * n; i++) m[i] = i % (n + 1) == 0;
}

WIDE int NAMED(kernel_small_eigenvalues)(const T *a, T *result, long n, long count, T *work) {
  NUMBERS *m = (NUMBERS *)work, *v = m + n * n, *values = v + n * n, largest = 0;
  INTEGERS unfit = 0, is_moving = -1;
  NAMED(load)(a, n * n, n, n, 0, count, m);
  NAMED(identity)(v, n);
  for (long i = 0; i < n; i++)
    for (long j = 0; j <= i; j++) {
      NUMBERS size = __builtin_elementwise_abs(m[i * n + j]);
      largest = size > largest ? size : largest;
      unfit |= ~(size - size == 0);
      m[j * n + i] = m[i * n + j];
    }
  if (__builtin_reduce_or(unfit)) return 0;
  // A smaller off-diagonal element changes no eigenvalue by more than rounding does.
  NUMBERS negligible = largest * (T)(EPSILON / 4);
  for (long sweep = 0; __builtin_reduce_or(is_moving); sweep++) {
    if (sweep == MOST_SWEEPS) return 0;
    is_moving = 0;
    for (long p = 0; p < n; p++)
      for (long q = p + 1; q < n; q++) {
        NUMBERS off = m[p * n + q], c, s;
        INTEGERS is_needed = __builtin_elementwise_abs(off) > negligible;
        if (!__builtin_reduce_or(is_needed)) continue;
        is_moving |= is_needed;
        NAMED(angle)(m + p * n + p, m + q * n + q, &off, &is_needed, &c, &s);
        NAMED(rotate)(m + p * n, m + q * n, 1, n, &c, &s);
        NAMED(rotate)(m + p, m + q, n, n, &c, &s);
        NAMED(rotate)(v + p * n, v + q * n, 1, n, &c, &s);
      }
  }
  for (long i = 0; i < n; i++) values[i] = m[i * n + i];
  for (long lane = 0; lane < count; lane++) {
    T *row = result + lane * (1 + n) * n;
    long order[KERNEL_SMALL_ROTATED];
    NAMED(sort)(values, lane, n, 0, order);
    for (long j = 0; j < n; j++) row[j] = values[order[j]][lane];
    for (long i = 0; i < n; i++) {
      row += n;
      for (long j = 0; j < n; j++) row[j] = v[order[j] * n + i][lane];
    }
  }
  return 1;
}

// The columns of the matrix, or of its transpose if that has fewer, are rotated until they are
// orthogonal: then they are the left vectors times the singular values, and the columns of the
// product of the rotations are the right vectors.
WIDE int NAMED(kernel_small_singular)(const T *a, T *result, long rows, long columns, long count,
                                      T *work) {
#pragma clang fp contract(on)
  int is_tall = rows >= columns;
  long length = is_tall ? rows : columns, n = is_tall ? columns : rows;
  NUMBERS *m = (NUMBERS *)work, *v = m + n * length, *values = v + n * n;
  INTEGERS is_moving = -1;
  NAMED(load)(a, rows * columns, n, length, is_tall, count, m);
  NAMED(identity)(v, n);
  // Rounding leaves the product of two columns about that far from 0.
  T negligible = (T)(EPSILON * __builtin_sqrt((double)length));
  for (long sweep = 0; __builtin_reduce_or(is_moving); sweep++) {
    if (sweep == MOST_SWEEPS) return 0;
    is_moving = 0;
    for (long p = 0; p < n; p++)
      for (long q = p + 1; q < n; q++) {
        NUMBERS pp = 0, qq = 0, pq = 0, c, s;
        for (long i = 0; i < length; i++) {
          NUMBERS x = m[p * length + i], y = m[q * length + i];
          pp = pp + x * x;
          qq = qq + y * y;
          pq = pq + x * y;
        }
        NUMBERS limit =
            negligible * __builtin_elementwise_sqrt(pp) * __builtin_elementwise_sqrt(qq);
        INTEGERS is_needed = __builtin_elementwise_abs(pq) > limit;
        if (!__builtin_reduce_or(is_needed)) continue;
        is_moving |= is_needed;
        NAMED(angle)(&pp, &qq, &pq, &is_needed, &c, &s);
        NAMED(rotate)(m + p * length, m + q * length, 1, length, &c, &s);
        NAMED(rotate)(v + p * n, v + q * n, 1, n, &c, &s);
      }
  }
  // Given up: the left vectors of singular values that are 0 up to rounding are not determined, and
  // squares of very small or large numbers are inexact.
  NUMBERS largest = 0;
  for (long j = 0; j < n; j++) {
    NUMBERS square = 0;
    for (long i = 0; i < length; i++) square = square + m[j * length + i] * m[j * length + i];
    values[j] = __builtin_elementwise_sqrt(square);
    largest = values[j] > largest ? values[j] : largest;
  }
  INTEGERS is_fit = largest < (T)INFINITY;
  for (long j = 0; j < n; j++) {
    is_fit &= values[j] > largest * (T)(EPSILON * length);
    is_fit &= values[j] * values[j] > (T)(SMALLEST / EPSILON / EPSILON);
    NUMBERS reciprocal = 1 / values[j];
    for (long i = 0; i < length; i++) m[j * length + i] *= reciprocal;
  }
  if (__builtin_reduce_or(~is_fit)) return 0;
  const NUMBERS *u = is_tall ? m : v, *w = is_tall ? v : m;
  for (long lane = 0; lane < count; lane++) {
    T *row = result + lane * (1 + rows + columns) * n;
    long order[KERNEL_SMALL_ROTATED];
    NAMED(sort)(values, lane, n, 1, order);
    for (long j = 0; j < n; j++) row[j] = values[order[j]][lane];
    for (long i = 0; i < rows + columns; i++) {
      row += n;
      for (long j = 0; j < n; j++)
        row[j] = i < rows ? u[order[j] * rows + i][lane] : w[order[j] * columns + i - rows][lane];
    }
  }
  return 1;
}
