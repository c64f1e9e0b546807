// Many small matrices at once, a matrix in each lane of a vector.
//
// This file and the two after it, small_elimination.h and small_rotations.h, are templates. They
// are included once per element type, with these macros defined:
//   T         the type of elements
//   INTEGER   the integer type of the same size
//   SMALLEST  a number from which on reciprocals are surely finite
//   EPSILON   the distance from 1 to the next number
//   NAMED     the full name of a function
//
// A vector `m[i * columns + j]` holds the element (i, j) of each matrix, so the code reads like the
// textbook's for one matrix. Where lanes need different rows, as in the choice of a pivot, a
// comparison decides for each lane whether it keeps its element. One small matrix alone has too
// little work for vectors, and for the overhead of a library's calls: for matrices of 8 rows this
// takes a tenth of the time of calling LAPACK for each.

#define NUMBERS NAMED(numbers)
#define INTEGERS NAMED(integers)
#define LANES (KERNEL_SMALL_BYTES / sizeof(T))

typedef T NUMBERS __attribute__((ext_vector_type(KERNEL_SMALL_BYTES / sizeof(T))));
typedef INTEGER INTEGERS __attribute__((ext_vector_type(KERNEL_SMALL_BYTES / sizeof(T))));

// m = the matrices, which begin `apart` elements from each other. The lanes beyond `count` repeat
// the last matrix, so that they fail only if it does.
INLINE void NAMED(load)(const T *a, long apart, long rows, long columns, int transposed, long count,
                        NUMBERS *m) {
  long row = transposed ? 1 : columns, column = transposed ? rows : 1;
  for (long lane = 0; lane < (long)LANES; lane++) {
    const T *from = a + (lane < count ? lane : count - 1) * apart;
    T *to = (T *)m + lane;
    for (long i = 0; i < rows; i++)
      for (long j = 0; j < columns; j++, to += LANES) *to = from[i * row + j * column];
  }
}

// y = the matrices, of `size` elements, one after the other.
INLINE void NAMED(store)(const NUMBERS *m, long size, long count, T *y) {
  for (long lane = 0; lane < count; lane++)
    for (long i = 0; i < size; i++) y[lane * size + i] = ((const T *)m)[i * LANES + lane];
}
