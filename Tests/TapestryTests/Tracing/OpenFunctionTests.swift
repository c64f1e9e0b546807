import Testing
import TestSupport

@testable import Tapestry

struct OpenFunctionTests {
  @Test func `open sizes may have any value, and each function is traced once`() throws {
    let f = Function("rows") { (x: Tensor) in x.sum(axis: 1) * Double(x.shape[0]) }
    let open = f.concreteFunction(TensorSpec([nil, 5]))
    #expect(f.tracingCount == 0)
    for size in [1, 3, 0, 7, 3] {
      expectTensor(
        try open(Tensor.ones([size, 5])), [size], [Double](repeating: 5 * Double(size), count: size)
      )
    }
    #expect(f.tracingCount == 4)
  }

  @Test func `its signature is printed with the open sizes`() throws {
    let f = Function("f") { (x: Tensor, y: Argument) in matmul(x, y.tensor(weakDType: nil)) }
    let open = f.concreteFunction(TensorSpec([nil, 5]), TensorSpec([5, nil]))
    #expect(
      "\(open)"
        == "f(TensorSpec(shape=(None, 5), dtype=tf.float32, name=None), "
        + "TensorSpec(shape=(5, None), dtype=tf.float32, name=None))")
    #expect(open.signature == [TensorSpec([nil, 5]), TensorSpec([5, nil])])
    #expect(try open(Tensor.ones([2, 5]), Tensor.ones([5, 4])).shape == [2, 4])
  }

  @Test(arguments: [
    [TensorSpec(shape: [3, 4])], [TensorSpec(shape: [5])],
    [TensorSpec(shape: [3, 5], dtype: .float64)], [],
    [TensorSpec(shape: [3, 5]), TensorSpec(shape: [3, 5])],
  ])
  func `arguments that do not fit throw with the function's name`(_ specs: [TensorSpec]) throws {
    let f = Function("doubling") { (x: Tensor) in x * 2 }
    let open = f.concreteFunction(for: TensorSpec([nil, 5]))
    let error = #expect(throws: WrongInput.self) {
      switch specs.count {
      case 0: try open()
      case 1: try open(Tensor.zeros(specs[0].shape, dtype: specs[0].dtype))
      default: try open(Tensor.zeros(specs[0].shape), Tensor.zeros(specs[1].shape))
      }
    }
    #expect(error == WrongInput(function: "doubling", expected: open.signature, got: specs))
    #expect(error?.description.contains("(None, 5)") == true)
    #expect(f.tracingCount == 0)
  }

  @Test func `gradients flow through it`() throws {
    let open = Function("f") { (x: Tensor) in square(x).sum() }
      .concreteFunction(for: TensorSpec([nil]))
    let x = Tensor([1.0, 2.0, 3.0])
    let tape = GradientTape()
    tape.watch(x)
    let y = try tape.record { try open(x) }
    expectTensor(try tape.gradient(y, x), [3], [2, 4, 6])
  }

  @Test func `a function of different arguments is refused`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let f = Function("power") { (x: Tensor, n: Int) in pow(x, Double(n)) }
      _ = f.concreteFunction(for: TensorSpec([nil]), TensorSpec([]))
    }
    expectMessage(
      result, "power.concreteFunction: 2 specs for a function of 2 arguments, 1 of which",
      "give a spec for each argument")
  }
}
