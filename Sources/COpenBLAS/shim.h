#include <cblas.h>
#include <stddef.h>

// The part of LAPACK that the engine uses, by the Fortran symbols that OpenBLAS exports: its C
// interface, LAPACKE, is another library on some systems. Matrices are column-major. Fortran
// passes the length of each string after all arguments.

#define TAPESTRY_LAPACK(p, T)                                                                     \
  void p##getrf_(const blasint *m, const blasint *n, T *a, const blasint *lda, blasint *pivots,   \
                 blasint *info);                                                                  \
  void p##getrs_(const char *trans, const blasint *n, const blasint *nrhs, const T *a,            \
                 const blasint *lda, const blasint *pivots, T *b, const blasint *ldb,             \
                 blasint *info, size_t);                                                          \
  void p##getri_(const blasint *n, T *a, const blasint *lda, const blasint *pivots, T *work,      \
                 const blasint *lwork, blasint *info);                                            \
  void p##potrf_(const char *uplo, const blasint *n, T *a, const blasint *lda, blasint *info,     \
                 size_t);                                                                         \
  void p##trtrs_(const char *uplo, const char *trans, const char *diag, const blasint *n,         \
                 const blasint *nrhs, const T *a, const blasint *lda, T *b, const blasint *ldb,   \
                 blasint *info, size_t, size_t, size_t);                                          \
  void p##geqrf_(const blasint *m, const blasint *n, T *a, const blasint *lda, T *tau, T *work,   \
                 const blasint *lwork, blasint *info);                                            \
  void p##orgqr_(const blasint *m, const blasint *n, const blasint *k, T *a, const blasint *lda,  \
                 const T *tau, T *work, const blasint *lwork, blasint *info);                     \
  void p##gesdd_(const char *jobz, const blasint *m, const blasint *n, T *a, const blasint *lda,  \
                 T *s, T *u, const blasint *ldu, T *vt, const blasint *ldvt, T *work,             \
                 const blasint *lwork, blasint *iwork, blasint *info, size_t);                    \
  void p##syevd_(const char *jobz, const char *uplo, const blasint *n, T *a, const blasint *lda,  \
                 T *w, T *work, const blasint *lwork, blasint *iwork, const blasint *liwork,      \
                 blasint *info, size_t, size_t);

TAPESTRY_LAPACK(s, float)
TAPESTRY_LAPACK(d, double)

#undef TAPESTRY_LAPACK
