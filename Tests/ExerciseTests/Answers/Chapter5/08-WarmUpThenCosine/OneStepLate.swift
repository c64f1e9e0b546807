import Tapestry

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
    let late = maximum(step - 1, 0)
    let rising = peak * late / warmUp
    let part = minimum((late - warmUp) / (total - warmUp), 1)
    let falling = peak * (1 + cos(Double.pi * part)) / 2
    return select(late < warmUp, rising, falling)
  }
}
