/// What a recurrent layer goes through, and the loop that does it as the formula of a step says.
///
/// The loop is a loop of Swift: a trace takes the steps up one after the other, since their number
/// is known. The alternative, `whileLoop`, has a small graph however long the series is; but each
/// read of one step gives a gradient as long as the series, and passes over the graph see one step
/// only. Over 100 steps a training step takes three times as long with it.
struct RecurrentSeries {
  /// The products with the inputs, which do not depend on the state, and what is added to them: for
  /// each step the sums of all gates side by side. One large product for all steps is faster than
  /// many small ones.
  var sums: Tensor
  /// What a step finds beside its input and the state.
  var weights: RecurrentWeights
  /// The states before the first step.
  var states: [Tensor]
  /// Which steps are there; nil if all are. Others leave the states as they are.
  var mask: Tensor?
  /// What the output of a step is multiplied by before the next step sees it.
  var dropMask: Tensor?
  /// Whether the last step comes first.
  var goesBackwards = false

  /// The number of steps.
  var count: Int { sums.shape[1] }

  /// The states after each step, in the order in which the steps are taken.
  func states(_ step: RecurrentStep) -> [[Tensor]] {
    let sums = steps(of: sums)
    let isThere = mask.map { steps(of: expandDims($0, axis: 2)) }
    let biases = weights.bias.map { $0.rank == 3 ? steps(of: $0) : [] } ?? []
    var weights = weights
    var states = states
    return (goesBackwards ? Array(sums.indices.reversed()) : Array(sums.indices)).map { index in
      var seen = states
      if let dropMask { seen[0] = seen[0] * dropMask }
      if !biases.isEmpty { weights.bias = biases[index] }
      let next = step(sums[index], seen, weights)
      if let isThere = isThere?[index] {
        states = zip(next, states).map { select(isThere, $0, $1) }
      } else {
        states = next
      }
      return states
    }
  }

  /// The tensors of the steps, by halves of halves. The gradient of a slice is as large as what it
  /// is taken from, so that slices of the whole, one for each step, would cost the square of the
  /// length.
  private func steps(of series: Tensor) -> [Tensor] {
    let count = series.shape[1]
    guard count > 1 else { return [squeeze(series, axis: 1)] }
    return split(series, sizes: [count / 2, count - count / 2], axis: 1).flatMap(steps)
  }
}

/// The formula of a step: the states after it, of which the first is the output, from the sums of
/// the products with the input, the states before it, and the weights.
typealias RecurrentStep = (_ x: Tensor, _ states: [Tensor], _ weights: RecurrentWeights) -> [Tensor]

/// The weights of a step.
struct RecurrentWeights {
  /// What the output of the step before is multiplied by.
  var kernel: Tensor
  /// What is added to the products with it; nil for nothing. A row for all steps, or one for each
  /// example and step.
  var bias: Tensor?
}
