import TestSupport
import Testing

@testable import Tapestry

struct ReductionsTests {
  private static func reduction(
    _ reduce: @escaping @Sendable (Tensor, (any AxesConvertible)?, Bool) -> Tensor
  ) -> TestedOperation {
    TestedOperation { inputs, recorded in
      reduce(inputs[0], recorded.axes, recorded.keepDims ?? false)
    }
  }

  private static let operations: [String: TestedOperation] = [
    "sum": reduction { $0.sum(axis: $1, keepDims: $2) },
    "mean": reduction { $0.mean(axis: $1, keepDims: $2) },
    "prod": reduction { $0.prod(axis: $1, keepDims: $2) },
    "max": reduction { $0.max(axis: $1, keepDims: $2) },
    "min": reduction { $0.min(axis: $1, keepDims: $2) },
    "any": reduction { $0.any(axis: $1, keepDims: $2) },
    "all": reduction { $0.all(axis: $1, keepDims: $2) },
  ]

  @Test(arguments: OperationRecording.cases(of: "Reductions"))
  func `reductions equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `an axis can be a number or a list`() {
    let x = Tensor([[1, 2, 3], [4, 5, 6]])
    expectEqual(x.sum(axis: -1), Tensor([6, 15]))
    expectEqual(x.sum(axis: [1, 0]), Tensor(21))
    expectEqual(x.sum(axis: 0, keepDims: true), Tensor([[5, 7, 9]]))
    expectEqual(x.sum(keepDims: true), Tensor([[21]]))
  }

  /// Numbers with infinities, zeros of both signs and, in every 31st row, NaN.
  private static func mixed(_ rows: Int, _ columns: Int, _ dtype: DType) -> Tensor {
    let special = [-Double.infinity, -0.0, 0, .infinity, 1e-40]
    let numbers = (0..<rows * columns).map { index -> Double in
      let number = Double((index &* 7919 &+ index / 5) % 251 - 125) / 8
      guard dtype.isFloating else { return dtype == .uint8 ? abs(number) : number }
      if index / columns % 31 == 7 && index % columns == columns / 2 { return .nan }
      return index % 17 == 3 && index / columns % 5 == 2 ? special[index % 5] : number
    }
    return cast(Tensor(numbers, shape: [rows, columns]), to: dtype)
  }

  @Test(
    arguments: [DType.float32, .float64, .int8, .int16, .int32, .int64, .uint8],
    [1, 2, 9, 16, 17, 33, 63, 64, 65, 300])
  func `short and long rows, and columns, are folded as single ones are`(dtype: DType, columns: Int)
  {
    let x = Self.mixed(200, columns, dtype)
    let folds: [@Sendable (Tensor, (any AxesConvertible)?) -> Tensor] = [
      { $0.sum(axis: $1) }, { $0.prod(axis: $1) }, { $0.max(axis: $1) }, { $0.min(axis: $1) },
      { $0.mean(axis: $1) }, { $0.argmax(axis: $1 as? Int ?? 0) },
      { $0.argmin(axis: $1 as? Int ?? 0) },
    ]
    for (index, fold) in folds.enumerated() {
      let together = fold(x, 1)
      let one = stack((0..<200).map { fold(x[$0], nil) })
      expectSameBits(together, one, "fold \(index)")
      // A sum of columns is formed in a different order, that of the rows.
      guard index > 1 && index != 4 || !dtype.isFloating else { continue }
      expectEqual(fold(transpose(x), 0), one)
    }
  }

  private func expectSameBits(_ a: Tensor, _ b: Tensor, _ comment: Comment) {
    func bytes(_ x: Tensor) -> [UInt8] {
      x.withBytes { Array(UnsafeRawBufferPointer(start: $0, count: x.count * x.dtype.size)) }
    }
    let isSame = bytes(a) == bytes(b)
    #expect(isSame, comment)
  }

  @Test(arguments: [DType.int32, .float32, .float64])
  func `large tensors are reduced on all cores`(dtype: DType) {
    let x = cast(Tensor.range(200_000) % 16, to: dtype)
    #expect(x.sum().number == 1_500_000)
    #expect(x.max().number == 15)
    let matrix = reshape(x, [400, 500])
    expectEqual(matrix.sum(axis: 0).sum(), x.sum())
    expectEqual(transpose(matrix).sum(axis: 0), matrix.sum(axis: 1))
    expectEqual(matrix.min(axis: 0), transpose(matrix).min(axis: 1))
  }

  @Test(
    arguments: [
      ([3, 5000, 4], [1]), ([2, 3, 70, 5], [1, 2]), ([9000, 33], [0]), ([20_000, 2], [0]),
    ]
      as [(Shape, [Int])])
  func `many rows fold to what integers give`(_ shape: Shape, _ axes: [Int]) {
    let x = reshape(Tensor.range(shape.elementCount) * 7 % 31 - 9, shape)
    for dtype in [DType.float32, .float64] {
      let y = cast(x, to: dtype)
      expectEqual(y.sum(axis: axes), cast(x.sum(axis: axes), to: dtype))
      expectEqual(y.max(axis: axes), cast(x.max(axis: axes), to: dtype))
      expectEqual(y.min(axis: axes), cast(x.min(axis: axes), to: dtype))
    }
  }

  // The sizes decide which dimensions go first; those of size 1 may lie between neighbors.
  @Test(
    arguments: [
      ([3, 4, 5, 6], [0, 2]), ([3, 4, 5, 6], [1, 3]), ([3, 4, 5, 6], [0, 3]),
      ([3, 4, 5, 6], [0, 1, 3]), ([3, 4, 5, 6], [0, 2, 3]), ([70, 2, 3, 5, 2], [0, 2, 4]),
      ([2, 70, 3, 80], [1, 3]), ([3, 1, 5, 6], [0, 2]), ([3, 4, 1, 6], [0, 2]),
      ([3, 4, 0, 6], [0, 2]), ([3, 0, 5, 6], [0, 2]),
    ] as [(Shape, [Int])])
  func `dimensions that are not neighbors fold as they do in rows`(_ shape: Shape, _ axes: [Int]) {
    let kept = (0..<shape.rank).filter { !axes.contains($0) }
    let result = Shape(kept.map { shape[$0] })
    let length = axes.reduce(1) { $0 * shape[$1] }
    func rows(_ x: Tensor) -> Tensor {
      reshape(transpose(x, kept + axes), Shape(result.dimensions + [length]))
    }
    let numbers = reshape(Tensor.range(shape.elementCount) * 7 % 13 - 6, shape)
    for dtype in DType.allCases where dtype != .bool {
      let x = cast(dtype == .uint8 ? abs(numbers) : numbers, to: dtype)
      expectEqual(x.sum(axis: axes), rows(x).sum(axis: -1))
      expectEqual(x.mean(axis: axes), rows(x).mean(axis: -1))
      expectEqual(x.max(axis: axes), rows(x).max(axis: -1))
      expectEqual(x.min(axis: axes), rows(x).min(axis: -1))
      let powers = cast(select(numbers > 0, 2, 1), to: dtype)
      expectEqual(powers.prod(axis: axes), rows(powers).prod(axis: -1))
      let sums = x.sum(axis: axes, keepDims: true)
      #expect(
        sums.shape.dimensions
          == shape.dimensions.indices.map {
            axes.contains($0) ? 1 : shape[$0]
          })
      expectEqual(reshape(sums, result), x.sum(axis: axes))
    }
    let isLarge = numbers > 4
    expectEqual(isLarge.any(axis: axes), rows(isLarge).any(axis: -1))
    expectEqual(isLarge.all(axis: axes), rows(isLarge).all(axis: -1))
  }

  @Test(arguments: [[10_000], [300, 40], [40, 300], [70, 5, 9, 4]] as [Shape])
  func `float16 is folded in float32 and rounded once`(shape: Shape) {
    let x = cast(Tensor.normal(shape, seed: 3), to: .float16), wide = cast(x, to: .float32)
    for axes in [Array(0..<shape.rank), [0], [shape.rank - 1]] {
      expectEqual(x.sum(axis: axes), cast(wide.sum(axis: axes), to: .float16))
      expectEqual(x.mean(axis: axes), cast(wide.mean(axis: axes), to: .float16))
      expectEqual(x.prod(axis: axes), cast(wide.prod(axis: axes), to: .float16))
      expectEqual(x.max(axis: axes), cast(wide.max(axis: axes), to: .float16))
      expectEqual(x.min(axis: axes), cast(wide.min(axis: axes), to: .float16))
    }
  }

  @Test func `means of integers whose sum does not fit are exact`() {
    for (dtype, number) in [
      (DType.int8, 127), (.int8, -128), (.uint8, 255), (.int16, 32767), (.int32, 2_147_483_647),
      (.int64, .max), (.int64, .min),
    ] {
      let x = Tensor.full([3, 70_000], number, dtype: dtype)
      expectEqual(x.mean(), Tensor(number, dtype: dtype))
      expectEqual(x.mean(axis: 0), Tensor.full([70_000], number, dtype: dtype))
      expectEqual(x.mean(axis: 1, keepDims: true), Tensor.full([3, 1], number, dtype: dtype))
    }
    expectEqual(Tensor([[-1, -2, -4], [1, 2, 4]]).mean(axis: 1), Tensor([-2, 2]))
    expectEqual(Tensor.zeros([0, 2], dtype: .int32).mean(axis: 0), Tensor([0, 0]))
  }

  @Test func `float16 means of large sums do not overflow`() {
    expectEqual(Tensor.full([1000], 100, dtype: .float16).mean(), Tensor(100.0, dtype: .float16))
    expectEqual(Tensor.ones([70_000], dtype: .float16).mean(), Tensor(1.0, dtype: .float16))
  }

  @Test func `sums over many rows do not get stuck`() {
    let ones = Tensor.ones([17_000_000, 2])
    expectEqual(ones.sum(axis: 0), Tensor([17_000_000.0, 17_000_000.0]))
  }

  @Test func `an axis out of range stops with the existing ones`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.ones([2, 3]).sum(axis: 2)
      },
      "sum: axis 2 is out of range for shape (2, 3)", "cure: use an axis from -2 to 1")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(1.0).mean(axis: 0)
      },
      "mean: axis 0 is out of range for shape ()", "cure: a scalar has no axis")
  }

  @Test func `an axis named twice stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.ones([2, 3]).max(axis: [1, -1])
      },
      "max: axes [1, -1] name dimension 1 of shape (2, 3) twice", "cure: name each dimension once")
  }
}
