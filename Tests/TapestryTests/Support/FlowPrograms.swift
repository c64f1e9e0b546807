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
