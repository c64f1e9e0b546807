import TestSupport
import Testing

@testable import Tapestry

struct IncompleteBetaTests {
  /// TensorFlow's own are up to 30 units in the last place from the exact values.
  private static func of(_ a: Double, _ b: Double) -> TestedOperation {
    .init(ulps: 32, of: 0.1) { betainc(a, b, $0) }
  }

  private static let operations: [String: TestedOperation] = [
    "betainc 2 3": of(2, 3), "betainc 0.5 0.5": of(0.5, 0.5), "betainc 20 7.5": of(20, 7.5),
    "betainc 0.25 300": of(0.25, 300),
    "betainc": .init(ulps: 16, of: 0.1) { inputs, _ in betainc(inputs[0], inputs[1], inputs[2]) },
  ]

  @Test(arguments: OperationRecording.cases(of: "IncompleteBeta"))
  func `the incomplete beta function and its gradient equal TensorFlow's`(
    recorded: RecordedCase
  ) throws {
    try check(recorded, Self.operations)
  }

  @Test func `it is exact for tiny and for huge parameters, too, and ends soon`() {
    // Sums of the power series in 40 digits; the last three follow from the symmetry, from a limit,
    // and from the gamma distribution.
    let a = Tensor([303.6347344812174, 5000, 1e6, 1e5, 3500, 1e300, 1e308, 5], dtype: .float64)
    let b = Tensor([2218.01316288396, 4000.5, 2e6, 1e5, 1e9, 1e300, 1, 1e300], dtype: .float64)
    let x = Tensor(
      [0.010672705709854291, 0.55, 0.3333, 0.5005, 3.4e-6, 0.5, 0.5, 5e-300], dtype: .float64)
    expectTensor(
      betainc(a, b, x), [8],
      [
        1.2063032465281744587e-208, 0.1457799375607552208, 0.45131470497840600607,
        0.67263941555656604104, 0.044487420955429219647, 0.5, 0, 0.55950671493478762752,
      ], tolerance: 1e-14)
    expectTensor(
      betainc(Tensor([1e-300, 1e-3], dtype: .float64), 1e-300, 0.5), [2], [0.5, 1e-297],
      tolerance: 1e-13)
    #expect(abs(betainc(a, b, x)[0].number / 1.2063032465281744587e-208 - 1) < 1e-12)
  }

  @Test(arguments: [(0.3, 7), (12, 0.7), (40, 55), (1e4, 2e4)] as [(Double, Double)])
  func `both tails add up to 1`(a: Double, b: Double) {
    let x = Tensor([0.001, 0.2, 0.333, 0.5, 0.75, 0.96875], dtype: .float64)
    expectTensor(
      betainc(a, b, x) + betainc(b, a, 1 - x), [6], [1, 1, 1, 1, 1, 1], tolerance: 1e-12)
  }

  @Test func `no probability is beyond 0 and 1, however small the parameters`() {
    // A subnormal literal would be a warning.
    let small = Double.leastNormalMagnitude / 64
    let a = Tensor([1, 0.5, small, small], shape: [4])
    let b = Tensor([Double.leastNonzeroMagnitude, 1e-300, 1, 9.999], shape: [4])
    let x = Tensor([0.70001, 0.70001, 0.5, small], shape: [4])
    expectTensor(betainc(a, b, x), [4], [0, 0, 1, 1])
  }

  @Test func `an infinite parameter is a limit: all the weight is at one end`() {
    let infinity = Tensor([.infinity] as [Float])
    expectEqual(betainc(infinity, 2, 0.5), Tensor([0.0]))
    expectEqual(betainc(2, infinity, 0.5), Tensor([1.0]))
    expectEqual(betainc(infinity, infinity, 0.5), Tensor([.nan] as [Float]))
  }

  @Test func `shapes broadcast, and numbers take the type of a tensor`() {
    let (a, b) = (
      Tensor([[1.0], [2.0]], dtype: .float64), Tensor([1.0, 3.0, 2.0], dtype: .float64)
    )
    let all = betainc(a, b, 0.5)
    #expect(all.spec == TensorSpec(shape: [2, 3], dtype: .float64))
    expectTensor(all, [2, 3], [0.5, 0.875, 0.75, 0.25, 0.6875, 0.5], tolerance: 1e-15)
    expectTensor(betainc(1, 3, 0.5), [], [0.875], tolerance: 1e-7)
    #expect(betainc(1, 3, Tensor([0.5], dtype: .float16)).dtype == .float16)
    #expect(betainc(Tensor.ones([0, 1]), 3, Tensor.ones([4])).shape == [0, 4])
  }

  @Test func `it has derivatives with respect to x of any order, in every way`() throws {
    let x = sigmoid(waves([2, 3]))
    let (a, b) = (waves([3], 0.7) + 2, waves([2, 1], 0.4) + 3)
    let parameters = [cast(a, to: .float64), cast(b, to: .float64)]
    try checkEveryWay("betainc", at: [x]) { betainc(parameters[0], parameters[1], $0[0]) }
    try checkEveryWay("betaDensity", at: [a, b, x]) { bind(BetaDensity(), $0) }
  }

  @Test func `the density is what its definition says, at both ends, too`() {
    let a = Tensor([0.5, 1, 3, 1, 30, 0.5, 1, 2, 2, 2, 2])
    let b = Tensor([2, 4, 4, 2, 25, 2, 4, 4, 0.5, 1, 2])
    let x = Tensor([0.2, 0.3, 0.4, 0.9, 0.5, 0, 0, 0, 1, 1, 1])
    let density = BetaDensity()
    let got = bind(density, [a, b, x])
    expectEqual(got[..<5], density.definition([a, b, x])[..<5], ulps: 256)
    expectEqual(got[5...], Tensor([.infinity, 4, 0, .infinity, 2, 0] as [Float]))
  }

  @Test func `a function of all three has the gradient of x alone`() throws {
    let f = Function("f") { (a: Tensor, b: Tensor, x: Tensor) in betainc(a, b, x) }
    let (a, b, x) = (Tensor([2.0]), Tensor([3.0]), Tensor([0.5]))
    let tape = GradientTape()
    tape.watch(x)
    let y = try tape.record { try f(a, b, x) }
    expectTensor(try tape.gradient(y, x), [1], [1.5], tolerance: 1e-6)
  }

  @Test func `gradients of the parameters, and integers, stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let a = Tensor([2.0])
        let tape = GradientTape()
        tape.watch(a)
        let y = tape.record { betainc(a, 3, 0.5) }
        _ = try tape.gradient(y, a)
      },
      "betainc: its derivative with respect to a, which is not known",
      "cure: differentiate with respect to x only: betainc(stopGradient(a), stopGradient(b), x)")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = betainc(Tensor([2]), Tensor([3]), Tensor([1]))
      },
      "betainc: not defined for int32", "cure: cast first")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = betainc(Tensor([2.0]), Tensor([3.0], dtype: .float64), 0.5)
      },
      "betainc: operands of different types, float32 and float64", "cure: cast one of them")
  }
}
