import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let windowOverImages = Exercise(
    "6.10", "WindowOverImages", "A window over images", section: "11", points: 15, difficulty: 3,
    signature: "func convolved(_ images: Tensor, _ kernel: Tensor) throws -> Tensor",
    piece: """
      convolved = { images, kernel in
        engineValue([images, kernel]) { inputs in try! convolved(inputs[0], inputs[1]) }
      }
      """,
    without: ["conv2D", "Conv2D"],
    statement: """
      A convolution with a step of 1 and without padding: images of shape (n, h, w, c) and a kernel
      (kh, kw, c, f) give (n, h − kh + 1, w − kw + 1, f). Each number is the sum, over a window and
      all channels, of the pixels times the kernel's numbers at the same position in the window.
      Write it with slices and products, in kh · kw steps.
      """,
    hints: [
      """
      For one position (p, q) of the kernel, all windows together see a slice of the images, \
      shifted by p and q.
      """,
      """
      That slice is pixels times channels, and the kernel at (p, q) is channels times filters: a \
      matrix product.
      """,
      """
      Add up, over p and q, `matmul(reshape(slice, [-1, c]), kernel[p, q])`, where the slice is \
      `images[.all, p..<p + height, q..<q + width]`, and reshape the sum to (n, height, width, f).
      """,
    ],
    tolerance: .within(2e-5, because: "sums of products in float32"),
    mistakes: [
      Mistake(
        "KernelTurned",
        "That is the mathematical convolution, with a flipped kernel: networks do not flip it."),
      Mistake(
        "OneRowMissing",
        "A row and a column are missing: a window of 3 fits into 5 pixels three times."),
      Mistake(
        "HeightForWidth",
        "Right for square images only: the height of the result comes before its width."),
    ],
    checks: [
      Check("one channel") { random in
        [
          imagesCase(&random, [1, 2, 2, 1], [2, 2, 1]),
          imagesCase(&random, [1, 3, 3, 1], [2, 2, 1]),
        ]
      },
      Check("all sizes differ", share: 2, isMandatory: true) { random in
        [
          imagesCase(&random, [2, 4, 5, 3], [3, 2, 2]),
          imagesCase(&random, [1, 5, 3, 2], [2, 1, 4]),
          imagesCase(&random, [3, 3, 4, 1], [1, 1, 2]),
        ]
      },
    ],
    reference: { (images: Tensor, kernel: Tensor) -> Tensor in
      let (n, h, w, c) = (
        images.shape[0], images.shape[1], images.shape[2], images.shape[3]
      )
      let (kh, kw, f) = (kernel.shape[0], kernel.shape[1], kernel.shape[3])
      let (x, k) = (images.doubles, kernel.doubles)
      let (height, width) = (h - kh + 1, w - kw + 1)
      var y: [Double] = []
      for image in 0..<n {
        for (row, column) in (0..<height).flatMap({ row in (0..<width).map { (row, $0) } }) {
          for filter in 0..<f {
            var sum = 0.0
            for (p, q) in (0..<kh).flatMap({ p in (0..<kw).map { (p, $0) } }) {
              for channel in 0..<c {
                let pixel = ((image * h + row + p) * w + column + q) * c + channel
                sum += x[pixel] * k[((p * kw + q) * c + channel) * f + filter]
              }
            }
            y.append(sum)
          }
        }
      }
      return Tensor.of(y, [n, height, width, f])
    })
}

private func imagesCase(_ random: inout CaseRandom, _ images: [Int], _ kernel: [Int]) -> Case {
  let kernelShape = [kernel[0], kernel[1], images[3], kernel[2]]
  return Case(random.tensor(images), random.tensor(kernelShape))
}
