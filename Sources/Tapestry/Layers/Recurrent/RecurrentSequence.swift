/// A sequence as a recurrent layer processes it, and the loop over its steps.
///
/// The loop is a Swift loop, which tracing unrolls, since the number of steps is known. The
/// alternative, `whileLoop`, has a small graph however long the sequence is; but each read of one
/// step has a gradient as long as the sequence, and the graph passes see only one step. A training
/// step over a sequence of 100 steps would take three times as long.
struct RecurrentSequence {
  /// The products with the inputs, which do not depend on the state, plus the biases: for each
  /// step, the concatenated sums of all gates. One large product for all steps is faster than many
  /// small ones.
  var sums: Tensor
  /// The weights that a step uses.
  var weights: RecurrentWeights
  /// The states before the first step.
  var states: [Tensor]
  /// Which steps are present; nil if all are. The others leave the states unchanged.
  var mask: Tensor?
  /// The dropout mask by which the output of a step is multiplied before the next step sees it.
  var dropMask: Tensor?
  /// Whether the last step is taken first.
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

  /// The tensors of the steps, taken by repeated halving. The gradient of a slice is as large as
  /// the tensor that it is taken from, so slicing each step from the whole would take quadratic
  /// time.
  private func steps(of sequence: Tensor) -> [Tensor] {
    let count = sequence.shape[1]
    guard count > 1 else { return [squeeze(sequence, axis: 1)] }
    return split(sequence, sizes: [count / 2, count - count / 2], axis: 1).flatMap(steps)
  }
}

/// The formula of a step: it computes the states after the step, the first of which is the output,
/// from the products with the input, the states before the step, and the weights.
typealias RecurrentStep = (_ x: Tensor, _ states: [Tensor], _ weights: RecurrentWeights) -> [Tensor]

/// The weights of a step.
struct RecurrentWeights {
  /// The weights of the previous step's output.
  var kernel: Tensor
  /// The bias that is added to the products with the kernel; nil for none. It is one row for all
  /// steps, or one for each example and step.
  var bias: Tensor?
}
