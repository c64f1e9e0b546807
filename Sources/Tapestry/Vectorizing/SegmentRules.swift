// Rules of operations whose positions each element of a batch has for itself.

extension SearchSorted {
  func batched(_ call: BatchedCall) -> Tensor? { bind(self, [call.whole(0), call.whole(1)]) }
}

extension SegmentFold {
  /// The segments of all elements one after the other, so that each element has its own.
  func batched(_ call: BatchedCall) -> Tensor? {
    let (slices, numbers) = (call.whole(0), call.whole(1))
    let length = call.elements[1].shape[0]
    let first = reshape(cast(Tensor.range(call.size), to: .int64) * count, [call.size, 1])
    let shifted = select(numbers < 0, -1, numbers + first)
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
    let shifted = Running(
      axis: running.axis + 1, exclusive: running.exclusive, reverse: running.reverse)
    return bind(CumulativeLogSumExp(running: shifted), call.inputs)
  }
}
