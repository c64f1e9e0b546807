// Elements moved from one layout to another, for any elements of 1, 2, 4 or 8 bytes. Included by
// CKernels.h.

#ifndef CKERNELS_COPIES_H
#define CKERNELS_COPIES_H

// y[i * y_row + j * y_step] = x[i * x_row + j * x_step] for i < rows and j < columns; distances
// count elements, and those of x may be 0 or negative. Elements of y must not coincide, and y must
// not overlap x.
#define KERNEL_COPY(bytes)                                                                      \
  void kernel_copy_plane_bytes##bytes(const void *x, long x_row, long x_step, void *y,          \
                                      long y_row, long y_step, long rows, long columns);

KERNEL_COPY(1)
KERNEL_COPY(2)
KERNEL_COPY(4)
KERNEL_COPY(8)

#undef KERNEL_COPY

#endif
