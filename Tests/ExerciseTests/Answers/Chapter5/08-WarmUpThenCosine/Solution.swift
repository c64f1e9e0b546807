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
    let rising = peak * step / warmUp
    let part = minimum((step - warmUp) / (total - warmUp), 1)
    let falling = peak * (1 + cos(Double.pi * part)) / 2
    return select(step < warmUp, rising, falling)
  }
}
