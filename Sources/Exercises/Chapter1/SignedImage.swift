import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let signedImage = Exercise(
    "1.1", "SignedImage", "From bytes to numbers", section: "1", points: 5, difficulty: 1,
    signature: "func signed(_ image: Tensor) throws -> Tensor",
    statement: """
      Turn the bytes of an image, `uint8` in any shape, into `float32` numbers: 0 becomes −1, 255
      becomes 1, and the values between are mapped linearly.
      """,
    hints: [
      "A tensor keeps its dtype unless you cast it, and a literal takes the other operand's dtype.",
      "First `cast(image, to: .float32)`, then arithmetic: a byte cannot hold 2 · 200.",
      "0 … 255 becomes 0 … 2 when it is divided by 127.5; then subtract 1.",
    ],
    tolerance: .within(2e-6, because: "float32 has seven digits, and there are two ways to round"),
    mistakes: [
      Mistake(
        "DoublesBeforeTheCast",
        "Bytes above 127 come out wrong: `2 * image` is still uint8, and 200 + 200 does not fit. "
          + "Cast first."),
      Mistake("DividesBy256", "255 gives 0.992: the largest byte is 255, not 256."),
      Mistake(
        "Float64", "The numbers are right, the dtype is float64: name `.float32` in the cast."),
    ],
    checks: [
      Check("all bytes", share: 1) { _ in
        [Case(cast(Tensor(Array(0...255)), to: .uint8))]
      },
      Check("images", share: 2) { random in
        [[1], [0], [2, 3, 3], [5, 2]].map {
          Case(random.tensor($0, in: 0...255.99, dtype: .uint8))
        }
      },
    ],
    reference: { (image: Tensor) -> Tensor in
      .of(image.doubles.map { 2 * $0 / 255 - 1 }, image.shape.dimensions)
    })
}
