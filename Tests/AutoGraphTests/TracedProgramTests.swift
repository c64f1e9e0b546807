import AutoGraph
import Tapestry
import Testing

/// The programs as graphs: each is traced once, and the same graph serves all inputs.
@Test(arguments: choicePrograms + loopPrograms)
func `a traced program computes what plain Swift computes`(_ program: ScalarProgram) throws {
  let traced = Function("program") { (x: Tensor) in program.converted(x) }
  for x in [-2.3, -0.8, 0.4, 1.7, 3.1, 5.6] {
    let expected = program.plain(x)
    let result = try traced(Tensor(Float(x))).scalar(as: Float.self)
    #expect(abs(Double(result) - expected) <= 1e-5 * max(1, abs(expected)), "x = \(x)")
  }
  #expect(traced.tracingCount == 1)
}
