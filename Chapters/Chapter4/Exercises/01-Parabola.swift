// Exercise 4.1: a parabola

import ExerciseKit
import Tapestry

/// A model of three numbers: a · x² + b · x + c, element by element, for an x of any shape. Its
/// variables are a, b and c, in this order, and all begin at 0.
final class Parabola: Model {
  // TODO: its variables.

  override func call(_ x: Tensor) -> Tensor {
    unsolved()
  }
}
