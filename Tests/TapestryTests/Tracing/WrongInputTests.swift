import TestSupport
import Testing

@testable import Tapestry

struct WrongInputTests {
  @Test func `a function with an input signature takes all its sizes and throws at others`() throws
  {
    let f = Function("sums", inputSignature: [TensorSpec([nil, 2]), TensorSpec([nil])]) {
      (x: Tensor, y: Tensor) in x.sum(axis: 1) + y
    }
    for size in [1, 3, 5, 3] {
      let x = Tensor.ones([size, 2])
      #expect(try f(x, x.sum(axis: 1)).sum().number == Double(4 * size))
    }
    let error = #expect(throws: WrongInput.self) { try f(Tensor.ones([3, 4]), Tensor.ones([3])) }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("sums: inputs incompatible with the input signature"))
    #expect(text.contains("inputs: (TensorSpec(shape=(3, 4), dtype=tf.float32, name=None), "))
    #expect(text.contains("(TensorSpec(shape=(None, 2), dtype=tf.float32, name=None), "))
    #expect(text.contains("cure:"))
    // A column for the second tensor, which would broadcast.
    #expect(throws: WrongInput.self) { try f(Tensor.ones([3, 2]), Tensor.ones([3, 1])) }
    #expect(f.concreteFunctions.count == 3)
  }

  @Test func `tensors in structures are checked, and a function may return nothing`() throws {
    let v = Variable(0.0)
    let f = Function("f", inputSignature: [TensorSpec([nil]), TensorSpec([])]) {
      (values: [Tensor]) in
      let product = values[0].sum() * values[1]
      v.assignAdd(product)
    }
    let _: Nothing = try f([Tensor([1.0, 2.0]), Tensor(2.0)])
    #expect(v.tensor.number == 6)
    #expect(throws: WrongInput.self) { let _: Nothing = try f([Tensor([1.0, 2.0])]) }
  }

  @Test func `a graph for a size that is left open is refused with the alternative`()
    async throws
  {
    let f = Function("f") { (x: Argument) in x * 2 }
    #expect(try f.concreteFunction(for: .spec(TensorSpec([3, 5]))).graph.outputs.count == 1)
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let f = Function("f") { (x: Argument) in x * 2 }
      _ = try f.concreteFunction(for: .spec(TensorSpec([nil, 5])))
    }
    expectMessage(
      result, "TensorSpec(shape=(None, 5), dtype=tf.float32, name=None) leaves a size open",
      "cure: leave sizes open in f.concreteFunction(TensorSpec([nil, 5])) or in")
  }
}
