import Testing

@testable import Tapestry

struct CopiedPlanesTests {
  private static let sizes: [[Int]] = [
    [0, 3], [1], [7], [3, 5], [5, 1, 3], [33, 18], [16, 64], [67, 5, 3], [3, 130, 131],
    [2, 17, 4, 9],
    [40, 2, 200],
  ]

  /// The elements in row-major order, one by one.
  private func plain<Bits: BitwiseCopyable & Equatable>(_ x: Tensor, _: Bits.Type) -> [Bits] {
    x.withElements(as: Bits.self) { elements in
      (0..<x.count).map { index in
        var (rest, offset) = (index, 0)
        for axis in (0..<x.rank).reversed() {
          offset += rest % x.shape[axis] * x.strides[axis]
          rest /= x.shape[axis]
        }
        return elements[offset]
      }
    }
  }

  private func expectSame<Bits: BitwiseCopyable & Equatable>(_ x: Tensor, _: Bits.Type) {
    let copy = x.contiguous()
    let elements = copy.withElements(as: Bits.self) { elements in (0..<x.count).map { elements[$0] }
    }
    let isSame = elements == plain(x, Bits.self)
    #expect(isSame, "\(x.shape), strides \(x.strides)")
  }

  @Test(arguments: [DType.int8, .int16, .int32, .int64], sizes)
  func `copies are those of a loop over elements`(dtype: DType, dimensions: [Int]) {
    let count = dimensions.reduce(1, *)
    let x = reshape(cast(Tensor.range(count) * 7919 % 30_011, to: dtype), Shape(dimensions))
    let transposed = transpose(x)
    let views = [
      transposed, reverse(x), reverse(transposed), reverse(x, axis: 0), x[.by(2)],
      transposed[.by(-3)],
      x.repeated(Shape([3] + dimensions)),
      expandDims(x, axis: -1).repeated(Shape(dimensions + [5])),
      expandDims(transposed, axis: -1).repeated(Shape(transposed.shape.dimensions + [20])),
      x.rank > 1 ? transpose(x, [1, 0] + Array(2..<x.rank)) : x,
      x.rank > 2 ? transpose(x, [0, 2, 1] + Array(3..<x.rank)) : x,
    ]
    for view in views {
      switch dtype {
      case .int8: expectSame(view, UInt8.self)
      case .int16: expectSame(view, UInt16.self)
      case .int32: expectSame(view, UInt32.self)
      default: expectSame(view, UInt64.self)
      }
    }
  }

  @Test func `elements between those of the target stay as they are`() {
    let target = Tensor.zeros([6, 40])
    let x = Tensor.ones([20, 3])
    transpose(x).copy(
      into: target.view([.init(start: 1, count: 3, step: 2), .init(start: 0, count: 20, step: 2)]))
    expectEqual(target.sum(), Tensor(60.0))
    expectEqual(target[1, .by(2)], Tensor.ones([20]))
  }
}
