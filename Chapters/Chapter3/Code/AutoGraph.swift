import AutoGraph
import CourseKit
import Tapestry

// The book's three functions, written as Swift writes them.

@AutoGraph
func f(_ a: Argument, _ b: Argument, power: Argument = 2, d: Argument = 3) -> Tensor {
  return pow(a, power) + d * b
}

@AutoGraph
func cube(_ x: Tensor) -> Tensor {
  var o = x
  for _ in 0..<2 {
    o *= x
  }
  return o
}

@AutoGraph
func g(_ x: Tensor) -> Tensor {
  if (x < 0).any() {
    return square(x)
  }
  return x
}

/// How many steps Collatz's rule takes from a number to 1. Nobody has proved that it always
/// arrives.
@AutoGraph(maximumSteps: 1000)
func collatzSteps(from start: Tensor) -> Tensor {
  var n = start
  var steps = Tensor(0)
  while n != 1 {
    n = n % 2 == 0 ? floorDivide(n, 2) : 3 * n + 1
    steps += 1
  }
  return steps
}

/// Where the first negative number of a matrix stands, counted row by row; the number of its
/// elements if there is none.
@AutoGraph
func firstNegative(_ matrix: Tensor) -> Tensor {
  var position = Tensor(0)
  rows: for row in matrix {
    for x in row {
      if x < 0 { break rows }
      position += 1
    }
  }
  return position
}

func autoGraph(_ page: Page) throws {
  print(fConvertedSource)
  print()
  print(cubeConvertedSource)
  print()
  print(gConvertedSource)
  print()

  // Outside of a trace the conditions have values, and Swift takes one way.
  pprint(f(1.0, 2.0))
  pprint(cube(Tensor([1.0, 2, 3])))
  pprint(g(Tensor([-1.0, 1, -2])))

  // In a trace, both ways become part of the graph: the same graph as with `cond` by hand.
  let traced = Function("g") { (x: Argument) in g(x.tensor(weakDType: nil)) }
  let concrete = try traced.concreteFunction(for: .spec(TensorSpec(shape: [3])))
  pprint(try concrete(Tensor([-1.0, 1, -2])))
  let mixed = try traced(.tensor(Tensor([-1.0, 1, -2])))
  pprint(mixed)
  page.check("004.ch2.concrete_g", mixed)
  print(concrete.graph)

  // A loop over a range is Swift's and leaves its steps behind; a loop whose condition is a tensor
  // is the graph's.
  let unrolled = Function("cube", cube)
  pprint(try unrolled(Tensor([1.0, 2, 3])))
  print(unrolled.concreteFunctions[0].graph)
  let counting = Function("collatzSteps", collatzSteps)
  print(try counting(Tensor(6)), try counting(Tensor(27)), try counting(Tensor(1)))
  print(counting.tracingCount, "graph")
  print(counting.concreteFunctions[0].graph)

  print()
  print(firstNegativeConvertedSource)
  let search = Function("firstNegative", firstNegative)
  print(
    try search(Tensor([[1.0, 2, 3], [4, -5, 6]])), try search(Tensor([[1.0, 2, 3], [4, 5, 6]])))
  print(search.tracingCount, "graph")
}
