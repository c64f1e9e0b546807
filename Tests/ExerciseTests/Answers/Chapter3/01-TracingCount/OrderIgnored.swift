import Tapestry

func tracings(of calls: [[TensorSpec]]) throws -> Int {
  Set(calls.map { Set($0) }).count
}
