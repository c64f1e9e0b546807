import Testing

@testable import Tapestry

struct LoopGradientTests {
  @Test(arguments: [DType.bool, .int32, .int64, .uint8])
  func `a loop in a loop that reads what has no gradient has one`(dtype: DType) throws {
    let x = Tensor([1.0, 2.0], dtype: .float64)
    func program(_ x: Tensor) -> Tensor {
      let condition = cast(x.sum() > 0, to: dtype)
      return whileLoop(
        [Tensor(0, dtype: .int32), x], while: { $0[0] < 2 },
        do: { outer in
          let inner = whileLoop(
            [Tensor(0, dtype: .int32), x * 2], while: { $0[0] < 2 },
            do: { inner in
              [inner[0] + 1, select(cast(condition, to: .bool), inner[1], x) * 2]
            })[1]
          return [outer[0] + 1, outer[1] * inner]
        })[1]
    }
    func gradient(_ x: Tensor) throws -> Tensor {
      let tape = GradientTape()
      tape.watch(x)
      let y = tape.record { program(x).sum() }
      return try tape.gradient(y, x)
    }
    // x times 8x twice: 64 x³.
    expectTensor(try gradient(x), [2], [192, 768], .float64)
    expectTensor(try Function("gradient") { (x: Tensor) in try gradient(x) }(x), [2], [192, 768])
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
}
