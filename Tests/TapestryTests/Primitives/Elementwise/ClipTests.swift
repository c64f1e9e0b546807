import TestSupport
import Testing

@testable import Tapestry

@Suite struct ClipTests {
  private static let numbers: [Double] = [
    -3, -1, -0.5, -0.0, 0, 0.5, 1, 3, .infinity, -.infinity, .nan,
  ]

  private func formula(_ x: Tensor, _ min: Tensor, _ max: Tensor) -> Tensor {
    maximum(minimum(x, max), min)
  }

  @Test(arguments: DType.allCases.filter { $0 != .bool })
  func `clipped elements are those of maximum and minimum`(dtype: DType) throws {
    let numbers = dtype.isFloating ? Self.numbers : [-3, -1, 0, 1, 3]
    let x = cast(Tensor(numbers + numbers), to: dtype)
    let ranges: [(Double, Double)] = [
      (-1, 1), (0, 0), (2, -2), (-Double.infinity, .nan), (.nan, 1),
    ]
    for (low, high) in ranges
    where dtype.isFloating || low.isFinite && high.isFinite {
      let bounds = [low, high].map { cast(Tensor($0), to: dtype) }
      let expected = formula(x, bounds[0], bounds[1])
      expectEqual(clip(x, min: bounds[0], max: bounds[1]), expected)
      expectEqual(clip(strided(x), min: bounds[0], max: bounds[1]), expected)
      let graph = Function("clip") { (x: Tensor) in clip(x, min: bounds[0], max: bounds[1]) }
      expectEqual(try graph(x), expected)
    }
  }

  @Test func `bounds broadcast with the elements`() {
    let (x, low) = (Tensor([[-2.0, 0.5, 3.0]]), Tensor([[-1.0], [0.0]]))
    expectTensor(
      clip(x, min: low, max: Tensor([1.0, 0.25, 2.0])), [2, 3], [-1, 0.25, 2, 0, 0.25, 2])
    expectTensor(clip(Tensor(5.0), min: 0, max: Tensor([1.0, 7.0])), [2], [1, 5])
    #expect(clip(Tensor.zeros([0]), min: 0, max: 1).shape == [0])
  }

  @Test func `gradients are those of maximum and minimum`() throws {
    let x = cast(Tensor(Self.numbers), to: .float32)
    let (low, high) = (Tensor(-0.5), Tensor(0.5))
    let tape = GradientTape(persistent: true)
    for input in [x, low, high] { tape.watch(input) }
    let (fused, plain) = tape.record {
      (clip(x, min: low, max: high), formula(x, low, high))
    }
    for input in [x, low, high] {
      expectEqual(try tape.gradient(fused, input), try tape.gradient(plain, input))
    }
  }

  @Test func `clipped elements have derivatives in every way`() throws {
    try checkEveryWay("clip", at: [waves([3, 4]), Tensor([-0.7, -0.3, -0.5, 0.1]), Tensor(0.6)]) {
      square(clip($0[0], min: $0[1], max: $0[2]))
    }
  }

  @Test func `bounds of another type stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = clip(Tensor([1.0]), min: Tensor(0), max: Tensor(1))
      },
      "clip: operands of different types, float32 and int32", "cure: cast one of them")
  }
}
