import TestSupport
import Testing

@testable import Tapestry

struct ActivationsTests {
  // Formulas of several operations round several times. What is a difference of larger numbers is
  // as exact as those: logSoftmax near 0, gelu far below it.
  private static let operations: [String: TestedOperation] = [
    "tanh": .init(ulps: 2) { tanh($0) },
    "erf": .init(ulps: 2) { erf($0) },
    "sigmoid": .init(ulps: 2) { sigmoid($0) },
    // Of zeros of different signs either is the larger.
    "relu": .init(ulps: 0.5) { relu($0) },
    "softplus": .init(ulps: 3) { softplus($0) },
    "leakyRelu": .init(ulps: 1) { leakyRelu($0) },
    "elu": .init(ulps: 2) { elu($0) },
    "selu": .init(ulps: 4) { selu($0) },
    "gelu": .init(ulps: 2, of: 1) { gelu($0) },
    "gelu approximate": .init(ulps: 2, of: 1) { gelu($0, approximate: true) },
    "softmax": .init(ulps: 6) { inputs, recorded in softmax(inputs[0], axis: recorded.axis![0]) },
    "logSoftmax": .init(ulps: 2, of: 4) { inputs, recorded in
      logSoftmax(inputs[0], axis: recorded.axis![0])
    },
  ]

  @Test(arguments: OperationRecording.cases(of: "Activations"))
  func `activation functions equal their formulas`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `softplus rises by a half at 0`() throws {
    let x = Variable(0.0)
    let outer = GradientTape()
    let slope = try outer.record {
      let tape = GradientTape()
      let y = tape.record { softplus(x) }
      return try tape.gradient(y, x)
    }
    #expect(slope.number == 0.5)
    #expect(try outer.gradient(slope, x).number == 0.25)
  }
}
