import Tapestry

func tracings(of calls: [[TensorSpec]]) throws -> Int {
  Set(calls).count
}
