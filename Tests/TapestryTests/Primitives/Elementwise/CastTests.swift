import Testing

@testable import Tapestry

struct CastTests {
  @Test(arguments: OperationRecording.cases(of: "Cast"))
  func `casts equal TensorFlow's`(recorded: RecordedCase) throws {
    let dtype = try #require(DType(rawValue: recorded.operation))
    try check(recorded, [recorded.operation: TestedOperation { cast($0, to: dtype) }])
  }

  @Test func `a cast to the same type is the tensor itself`() {
    let x = Tensor([1.0])
    #expect(cast(x, to: .float32).identity == x.identity)
  }

  @Test func `NaN becomes 0 and a number that does not fit the nearest int64`() {
    let far = Tensor([Double.nan, .infinity, -1e30])
    expectEqual(cast(far, to: .int64), Tensor([0, Int64.max, .min]))
  }

  @Test func `no gradient passes through integers`() throws {
    let x = Tensor([1.5, 2.5])
    let tape = GradientTape(persistent: true)
    tape.watch(x)
    let y = tape.record { cast((cast(x, to: .int32) * 3).mean(), to: .float32) }
    let z = tape.record { cast(cast(x, to: .float64), to: .float16).sum() }
    #expect(try tape.gradient(y, [x], unconnected: .none)[0] == nil)
    expectEqual(try tape.gradient(z, x), Tensor([1.0, 1.0]))
  }
}
