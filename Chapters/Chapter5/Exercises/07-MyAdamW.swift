// Exercise 5.7: decay beside the gradient

import ExerciseKit
import Tapestry

/// Adam with β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁷, and with decoupled weight decay: w ← w − rate ·
/// (Adam's direction + decay · w), where the direction is the corrected m over the root of the
/// corrected v. It works within a `Function`, too. Its slots are called m and v.
final class MyAdamW: Optimizer {
  init(rate: Double, decay: Double) {
    super.init(name: "MyAdamW", learningRate: rate)
    setHyper("weight_decay", decay)
  }

  override func createSlots(for variables: [Variable]) {
    // TODO: the slots m and v of each variable.
    unsolved()
  }

  override func update(_ variable: Variable, gradient: Tensor) {
    unsolved()
  }
}
