import TestSupport
import Testing

@testable import Tapestry

struct IncompleteGammaTests {
  private static let operations: [String: TestedOperation] = [
    "igamma": .init(ulps: 16, of: 0.1) { igamma($0, $1) },
    "igammac": .init(ulps: 16, of: 0.1) { igammac($0, $1) },
  ]

  @Test(arguments: OperationRecording.cases(of: "IncompleteGamma"))
  func `incomplete gamma functions and their gradients equal TensorFlow's`(
    recorded: RecordedCase
  ) throws {
    try check(recorded, Self.operations)
  }

  @Test func `they are exact for huge shapes, too, and end soon`() {
    // Values of SciPy 1.17.
    let a = Tensor([1e4, 1e6, 1.1e8, 1e12, 1e12, 1e300], dtype: .float64)
    let x = Tensor([1.01e4, 1.001e6, 1.10001e8, 1e12 + 2e6, 1e12 - 3e6, 1e300], dtype: .float64)
    expectTensor(
      igamma(a, x), [6],
      [
        0.8413487504471796, 0.8413447863683402, 0.5379926066046503, 0.9772498140608813,
        0.001349886213392038, 0.5,
      ], tolerance: 1e-13)
    expectTensor(
      igammac(a, x), [6],
      [
        0.15865124955282037, 0.15865521363165971, 0.46200739339534963, 0.02275018593911871,
        0.998650113786608, 0.5,
      ], tolerance: 1e-13)
  }

  @Test func `an infinite shape is a limit, as an infinite bound is`() {
    let (a, x) = (
      Tensor([.infinity, 2, .infinity] as [Float]), Tensor([1, .infinity, .infinity] as [Float])
    )
    expectEqual(igamma(a, x), Tensor([0, 1, .nan] as [Float]))
    expectEqual(igammac(a, x), Tensor([1, 0, .nan] as [Float]))
  }

  @Test func `they have derivatives with respect to x of any order, in every way`() throws {
    let (a, x) = (waves([3]) + 2, waves([2, 3], 0.7) * 2 + 2.5)
    try checkEveryWay("igamma", at: [x]) { igamma(cast(a, to: .float64), $0[0]) }
    try checkEveryWay("igammac", at: [x]) { igammac(cast(a, to: .float64), $0[0]) }
    try checkEveryWay("igamma", at: [a, x], isTwiceSmooth: false) { igamma($0[0], $0[1]) }
    try checkEveryWay("igammaSlope", at: [x]) {
      bind(IgammaSlope(), [broadcast(cast(a, to: .float64), to: [2, 3]), $0[0]])
    }
    try checkEveryWay("gammaDensity", at: [a, x]) { bind(GammaDensity(), $0) }
  }

  @Test func `the density is what its definition says`() {
    let (a, x) = (Tensor([0.5, 1, 3, 1, 30]), Tensor([0.2, 0, 4, 2, 25]))
    let density = GammaDensity()
    expectEqual(bind(density, [a, x]), density.definition([a, x]), ulps: 256)
    expectEqual(
      bind(
        density,
        [Tensor([0.5, 2, .infinity, 1] as [Float]), Tensor([0, 0, 1, .infinity] as [Float])]),
      Tensor([.infinity, 0, 0, 0] as [Float]))
  }

  @Test func `a second derivative with respect to a stops the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let a = Tensor([2.0])
        let outer = GradientTape()
        outer.watch(a)
        let gradient = try outer.record {
          let inner = GradientTape()
          inner.watch(a)
          let y = inner.record { igamma(a, 1.0) }
          return try inner.gradient(y, a)
        }
        _ = try outer.gradient(gradient, a)
      },
      "igamma: its second derivative with respect to a, which is not known", "stopGradient(a)")
  }
}
