import TestSupport
import Testing

@testable import Tapestry

/// Elements placed in a tensor of zeros.
struct PlacementTests {
  private static let slices: [String: @Sendable (Tensor) -> Tensor] = [
    "rows": { $0[2..<4] }, "every second row": { $0[.by(2)] },
    "every second of the middle": { $0[.all, .by(-2)] },
    "every third row, backwards": { $0[.by(-3)] }, "columns": { $0[.all, 1...3] },
    "every second column": { $0[.all, .by(2, from: 1)] },
    "every second of both": { $0[.by(2, from: 1), .by(2)] },
    "every second of the last": { $0[.ellipsis, .by(-2)] }, "one": { $0[3, 2, 1] },
    "some of each": { $0[.by(2), 1..<4, 1..<2] }, "reversed": { $0[.all, .by(-1)] },
    "none": { $0[.by(2), 3..<3] }, "no row": { $0[.by(2, from: 7)] }, "all": { $0[0...] },
  ]

  @Test(arguments: slices.keys.sorted(), [DType.float32, .float64, .float16, .int8])
  func `every element is at its position, and all else is 0`(_ name: String, _ dtype: DType) throws
  {
    let shape: Shape = [7, 5, 9]
    let slice = try #require(Self.slices[name])
    let positions = slice(reshape(Tensor.range(shape.elementCount), shape))
    let primitive = try #require(
      try graph(TensorSpec(shape: shape)) { [slice($0)] }.nodes
        .compactMap { $0.primitive as? StridedSlice }.first)
    let placement = Placement(shape: shape, parts: primitive.parts)
    // Numbers that int8 has, too.
    let x = cast(
      reshape(Tensor.range(positions.count) % 100 + 1, Shape(primitive.parts.map(\.count))),
      to: dtype)
    var expected = [Double](repeating: 0, count: shape.elementCount)
    for (index, position) in positions.integers.enumerated() {
      expected[position] = Double(index % 100 + 1)
    }
    // Memory that is used again holds other numbers.
    let result = Tensor.ones(shape, dtype: dtype) * 1
    placement.run([x], into: result)
    expectTensor(cast(result, to: .float64), shape, expected)
  }
}
