// Rules of operations on positions, which each element of a batch has for itself.

extension SearchSorted {
  func batched(_ call: BatchedCall) -> Tensor? { bind(self, [call.whole(0), call.whole(1)]) }
}

extension SegmentFold {
  /// The segments of all elements are numbered consecutively, so that each element has its own.
  func batched(_ call: BatchedCall) -> Tensor? {
    let (slices, ids) = (call.whole(0), call.whole(1))
    let length = call.elements[1].shape[0]
    let first = reshape(cast(Tensor.range(call.size), to: .int64) * count, [call.size, 1])
    let shifted = select(ids < 0, -1, ids + first)
    let rest = call.elements[0].shape.dimensions.dropFirst()
    let results = bind(
      SegmentFold(kind: kind, count: call.size * count, name: name),
      [
        reshape(slices, Shape([call.size * length] + rest)),
        reshape(shifted, [call.size * length]),
      ])
    return reshape(results, call.batch(of: call.result.shape))
  }
}

extension CumulativeLogSumExp {
  func batched(_ call: BatchedCall) -> Tensor? {
    let shifted = Scan(
      axis: scan.axis + 1, exclusive: scan.exclusive, reverse: scan.reverse)
    return bind(CumulativeLogSumExp(scan: shifted), call.inputs)
  }
}

extension ScatterUpdate {
  /// The rows of all elements are stacked, and positions are counted among all of them. A position
  /// that is out of range for one element must not become a row of the next, and stays out of
  /// range.
  func batched(_ call: BatchedCall) -> Tensor? {
    let (x, rows) = (call.whole(0), call.whole(2))
    let indices = cast(call.whole(1), to: .int64)
    let size = call.elements[0].shape[0]
    let ones = [Int](repeating: 1, count: indices.rank - 1)
    let first = reshape(
      cast(Tensor.range(call.size), to: .int64) * size, Shape([call.size] + ones))
    let shifted = select(
      indices < 0, indices, indices + select(indices < size, first, call.size * size))
    let rest = call.elements[0].shape.dimensions.dropFirst()
    let result = bind(
      self,
      [
        reshape(x, Shape([call.size * size] + rest)), reshape(shifted, [indices.count]),
        reshape(rows, Shape([indices.count] + rest)),
      ])
    return reshape(result, call.batch(of: call.result.shape))
  }
}
