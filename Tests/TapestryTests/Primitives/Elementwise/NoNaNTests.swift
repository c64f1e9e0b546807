import TestSupport
import Testing

@testable import Tapestry

struct NoNaNTests {
  private static let operations: [String: TestedOperation] = [
    "divideNoNaN": .init { divideNoNaN($0, $1) },
    "multiplyNoNaN": .init { multiplyNoNaN($0, $1) },
    "nanToNum": .init { nanToNum($0) },
    "xlogy": .init(ulps: 4) { xlogy($0, $1) },
    "xdivy": .init(ulps: 2) { xdivy($0, $1) },
  ]

  @Test(arguments: OperationRecording.cases(of: "NoNaN"))
  func `quotients and products without a value equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `nanToNum takes other numbers`() {
    let x = Tensor([1, .nan, .infinity, -.infinity] as [Float])
    expectTensor(
      nanToNum(x, nan: 5, infinity: 6, negativeInfinity: 7), [4], [1, 5, 6, 7], .float32)
  }

  @Test func `where the divisor is 0 no gradient comes back`() throws {
    let (a, b) = (Tensor([1.0, 0.0, 6.0]), Tensor([0.0, 0.0, 2.0]))
    let tape = GradientTape(persistent: true)
    tape.watch(a, b)
    let quotient = tape.record { divideNoNaN(a, b) }
    expectTensor(try tape.gradient(quotient, a), [3], [0, 0, 0.5])
    expectTensor(try tape.gradient(quotient, b), [3], [0, 0, -1.5])
  }

  @Test func `where a number was replaced no gradient comes back`() throws {
    let x = Tensor([2.0, .nan, .infinity])
    let tape = GradientTape()
    tape.watch(x)
    let y = tape.record { square(nanToNum(x, infinity: 1)) }
    expectTensor(try tape.gradient(y, x), [3], [4, 0, 0])
  }

  @Test func `quotients and products have derivatives in every way`() throws {
    let (a, b) = (waves([2, 3]), waves([3]) + 2)
    try checkEveryWay("divideNoNaN", at: [a, b]) { divideNoNaN($0[0], $0[1]) }
    try checkEveryWay("xlogy", at: [a, b]) { xlogy($0[0], $0[1]) }
    try checkEveryWay("xdivy", at: [a, b]) { xdivy($0[0], $0[1]) }
    try checkEveryWay("multiplyNoNaN", at: [a, b]) { multiplyNoNaN($0[0], $0[1]) }
  }

  @Test func `an entropy with a probability of 0 has gradients`() throws {
    let p = Tensor([0.0, 0.5, 0.5])
    let tape = GradientTape()
    tape.watch(p)
    let y = tape.record { -xlogy(p, p).sum() }
    expectTensor(y, [], [0.6931472], tolerance: 1e-6)
    expectTensor(try tape.gradient(y, p), [3], [0, -0.3068528, -0.3068528], tolerance: 1e-6)
  }

  @Test func `a product of integers stops the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = multiplyNoNaN(Tensor([1, 2]), Tensor([1, 2]))
      },
      "multiplyNoNaN: needs floating-point numbers, got int32", "cure:")
  }

  @Test func `nanToNum of integers stops the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = nanToNum(Tensor([1, 2]))
      },
      "nanToNum: needs floating-point numbers, got int32", "integers are never NaN")
  }
}
