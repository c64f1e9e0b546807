import TestSupport
import Testing

@testable import Tapestry

struct GradientsTests {
  @Test func `a list gives a list, a dictionary a dictionary`() throws {
    let (w, b) = (Variable(2.0), Variable(1.0))
    let tape = GradientTape(persistent: true)
    let y = tape.record { w * 3 + b }
    let list = try tape.gradient(y, [w, b])
    expectEqual(list[0], Tensor(3.0))
    expectEqual(list[1], Tensor(1.0))
    let named = try tape.gradient(y, ["w": w, "b": b])
    #expect(named.mapValues(\.number) == ["w": 3, "b": 1])
    #expect(try tape.gradient(y, [any TensorConvertible]()).isEmpty)
  }

  @Test func `the same source can be given twice`() throws {
    let x = Variable(3.0)
    let tape = GradientTape()
    let y = tape.record { x * x }
    #expect(try tape.gradient(y, [x, x]).map(\.number) == [6, 6])
  }

  @Test func `tensors and variables can be sources together`() throws {
    let (v, t) = (Variable(3.0), Tensor(4.0))
    let tape = GradientTape()
    tape.watch(t)
    let y = tape.record { v * t }
    #expect(try tape.gradient(y, [v, t]).map(\.number) == [4, 3])
  }

  @Test func `the gradient of a value with respect to itself is 1`() throws {
    let (v, t) = (Variable([3.0, 4.0]), Tensor(4.0))
    let tape = GradientTape(persistent: true)
    tape.watch(t)
    let y = tape.record { v * t }
    expectEqual(try tape.gradient(y, y), Tensor([1.0, 1.0]))
    expectEqual(try tape.gradient(t, t), Tensor(1.0))
    expectEqual(try tape.gradient(v, v), Tensor([1.0, 1.0]))
    #expect(try tape.gradient(y, [y, t]).map { $0.sum().number } == [2, 7])
  }

  @Test func `the gradient of several elements is that of their weighted sum`() throws {
    let x = Variable([1.0, 2.0])
    let tape = GradientTape(persistent: true)
    let y = tape.record { x * x }
    expectEqual(try tape.gradient(y, x), Tensor([2.0, 4.0]))
    expectEqual(try tape.gradient(y, x, weights: Tensor([10.0, 100.0])), Tensor([20.0, 400.0]))
  }

  @Test func `sources on which the target does not depend give nil or zeros`() throws {
    let (x, unused) = (Variable(3.0), Variable([1.0, 2.0]))
    let tape = GradientTape(persistent: true)
    let y = tape.record { x * x }
    let none = try tape.gradient(y, [x, unused], unconnected: .none)
    #expect(none[0]?.number == 6 && none[1] == nil)
    let zero = try tape.gradient(y, [x, unused], unconnected: .zero)
    expectEqual(try #require(zero[1]), Tensor([0.0, 0.0]))
    #expect(throws: TapeError.self) { try tape.gradient(y, [x, unused]) }
  }

  @Test func `jacobian has the target's dimensions, then the source's`() throws {
    let x = Variable([[1.0, 2.0, 3.0]])
    let w = Tensor([[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]])
    let tape = GradientTape()
    let y = tape.record { matmul(x, w) }
    let jacobian = try tape.jacobian(y, x)
    #expect(jacobian.shape == [1, 2, 1, 3])
    expectEqual(reshape(jacobian, [2, 3]), transpose(w))
    #expect(throws: TapeError.self) { try tape.jacobian(y, x) }
  }

  @Test func `jacobians of scalars and of nothing have their shapes`() throws {
    let x = Variable([1.0, 2.0])
    let tape = GradientTape(persistent: true)
    let (scalar, empty) = tape.record { ((x * x).sum(), x[2...]) }
    expectEqual(try tape.jacobian(scalar, x), Tensor([2.0, 4.0]))
    #expect(try tape.jacobian(empty, x).shape == [0, 2])
  }

  @Test func `weights of a different shape stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let x = Variable([1.0, 2.0])
        let tape = GradientTape()
        let y = tape.record { x * x }
        _ = try tape.gradient(y, x, weights: Tensor([1.0]))
      },
      "gradient: weights", "cure: give one weight of the target's type")
  }
}
