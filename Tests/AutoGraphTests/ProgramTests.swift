import AutoGraph
import Tapestry
import Testing

/// How a program runs: as Swift runs it, or by the rules of tracing.
enum Mode: CaseIterable {
  case eager, byTracingRules

  func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    try TracingRules.$applyEverywhere.withValue(self == .byTracingRules, operation: body)
  }
}

private let inputs = [-2.3, -0.8, 0.4, 1.7, 3.1, 5.6]

@Test(arguments: choicePrograms + loopPrograms + labeledPrograms, Mode.allCases)
func `a converted program computes what plain Swift computes`(
  _ program: ScalarProgram, _ mode: Mode
) {
  for x in inputs {
    let expected = program.plain(x)
    let result = mode.run { program.converted(Tensor(Float(x))) }.scalar(as: Float.self)
    #expect(abs(Double(result) - expected) <= 1e-5 * max(1, abs(expected)), "x = \(x)")
  }
}

@Test(arguments: choicePrograms + loopPrograms + labeledPrograms, Mode.allCases)
func `the gradient of a converted program is the slope of plain Swift's`(
  _ program: ScalarProgram, _ mode: Mode
) throws {
  for x in inputs {
    let step = 1e-6
    let slope = (program.plain(x + step) - program.plain(x - step)) / (2 * step)
    let input = Tensor(Float(x))
    let tape = GradientTape()
    let result = tape.record {
      tape.watch(input)
      return mode.run { program.converted(input) }
    }
    let gradient = try tape.gradient(result, input).scalar(as: Float.self)
    #expect(abs(Double(gradient) - slope) <= 1e-3 * max(1, abs(slope)), "x = \(x)")
  }
}
