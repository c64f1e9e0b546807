import CourseKit
import Tapestry

func functions(_ page: Page) throws {
  // What is printed while a function is traced is printed once for each graph.
  let total = Function("total") { (x: Tensor) in
    print("Tracing.\n")
    print(x)
    return x.sum()
  }
  let whole = try total(Tensor([31, 1, 4]))
  pprint(whole)
  page.check("001.reduce_sum_int", whole)
  pprint(try total(Tensor([2, 7, 1])))
  let decimal = try total(Tensor([8.0, 11.8, 14.3]))
  pprint(decimal)
  page.check("001.reduce_sum_float", decimal)

  let module = Scaling(3)
  let product = try module.multiply(Tensor([5, 6, 3]))
  pprint(product)
  page.check("001.multiply", product)
}

/// Document 001's module: a weight, and a function that multiplies with it.
final class Scaling: Sendable {
  let multiply: Function<Tensor, Tensor>

  init(_ value: Int) {
    let weight = Variable(Tensor(value, dtype: .int32))
    multiply = Function("multiply") { x in x * weight }
  }
}
