import Testing

@testable import Tapestry

struct ArgumentSpecTests {
  @Test(
    arguments: [
      ([nil, 5], .float32, [3, 5], .float32, true), ([nil, 5], .float32, [0, 5], .float32, true),
      ([nil, 5], .float32, [3, 4], .float32, false), ([nil, 5], .float32, [5], .float32, false),
      ([nil, 5], .float32, [3, 5], .float64, false), ([], .int32, [], .int32, true),
      ([nil], .int32, [], .int32, false), ([2], .int32, [2], .int32, true),
    ] as [([Int?], DType, Shape, DType, Bool)])
  func `nil stands for any size, and for nothing else`(
    dimensions: [Int?], dtype: DType, shape: Shape, other: DType, isAccepted: Bool
  ) {
    let spec = ArgumentSpec(dimensions, dtype)
    #expect(spec.accepts(TensorSpec(shape: shape, dtype: other)) == isAccepted)
  }

  @Test func `a spec is printed as TensorFlow prints it`() {
    #expect(
      "\(ArgumentSpec([nil, 5]))" == "TensorSpec(shape=(None, 5), dtype=tf.float32, name=None)")
    #expect(
      "\(ArgumentSpec([nil], .int32))" == "TensorSpec(shape=(None,), dtype=tf.int32, name=None)")
    #expect("\(ArgumentSpec([]))" == "TensorSpec(shape=(), dtype=tf.float32, name=None)")
  }

  @Test func `a function with an input signature takes all its sizes and throws at others`() throws
  {
    let f = Function("sums", inputSignature: [ArgumentSpec([nil, 2]), ArgumentSpec([nil])]) {
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
    let f = Function("f", inputSignature: [ArgumentSpec([nil]), ArgumentSpec([])]) {
      (values: [Tensor]) in
      let product = values[0].sum() * values[1]
      v.assignAdd(product)
    }
    let _: Nothing = try f([Tensor([1.0, 2.0]), Tensor(2.0)])
    #expect(v.tensor.number == 6)
    #expect(throws: WrongInput.self) { let _: Nothing = try f([Tensor([1.0, 2.0])]) }
  }

  @Test func `a graph for a size that is left open is refused with the way to have it`()
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
    for part in [
      "shape=(None, 5)", "f.concreteFunction(for: ArgumentSpec([nil, 5]))",
      "inputSignature: [ArgumentSpec([nil, 5])]", "traced anew",
    ] {
      #expect(text(result).contains(part))
    }
  }
}
