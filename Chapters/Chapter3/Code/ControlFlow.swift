import CourseKit
import Tapestry

/// The squares, if any number is negative.
///
/// Not `if (x < 0).any()`: Swift's `if` wants a truth value now, and the comparison is a tensor.
func squareIfNegative(_ x: Tensor) -> Tensor {
  cond((x < 0).any(), then: { [square(x)] }, else: { [x] })[0]
}

/// A loop of Swift.
func thirdPower(_ x: Tensor) -> Tensor {
  var product = x
  for _ in 0..<2 { product = product * x }
  return product
}

/// The same for any exponent, which may be a tensor and so differ from run to run.
func power(_ x: Tensor, _ exponent: Tensor) -> Tensor {
  whileLoop(
    [x, Tensor(1)],
    while: { state in state[1] < exponent },
    do: { state in [state[0] * x, state[1] + 1] })[0]
}

func controlFlow(_ page: Page) throws {
  // The graph is made from a description, and serves every tensor that fits it.
  let branching = Function("squareIfNegative") { (x: Argument) in
    squareIfNegative(x.tensor(weakDType: nil))
  }
  let concrete = try branching.concreteFunction(for: .spec(TensorSpec(shape: [3])))
  pprint(try concrete(Tensor([-1.0, 1, -2])))
  pprint(try branching(.tensor(Tensor([-1.0, 1, -2]))))
  pprint(try branching(.tensor(Tensor([1.0, 1, 2]))))
  print(branching.tracingCount, "graph")
  print(concrete.graph)

  // A loop of Swift runs while the function is traced, and leaves what it did.
  let unrolled = Function("thirdPower", thirdPower)
  pprint(try unrolled(Tensor([1.0, 2, 3])))
  print(unrolled.concreteFunctions[0].graph)

  // A loop of the graph runs when the graph does, as often as a tensor says.
  let looping = Function("power", power)
  pprint(try looping(Tensor([1.0, 2, 3]), Tensor(3)))
  pprint(try looping(Tensor([1.0, 2, 3]), Tensor(10)))
  print(looping.tracingCount, "graph")
  print(looping.concreteFunctions[0].graph)

  // Gradients follow the branch that is taken and the steps that are made, whether the tape is
  // around the function or inside it.
  let x = Tensor([-1.0, 1, -2])
  let tape = GradientTape()
  tape.watch(x)
  let total = try tape.record { try branching(.tensor(x)).sum() }
  pprint(try tape.gradient(total, x))
  let slope = Function("slope") { (x: Tensor, exponent: Tensor) in
    let tape = GradientTape()
    tape.watch(x)
    let y = tape.record { power(x, exponent) }
    return try tape.gradient(y, x)
  }
  pprint(try slope(Tensor([1.0, 2, 3]), Tensor(3)))
}
