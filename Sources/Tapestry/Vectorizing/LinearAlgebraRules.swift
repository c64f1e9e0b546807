extension MatrixOperation {
  /// The last dimensions are the matrices already, and the leading ones broadcast.
  func batched(_ call: BatchedCall) -> Tensor? {
    let rank = call.elements.map(\.shape.rank).max()!
    return bind(self, call.inputs.indices.map { call.aligned($0, rank: rank) })
  }
}
