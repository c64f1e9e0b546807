import TestSupport
import Testing

@testable import Tapestry

@Suite struct ControlFlowTests {
  @Test(arguments: FlowProgram.all, FlowProgram.inputs)
  func `a traced program gives what an eager one gives`(
    _ program: FlowProgram, _ number: Double
  ) throws {
    let x = Tensor(number, dtype: .float64)
    FlowProgram.weight.assign(1.5)
    let run: @Sendable (Tensor) -> Tensor = {
      cast(program.run(cast($0, to: .float32)), to: .float64)
    }
    let traced = Function(program.name, run)
    #expect(try traced(x).number == run(x).number)
    #expect(traced.concreteFunctions[0].optimizedGraph.fault() == nil)
  }

  @Test(arguments: FlowProgram.all, FlowProgram.inputs)
  func `gradients inside and outside a function are the eager ones`(
    _ program: FlowProgram, _ number: Double
  ) throws {
    let x = Tensor(number, dtype: .float32)
    let weight = FlowProgram.weight
    weight.assign(1.5)
    let differentiate: @Sendable (Tensor, (Tensor) throws -> Tensor) throws -> [Tensor] = { x, f in
      let tape = GradientTape()
      tape.watch(x)
      let y = try tape.record { try f(x) }
      return try tape.gradient(y, [x, weight], unconnected: .zero).map { $0! }
    }
    let expected = try differentiate(x, program.run).map(\.number)
    let inside = Function("inside") { (x: Tensor) in try differentiate(x, program.run) }
    let function = Function("outside", program.run)
    let outside = try differentiate(x) { try function($0) }
    for (got, expected) in zip(try inside(x).map(\.number), expected) {
      #expect(abs(got - expected) <= 1e-5 * max(1, abs(expected)))
    }
    #expect(outside.map(\.number) == expected)
  }

  /// The first derivatives of a program, up to some order.
  private func derivatives(
    _ order: Int, of f: @escaping (Tensor) throws -> Tensor, at x: Tensor
  ) throws -> [Tensor] {
    guard order > 0 else { return [] }
    let slope = { (x: Tensor) throws -> Tensor in
      let tape = GradientTape(watchAccessedVariables: false)
      tape.watch(x)
      let y = try tape.record { try f(x) }
      return try tape.gradient(y, [x], unconnected: .zero)[0]!
    }
    return [try slope(x)] + (try derivatives(order - 1, of: slope, at: x))
  }

  @Test(arguments: FlowProgram.all, [-0.75, 1.25])
  func `gradients of gradients are the eager ones`(_ program: FlowProgram, _ number: Double) throws
  {
    let x = Tensor(number, dtype: .float32)
    // One more is enough to show that it continues: nested loops take long.
    let order = program.name == "a loop with a counter" ? 3 : 2
    let expected = try derivatives(order, of: program.run, at: x)
    let f = Function("f") { (x: Tensor) in try derivatives(order, of: program.run, at: x) }
    for run in 1...2 {
      for (got, expected) in zip(try f(x).map(\.number), expected.map(\.number)) {
        #expect(abs(got - expected) <= 1e-4 * max(1, abs(expected)), "run \(run)")
      }
    }
    #expect(f.concreteFunctions[0].optimizedGraph.fault() == nil)
  }

  @Test func `both results of a branch come from one run`() throws {
    let count = Variable(0)
    let f = Function("f") { (x: Tensor) -> [Tensor] in
      cond(
        x > 0,
        then: {
          count.assignAdd(1)
          return [x, x * 2]
        }, else: { [-x, x] })
    }
    #expect(try f(Tensor(3.0)).map(\.number) == [3, 6])
    #expect(count.tensor.number == 1)
    #expect(try f(Tensor(-3.0)).map(\.number) == [3, -3])
    #expect(count.tensor.number == 1)
  }

  @Test func `a variable that a loop assigns is read again in each step and after it`() throws {
    let total = Variable(1.0)
    let f = Function("f") { (n: Tensor) -> Tensor in
      let before = total.tensor
      _ = whileLoop([Tensor(0)], while: { $0[0] < n }) { state in
        total.assign(total * 2)
        return [state[0] + 1]
      }
      return total - before
    }
    #expect(try f(Tensor(3)).number == 7)
    #expect(try f(Tensor(1)).number == 8)
    #expect(total.tensor.number == 16)
  }

  @Test func `an effect without a result still happens`() throws {
    let v = Variable(1.0)
    let f = Function("f") { (x: Tensor) in
      _ = cond(
        x > 0,
        then: {
          v.assign(5)
          return []
        }, else: { [] })
    }
    _ = try f(Tensor(-1.0))
    #expect(v.tensor.number == 1)
    _ = try f(Tensor(1.0))
    #expect(v.tensor.number == 5)
  }

  @Test func `the gradient through a branch that draws random numbers stops`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let f = Function("f") { (x: Tensor) -> Tensor in
        let tape = GradientTape()
        tape.watch(x)
        let y = tape.record { cond(x > 0, then: { [x * Tensor.uniform([])] }, else: { [x] })[0] }
        return try tape.gradient(y, x)
      }
      _ = try f(Tensor(2.0))
    }
    #expect(text(result).contains("cond: the gradient through a flow that draws random numbers"))
  }

  @Test func `branches that differ stop with both results`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let f = Function("f") { (x: Tensor) in
        cond(x > 0, then: { [x] }, else: { [cast(x, to: .int32)] })[0]
      }
      _ = try f(Tensor(1.0))
    }
    expectMessage(
      result, "cond: one branch gives [TensorSpec(shape=(), dtype=tf.float32, name=None)]",
      "cure: let both give")
  }

  @Test func `a loop variable that changes its shape stops with its number`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let f = Function("f") { (x: Tensor) in
        whileLoop([x], while: { $0[0].sum() < 9 }, do: { [stack([$0[0], $0[0]])] })[0]
      }
      _ = try f(Tensor([1.0]))
    }
    expectMessage(
      result, "whileLoop: loop variable 0 changes from", "cure: give each loop variable")
  }

  @Test func `a loop beyond its limit stops`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = whileLoop(
        [Tensor(1.0)], while: { $0[0] > 0 }, do: { [$0[0] + 1] }, maximumSteps: 10)
    }
    expectMessage(result, "whileLoop: more than 10 steps", "cure: let the condition")
  }

  @Test func `a traced loop beyond its limit stops when it runs`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let f = Function("f") { (x: Tensor) in
        whileLoop([x], while: { $0[0] > 0 }, do: { [$0[0] + 1] }, maximumSteps: 10)[0]
      }
      _ = try f(Tensor(1.0))
    }
    expectMessage(result, "whileLoop: more than 10 steps", "cure: let the condition")
  }
}
