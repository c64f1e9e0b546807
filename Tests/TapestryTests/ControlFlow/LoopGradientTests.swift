import Testing

@testable import Tapestry

struct LoopGradientTests {
  @Test(arguments: [DType.bool, .int32, .int64, .uint8])
  func `a loop in a loop that reads what has no gradient has one`(dtype: DType) throws {
    let x = Tensor([1.0, 2.0], dtype: .float64)
    func program(_ x: Tensor) -> Tensor {
      let condition = cast(x.sum() > 0, to: dtype)
      return whileLoop(
        [Tensor(0, dtype: .int32), x], while: { $0[0] < 2 },
        do: { outer in
          let inner = whileLoop(
            [Tensor(0, dtype: .int32), x * 2], while: { $0[0] < 2 },
            do: { inner in
              [inner[0] + 1, select(cast(condition, to: .bool), inner[1], x) * 2]
            })[1]
          return [outer[0] + 1, outer[1] * inner]
        })[1]
    }
    func gradient(_ x: Tensor) throws -> Tensor {
      let tape = GradientTape()
      tape.watch(x)
      let y = tape.record { program(x).sum() }
      return try tape.gradient(y, x)
    }
    // x times 8x twice: 64 x³.
    expectTensor(try gradient(x), [2], [192, 768], .float64)
    expectTensor(try Function("gradient") { (x: Tensor) in try gradient(x) }(x), [2], [192, 768])
  }
}
