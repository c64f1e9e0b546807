import Tapestry

func tracings(of calls: [[TensorSpec]]) throws -> Int {
  Set(calls.map { $0.map(\.shape) }).count
}
