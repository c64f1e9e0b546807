import Foundation
import TestSupport
import Testing

@testable import Tapestry

struct VariableTests {
  @Test func `a variable has name, shape, type and value`() {
    let v = Variable([[1.0, 2.0]], name: "weights", trainable: false)
    #expect(v.name == "weights" && !v.isTrainable)
    #expect(v.shape == [1, 2] && v.dtype == .float32)
    expectEqual(v.tensor, Tensor([[1.0, 2.0]]))
    #expect(Variable(3.0).name == "Variable:0" && Variable(3.0).isTrainable)
    #expect(Variable([4], dtype: .float64).dtype == .float64)
  }

  @Test func `assignments change the value and return the variable`() {
    let v = Variable([1.0, 2.0])
    #expect(v.assign(Tensor([3.0, 4.0])) === v)
    expectEqual(v.tensor, Tensor([3.0, 4.0]))
    expectEqual(v.assignAdd(Tensor([1.0, 1.0])).tensor, Tensor([4.0, 5.0]))
    expectEqual(v.assignSub(0.5).tensor, Tensor([3.5, 4.5]))
    expectEqual(v.assign(square(v)).tensor, Tensor([12.25, 20.25]))
    expectEqual(v.assignAdd(v).tensor, Tensor([24.5, 40.5]))
    expectEqual(Variable(2).assign(5).tensor, Tensor(5))
  }

  @Test func `a tensor that was read does not change with the variable`() {
    let v = Variable([1.0])
    let before = v.tensor
    v.assign(Tensor([2.0]))
    expectEqual(before, Tensor([1.0]))
  }

  @Test func `a variable is an operand as a tensor is`() {
    let v = Variable([1.0, 2.0])
    expectEqual(2 * v + v, Tensor([3.0, 6.0]))
    expectEqual(v[1], Tensor(2.0))
    expectEqual(v.sum(), Tensor(3.0))
    expectEqual(Tensor.zeros(like: v), Tensor([0.0, 0.0]))
  }

  @Test func `updates by several threads add up`() {
    let v = Variable([0.0, 0.0])
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for _ in 0..<500 { v.assignAdd(1) }
    }
    expectEqual(v.tensor, Tensor([2000.0, 2000.0]))
  }

  @Test func `reads see whole values while another thread assigns`() {
    let v = Variable(Tensor.zeros([1000]))
    DispatchQueue.concurrentPerform(iterations: 4) { index in
      for round in 0..<100 {
        if index == 0 {
          v.assign(Tensor.full([1000], round))
        } else {
          let value = v.tensor
          #expect((value == value[0]).all().scalar(as: Bool.self))
        }
      }
    }
  }

  @Test func `a value of a different shape or type stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        Variable([1.0, 2.0], name: "w").assign(Tensor([1.0, 2.0, 3.0]))
      },
      "assign: a float32 value of shape (3,) for variable 'w', which has float32 and (2,)",
      "cure: keep a variable's shape and type")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        Variable([1.0]).assign(Tensor([1]))
      },
      "assign: a int32 value of shape (1,) for variable 'Variable:0', which has float32 and (1,)",
      "cure: keep a variable's shape and type")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        Variable([1.0, 2.0]).assignAdd(Tensor.ones([3, 2]))
      },
      "assign: a float32 value of shape (3, 2) for variable", "cure: keep a variable's shape")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        Variable([1.0]).assignSub(Tensor([1]))
      },
      "assignSub: operands of different types, float32 and int32", "cure: cast")
  }
}
