import Testing

@testable import Tapestry

/// The loops of normalization against the same formulas as operations.
struct ChannelMomentsTests {
  /// Sizes with whole blocks of columns, with parts of them, and with several pieces of rows.
  private static let shapes: [Shape] = [
    [1, 3], [7, 1], [5, 4, 16], [1000, 37], [70, 9, 9, 81],
  ]

  @Test(arguments: shapes)
  func `moments are those of the definition`(_ shape: Shape) {
    let x = cast(waves(shape) * 3 + 5, to: .float32)
    expectNear(bind(ChannelMoments(), [x]), ChannelMoments().definition([x]), 1e-4)
  }

  @Test(arguments: shapes)
  func `products are those of the definition`(_ shape: Shape) {
    let (x, dy) = (cast(waves(shape) + 2, to: .float32), cast(waves(shape, 1.1), to: .float32))
    let inputs = [dy, x, x.mean(axis: Array(0..<(shape.rank - 1)))]
    expectNear(bind(ChannelProducts(), inputs), ChannelProducts().definition(inputs), 2e-3)
  }

  @Test func `the variance of numbers far from 0 keeps its digits`() {
    let x = Tensor([[10_000.5], [10_001.5], [10_002.5], [10_003.5]])
    #expect(bind(ChannelMoments(), [x]).scalars(as: Float.self) == [10_002, 1.25])
  }

  @Test func `moments, products and their derivatives are those of the definition in every way`()
    throws
  {
    let (x, dy) = (waves([3, 2, 2]), waves([3, 2, 2], 1.3))
    try checkEveryWay("moments", at: [x]) { bind(ChannelMoments(), $0) }
    try checkEveryWay("products", at: [dy, x, waves([2])]) { bind(ChannelProducts(), $0) }
  }

  @Test(arguments: [[3, 2], [2, 2, 2, 2]] as [Shape])
  func `a normalized batch has the derivatives of its formula`(_ shape: Shape) throws {
    try checkEveryWay("batch", at: [waves(shape), waves([2], 1.3), waves([2], 1.1)]) { inputs in
      normalizedByBatch(inputs[0], gamma: inputs[1], beta: inputs[2], epsilon: 1e-3).y
    }
  }

  @Test func `channels in front are normalized as those at the end`() {
    let x = waves([4, 3, 5])
    let (end, front) = (
      BatchNormalization(dtype: .float64), BatchNormalization(axis: 1, dtype: .float64)
    )
    let moved = transpose(front(transpose(x, [0, 2, 1]), training: true), [0, 2, 1])
    expectNear(end(x, training: true), moved, 1e-12)
    expectNear(end.movingVariance.tensor, front.movingVariance.tensor, 1e-12)
  }
}

private func expectNear(_ got: Tensor, _ expected: Tensor, _ tolerance: Double) {
  #expect(got.spec == expected.spec)
  let difference = cast(abs(got - expected).max(), to: .float64).scalar(as: Double.self)
  #expect(difference <= tolerance, "\(got), expected \(expected)")
}
