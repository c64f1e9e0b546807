// Exercise 5.8: up, then down

import ExerciseKit
import Tapestry

/// A learning rate that rises from 0 at step 0 to `peak` at step `warmUp` along a line, then
/// falls to 0 at step `total` along half a wave of the cosine, and stays there. `step` is a
/// float32 scalar, which is symbolic when a function is traced.
final class WarmUpThenCosine: LearningRateSchedule {
  private let peak: Double
  private let warmUp: Int
  private let total: Int

  init(peak: Double, warmUp: Int, total: Int) {
    self.peak = peak
    self.warmUp = warmUp
    self.total = total
  }

  override func rate(at step: Tensor) -> Tensor {
    // TODO: replace this line by your solution.
    unsolved()
  }
}
