import TestSupport
import Testing

@testable import Tapestry

struct CustomGradientTests {
  /// log(1 + exp(x)) with the rule of TensorFlow's guide.
  private func softplusByRule(_ x: some TensorConvertible) -> Tensor {
    customGradient(x) { x in
      let power = exp(x)
      return (log(1 + power), { dy in dy * (1 - 1 / (1 + power)) })
    }
  }

  @Test func `the rule gives the gradient, not the operations`() throws {
    let x = Variable(100.0)
    let tape = GradientTape(persistent: true)
    let (plain, ruled) = tape.record { (log(1 + exp(x)), softplusByRule(x)) }
    #expect(try tape.gradient(plain, x).number.isNaN)
    expectEqual(try tape.gradient(ruled, x), Tensor(1.0))
  }

  @Test func `the rule is differentiated in turn`() throws {
    let x = Variable([0.5, -1.0], dtype: .float64)
    let outer = GradientTape()
    let first = try outer.record {
      let tape = GradientTape()
      let y = tape.record { softplusByRule(x) }
      return try tape.gradient(y, x)
    }
    expectEqual(first, sigmoid(x), ulps: 4)
    expectEqual(try outer.gradient(first, x), sigmoid(x) * (1 - sigmoid(x)), ulps: 8)
  }

  @Test func `a rule can change what flows back`() throws {
    let x = Variable([1.0, -2.0])
    let tape = GradientTape()
    let y = tape.record { customGradient(x) { x in (x, { dy in clip(dy, min: -1, max: 1) }) } * 5 }
    expectEqual(y, Tensor([5.0, -10.0]))
    expectEqual(try tape.gradient(y, x), Tensor([1.0, 1.0]))
  }

  @Test func `several inputs have a gradient each`() throws {
    let (a, b) = (Variable(2.0), Variable(3.0))
    let tape = GradientTape()
    let y = tape.record {
      customGradient([a, b]) { inputs in
        (inputs[0] * inputs[1], { dy in [dy * 10, dy * 20] })
      }
    }
    #expect(try tape.gradient(y, [a, b]).map(\.number) == [10, 20])
  }

  @Test func `a gradient of a different shape stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let x = Variable([1.0, 2.0])
        let tape = GradientTape()
        let y = tape.record { customGradient(x) { x in (x * 2, { _ in Tensor([1.0]) }) } }
        _ = try tape.gradient(y, x)
      },
      "customGradient: the rule gives shapes [(1,)] for inputs [(2,)]",
      "cure: return one gradient for each input, in its shape")
  }
}
