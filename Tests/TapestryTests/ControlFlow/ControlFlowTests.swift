import TestSupport
import Testing

@testable import Tapestry

/// A program with control flow over tensors, of one scalar.
struct FlowProgram: Sendable, CustomTestStringConvertible {
  let name: String
  let run: @Sendable (Tensor) -> Tensor
  var testDescription: String { name }

  init(_ name: String, _ run: @escaping @Sendable (Tensor) -> Tensor) {
    self.name = name
    self.run = run
  }

  static let weight = Variable(1.5)

  static let all: [FlowProgram] = [
    FlowProgram("a branch") { x in cond(x > 0, then: { [x * x] }, else: { [-x] })[0] },
    FlowProgram("a branch with two results") { x in
      let y = cond(x > 1, then: { [x * 2, exp(x)] }, else: { [x + 1, x * x * x] })
      return y[0] * y[1]
    },
    FlowProgram("a branch in a branch") { x in
      cond(
        x > 0,
        then: { cond(x > 1, then: { [x * x] }, else: { [tanh(x)] }) },
        else: { cond(x < -1, then: { [sin(x)] }, else: { [x * 3] }) })[0]
    },
    FlowProgram("a branch that reads a variable") { x in
      cond(x > 0, then: { [weight * x * x] }, else: { [weight + x] })[0]
    },
    FlowProgram("a loop that doubles") { x in
      whileLoop([x], while: { abs($0[0]) < 20 }, do: { [$0[0] * 2 + x] })[0]
    },
    FlowProgram("a loop with a counter") { x in
      whileLoop(
        [x, Tensor(0)], while: { $0[1] < 4 }, do: { [$0[0] * sin(x) + x, $0[1] + 1] })[0]
    },
    FlowProgram("a loop that takes no step") { x in
      whileLoop([x * x], while: { $0[0] < -1 }, do: { [$0[0] * 2] })[0]
    },
    FlowProgram("a loop that reads a variable") { x in
      whileLoop(
        [x, Tensor(0)], while: { $0[1] < 3 }, do: { [$0[0] * weight, $0[1] + 1] })[0]
    },
    FlowProgram("a branch in a loop") { x in
      whileLoop([x, Tensor(0)], while: { $0[1] < 5 }) { state in
        let next = cond(
          state[0] > 1, then: { [state[0] * 0.5] }, else: { [state[0] * state[0] + x] })
        return [next[0], state[1] + 1]
      }[0]
    },
    FlowProgram("a loop in a branch") { x in
      cond(
        x > 0, then: { whileLoop([x], while: { $0[0] < 9 }, do: { [$0[0] * 3] }) }, else: { [x] })[
          0]
    },
    FlowProgram("a loop in a loop") { x in
      whileLoop([x, Tensor(0)], while: { $0[1] < 2 }) { state in
        let inner = whileLoop(
          [state[0], Tensor(0)], while: { $0[1] < 2 }, do: { [$0[0] * x + 1, $0[1] + 1] })
        return [inner[0], state[1] + 1]
      }[0]
    },
  ]

  static let inputs: [Double] = [-2.5, -0.75, 0.5, 1.25, 3]
}

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

  @Test func `a loop's gradient keeps the states that it needs, and no others`() throws {
    let f = Function("f") { (x: Tensor) in
      whileLoop([x, x, Tensor(0)], while: { $0[2] < 4 }) { state in
        [state[0] * 2, sin(state[1]), state[2] + 1]
      }
    }
    let graph = try f.concreteFunction(for: Tensor(1.0)).graph
    let loops = graph.nodes.compactMap { ($0.primitive as? FlowResult)?.flow as? Loop }
    let loop = try #require(loops.first)
    let node = try #require(graph.nodes.first { $0.primitive is FlowResult })
    let step = Loop.StepGradient(loop, node.inputs.map { graph.nodes[$0].spec })
    #expect(step.needsState == [false, true, false])
  }

  @Test func `a loop over the same tensor twice has the gradient of each use`() throws {
    func second(_ x: Tensor) throws -> [Tensor] {
      let outer = GradientTape()
      outer.watch(x)
      let slope = try outer.record {
        let tape = GradientTape()
        tape.watch(x)
        let y = tape.record {
          whileLoop([x, x, Tensor(0)], while: { $0[2] < 2 }) { state in
            [state[0] * state[1], state[1] * x, state[2] + 1]
          }[0]
        }
        return try tape.gradient(y, x)
      }
      return [slope, try outer.gradient(slope, x)]
    }
    // x, x² · x = x³ · x … : the product of x, x and x².
    let f = Function("f") { (x: Tensor) in try second(x) }
    #expect(try second(Tensor(2.0)).map(\.number) == [32, 48])
    #expect(try f(Tensor(2.0)).map(\.number) == [32, 48])
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

  @Test func `a loop that is differentiated assigns its variables once a step`() throws {
    let steps = Variable(0)
    let f = Function("f") { (x: Tensor) -> Tensor in
      let tape = GradientTape()
      tape.watch(x)
      let y = tape.record {
        whileLoop([Tensor(0), x], while: { $0[0] < 3 }) { state in
          steps.assignAdd(1)
          return [state[0] + 1, state[1] * x]
        }[1]
      }
      return try tape.gradient(y, x)
    }
    #expect(try f(Tensor(2.0)).number == 32)
    #expect(steps.tensor.number == 3)
  }

  @Test func `the gradient through a loop that continues from what it assigned stops`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let total = Variable(1.0, name: "total")
      let f = Function("f") { (x: Tensor) -> Tensor in
        let tape = GradientTape()
        tape.watch(x)
        let y = tape.record {
          whileLoop([Tensor(0), x], while: { $0[0] < 3 }) { state in
            total.assign(total * 2)
            return [state[0] + 1, state[1] * total]
          }[1]
        }
        return try tape.gradient(y, x)
      }
      _ = try f(Tensor(2.0))
    }
    #expect(text(result).contains("reads variable 'total' and assigns it"))
  }

  @Test func `the gradient through a loop that draws random numbers stops with the cure`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let f = Function("f") { (x: Tensor) -> Tensor in
        let tape = GradientTape()
        tape.watch(x)
        let y = tape.record {
          whileLoop([Tensor(0), x], while: { $0[0] < 3 }) { state in
            [state[0] + 1, state[1] * Tensor.uniform([])]
          }[1]
        }
        return try tape.gradient(y, x)
      }
      _ = try f(Tensor(2.0))
    }
    let message = text(result)
    #expect(message.contains("while: the gradient through a flow that draws random numbers"))
    #expect(message.contains("draw them before it"))
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

  @Test func `derivatives of each order of a loop whose state begins with what it uses`() throws {
    func derivative(_ x: Tensor, _ function: (Tensor) throws -> Tensor) throws -> Tensor {
      let tape = GradientTape()
      tape.watch(x)
      let y = try tape.record { try function(x) }
      return try tape.gradient(y, x)
    }
    // x⁴ after three steps.
    let power = Function("power") { (x: Tensor) in
      whileLoop([Tensor(0), x], while: { $0[0] < 3 }) { [$0[0] + 1, $0[1] * x] }[1]
    }
    let slope = Function("slope") { (x: Tensor) in try derivative(x) { try power($0) } }
    let curvature = Function("curvature") { (x: Tensor) in try derivative(x) { try slope($0) } }
    let both = Function("both") { (x: Tensor) in
      try derivative(x) { x in
        try derivative(x) { x in
          whileLoop([Tensor(0), x], while: { $0[0] < 3 }) { [$0[0] + 1, $0[1] * x] }[1]
        }
      }
    }
    let x = Tensor(2.0)
    #expect(try slope(x).number == 32)
    #expect(try curvature(x).number == 48 && both(x).number == 48)
    #expect(try derivative(x) { try slope($0) }.number == 48)
    #expect(try derivative(x) { try curvature($0) }.number == 48)
    #expect(try derivative(x) { try both($0) }.number == 48)
    #expect(try derivative(x) { try derivative($0) { try slope($0) } }.number == 48)
  }

  @Test func `states of several types have gradients where they can`() throws {
    let other = Tensor(0.5, dtype: .float64)
    let f = Function("f") { (x: Tensor) -> Tensor in
      let tape = GradientTape()
      tape.watch(x)
      let y = tape.record {
        whileLoop([Tensor(1), x, other], while: { $0[0] < 4 }) { state in
          [state[0] + 1, state[1] * x, state[2] * other]
        }[1]
      }
      return try tape.gradient(y, x)
    }
    // x⁴ after three steps.
    #expect(abs(try f(Tensor(2.0)).number - 32) < 1e-4)
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
