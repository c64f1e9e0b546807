/// Which tensors a series consists of, for primitives, whose inputs are a list.
struct SeriesLayout: Hashable, Sendable {
  let hasBias: Bool
  let hasMask: Bool
  let hasDropMask: Bool
  let goesBackwards: Bool

  init(_ series: RecurrentSeries) {
    hasBias = series.weights.bias != nil
    hasMask = series.mask != nil
    hasDropMask = series.dropMask != nil
    goesBackwards = series.goesBackwards
  }

  /// Where the tensors stand in the list.
  func places(_ cell: RecurrentCell) -> (states: Range<Int>, bias: Int?, mask: Int?, drop: Int?) {
    var end = 2 + cell.stateCount
    func next(_ exists: Bool) -> Int? {
      guard exists else { return nil }
      end += 1
      return end - 1
    }
    return (2..<end, next(hasBias), next(hasMask), next(hasDropMask))
  }

  /// The series with the tensors of a list.
  func series(_ inputs: [Tensor], _ cell: RecurrentCell) -> RecurrentSeries {
    let places = places(cell)
    return RecurrentSeries(
      sums: inputs[0],
      weights: RecurrentWeights(kernel: inputs[1], bias: places.bias.map { inputs[$0] }),
      states: Array(inputs[places.states]), mask: places.mask.map { inputs[$0] },
      dropMask: places.drop.map { inputs[$0] }, goesBackwards: goesBackwards)
  }
}

extension RecurrentSeries {
  /// The tensors as a list.
  var tensors: [Tensor] {
    [sums, weights.kernel] + states + [weights.bias, mask, dropMask].compactMap { $0 }
  }
}
