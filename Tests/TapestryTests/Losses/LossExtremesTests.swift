import TestSupport
import Testing

@testable import Tapestry

/// Rows of labels and predictions where formulas change or lose their digits, with what TensorFlow
/// makes of each; recorded by Recordings/loss_extremes.py.
struct LossExtremes: Decodable, Sendable, CustomTestStringConvertible {
  let config: RecordedConfig
  let yTrue: RecordedTensor
  let yPred: RecordedTensor
  let values: RecordedTensor
  let gradient: RecordedTensor

  private struct File: Decodable { let losses: [LossExtremes] }
  static let recorded: [LossExtremes] =
    (TestSupport.recording("loss_extremes", in: .module) as File).losses

  var testDescription: String { "\(config.config)" }
}

struct LossExtremesTests {
  @Test(arguments: LossExtremes.recorded)
  func `a loss and its gradient are TensorFlow's at their extremes`(
    _ recorded: LossExtremes
  ) throws {
    let loss = try Loss.made(from: recorded.config.config)
    let (y, p) = (recorded.yTrue.tensor, recorded.yPred.tensor)
    let tape = GradientTape()
    tape.watch(p)
    let values = tape.record { loss.values(y, p) }
    expectElements(values, recorded.values.tensor, y, p, "value", of: loss.name)
    expectElements(
      try tape.gradient(values, p), recorded.gradient.tensor, y, p, "gradient", of: loss.name)
  }

  /// Expects elements within a few roundings, and NaN and infinity where they were recorded.
  ///
  /// Two rules of this engine differ from TensorFlow's, and are allowed for: a NaN that comes in
  /// stays visible, and a zero that comes from above stays zero, where TensorFlow multiplies it by
  /// infinity. A vector of the length ε at which normalizing ends is a tie that the last digit
  /// decides.
  private func expectElements(
    _ actual: Tensor, _ expected: Tensor, _ y: Tensor, _ p: Tensor, _ what: String, of loss: String
  ) {
    #expect(actual.shape == expected.shape)
    let (a, b) = (actual.scalars(as: Float.self), expected.scalars(as: Float.self))
    let width = a.count / y.shape[0]
    for (index, (x, z)) in zip(a, b).enumerated() {
      let isSame = x == z || (x.isNaN && z.isNaN) || abs(x - z) <= 2e-6 * max(abs(z), 1)
      let row = index / width
      let inputs = p[row].scalars(as: Float.self)
      let isVisible = x.isNaN && inputs.contains { !$0.isFinite }
      let isKeptZero = what == "gradient" && z.isNaN && x.isFinite
      let isTie = loss == "cosine_similarity" && inputs.contains(1e-6)
      if isVisible || isKeptZero || isTie { continue }
      #expect(isSame, "\(what) \(x), not \(z), for \(y[row]) and \(p[row])")
    }
  }
}
