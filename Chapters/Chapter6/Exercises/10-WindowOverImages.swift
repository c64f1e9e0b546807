// Exercise 6.10: a window over images

import ExerciseKit
import Tapestry

/// A convolution with a step of 1 and without padding: images of shape (n, h, w, c) and a
/// kernel (kh, kw, c, f) give (n, h − kh + 1, w − kw + 1, f). Each number is the sum, over a
/// window and all channels, of the pixels times the kernel's numbers at the same position in
/// the window. Write it with slices and products, in kh · kw steps.
func convolved(_ images: Tensor, _ kernel: Tensor) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
