import CourseKit
import Tapestry

func signatures(_ page: Page) throws {
  let function = Function("f") { (a: Argument, b: Argument, power: Argument, d: Argument) in
    f(a, b, power: power, d: d)
  }
  let one = Argument.tensor(Tensor(1.0))

  // A graph for vectors of one element, made before there is one.
  let vector = Argument.spec(TensorSpec(shape: [1]))
  let concrete = try function.concreteFunction(for: vector, vector, 2, 3)
  print(concrete.signature)
  let first = try function(.tensor(Tensor([1.0])), .tensor(Tensor([2.0])), 2, 3)
  pprint(first)

  // 2 and 2.0 are the same number; a tensor and a number are not the same signature.
  let results = [
    try function(1.0, 2.0, 2, 3),
    try function(one, 2, 2.0, 3),
    try function(one, 2.0, 2, 3),
    try function(one, 2.0, 3.0, 3.0),
  ]
  pprint(results)
  page.check("004.ch2.calls_f", ([first] + results).map { $0.number })

  print(function.tracingCount)
  page.check("004.ch2.tracing_count", [function.tracingCount])
  for (index, graph) in function.concreteFunctions.enumerated() {
    print(index, graph.signature)
    if let reason = graph.retraceReason { print("  because:", reason) }
  }

  // What may come is said in advance; nil leaves a size open.
  let columnMeans = Function("columnMeans", inputSignature: [TensorSpec([nil, 2])]) {
    (x: Tensor) in x.mean(axis: 0)
  }
  for rows in [3, 7, 3] { try columnMeans(Tensor.ones([rows, 2])) }
  print(columnMeans.tracingCount, "graphs")
  do {
    try columnMeans(Tensor.ones([3]))
  } catch {
    print(error)
  }
}
