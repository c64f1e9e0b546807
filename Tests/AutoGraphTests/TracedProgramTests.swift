import AutoGraph
import Tapestry
import Testing

/// The programs as graphs: each is traced once, and the same graph serves all inputs.
@Test(arguments: choicePrograms + loopPrograms + labeledPrograms)
func `a traced program computes what plain Swift computes`(_ program: ScalarProgram) throws {
  let traced = Function("program") { (x: Tensor) in program.converted(x) }
  for x in [-2.3, -0.8, 0.4, 1.7, 3.1, 5.6] {
    let expected = program.plain(x)
    let result = try traced(Tensor(Float(x))).scalar(as: Float.self)
    #expect(abs(Double(result) - expected) <= 1e-5 * max(1, abs(expected)), "x = \(x)")
  }
  #expect(traced.tracingCount == 1)
}

@AutoGraph
private func sumOfSquaresUntil(_ rows: Tensor, _ limit: Tensor) -> Tensor {
  var total = Tensor(0.0)
  for row in rows {
    if total > limit { break }
    total += square(row).sum()
  }
  return total
}

@AutoGraph
private func countTrue(_ flags: Tensor) -> Tensor {
  var count = Tensor(0)
  for flag in flags {
    if flag { count += 1 }
  }
  return count
}

@Test(
  arguments: [(0, [2, 4, 0, 0, 0, 0]), (6, [2, 4, 6, 8, 0, 0]), (99, [2, 4, 6, 8, 10, 12])]
    as [(Float, [Float])])
func `a graph iterates over rows, and its gradient over those that it reached`(
  _ limit: Float, _ slope: [Float]
) throws {
  let rows = Tensor([[1.0, 2], [3, 4], [5, 6]])
  let traced = Function("sumOfSquaresUntil", sumOfSquaresUntil)
  let tape = GradientTape()
  tape.watch(rows)
  let total = try tape.record { try traced(rows, Tensor(limit)) }
  #expect(try tape.gradient(total, rows).scalars(as: Float.self) == slope)
  let graph = traced.concreteFunctions[0].graph
  #expect("\(graph)".contains("= while("))
}

@Test func `a graph iterates over a tensor of Booleans`() throws {
  let traced = Function("countTrue", countTrue)
  #expect(try traced(Tensor([true, false, true])).scalar(as: Int32.self) == 2)
  #expect(try traced(Tensor([false, false, false])).scalar(as: Int32.self) == 0)
  #expect(traced.tracingCount == 1)
}
