/// All steps of a recurrent layer as one operation, which computes the states after each step.
///
/// `RecurrentSequence` defines the result, by a loop that applies the operations of the step's
/// formula. Here a step is one product and one loop over gates and state, in memory that stays in
/// the cache. A graph of a hundred steps would have thousands of operations, each of which takes
/// longer to start than to run.
///
/// Only the states are kept for the gradients. The gates are computed again, along with their
/// gradients: that is faster than writing them to memory and reading them back, and takes a fifth
/// of the memory.
///
/// - **Shapes:** [states, batch, steps, units]; steps are in the order in which they are taken.
struct RecurrentScan: FusedPrimitive, PlacedPrimitive {
  let cell: RecurrentCell
  let layout: SequenceLayout
  var name: String { "recurrentScan" }

  /// The states after each step of a sequence.
  static func states(of sequence: RecurrentSequence, _ cell: RecurrentCell) -> Tensor {
    bind(RecurrentScan(cell: cell, layout: SequenceLayout(sequence)), sequence.tensors)
  }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let (sums, kernel) = (inputs[0], inputs[1])
    return TensorSpec(
      shape: [cell.stateCount, sums.shape[0], sums.shape[1], kernel.shape[0]], dtype: sums.dtype)
  }

  func run(_ inputs: [Tensor], into states: Tensor) {
    RecurrentLoops(cell, layout.sequence(inputs, cell)).states(into: states)
  }

  func gradients(_ call: Call, needed: [Bool]) -> [Tensor?] {
    let sequence = layout.sequence(call.inputs, cell)
    let units = sequence.weights.kernel.shape[0]
    let indices = layout.inputIndices(cell)
    let needsStates = indices.states.contains { needed[$0] }
    let all = bind(
      RecurrentGradient(cell: cell, layout: layout, includesStates: needsStates),
      call.inputs + [call.output, call.dy])
    let steps = needsStates ? all[.all, ..<sequence.count] : all
    // With respect to the sums of the products with the input, and with the state.
    let dx = cell == .gru ? steps[.all, .all, ..<(3 * units)] : steps
    let ds =
      cell == .gru
      ? concat([steps[.all, .all, ..<(2 * units)], steps[.all, .all, (3 * units)...]], axis: -1)
      : steps
    var gradients = [Tensor?](repeating: nil, count: call.inputs.count)
    if needed[0] { gradients[0] = dx }
    if needed[1] {
      // The sum of the products of all steps is a single product, that of all steps stacked.
      let rows = ds.shape[0] * ds.shape[1]
      func product(_ states: Tensor, _ ds: Tensor) -> Tensor {
        matmul(
          reshape(states, [rows, units]), reshape(ds, [rows, ds.shape[2]]), transposeA: true)
      }
      let states = seen(call.output[0], sequence)
      let end = cell.gatesOfState * units
      gradients[1] =
        cell == .gruResetFirst
        ? concat(
          [
            product(states, ds[.all, .all, ..<end]),
            product(reset(states, sequence), ds[.all, .all, end...]),
          ], axis: 1) : product(states, ds)
    }
    for (stateIndex, index) in indices.states.enumerated() where needed[index] {
      gradients[index] =
        all[.all, sequence.count, (stateIndex * units)..<((stateIndex + 1) * units)]
    }
    if let index = indices.bias, needed[index] { gradients[index] = ds.sum(axis: [0, 1]) }
    return gradients
  }

  /// The same result, computed by operations.
  func definition(_ inputs: [Tensor]) -> Tensor { stacked(layout.sequence(inputs, cell)) }

  fileprivate func stacked(_ sequence: RecurrentSequence) -> Tensor {
    let states = sequence.states(cell.step)
    return stack((0..<cell.stateCount).map { index in stack(states.map { $0[index] }, axis: 1) })
  }

  /// The states after the reset gates of all steps.
  private func reset(_ states: Tensor, _ sequence: RecurrentSequence) -> Tensor {
    let units = sequence.weights.kernel.shape[0]
    let own = matmul(states, sequence.weights.kernel[.all, units..<(2 * units)])
    return sigmoid(sequence.sums[.all, .all, units..<(2 * units)] + own) * states
  }

  /// The previous output that each step sees, in the order of the sequence.
  private func seen(_ outputs: Tensor, _ sequence: RecurrentSequence) -> Tensor {
    let before = concat([expandDims(sequence.states[0], axis: 1), outputs[.all, ..<(-1)]], axis: 1)
    let inOrder = sequence.goesBackwards ? reverse(before, axis: 1) : before
    return sequence.dropMask.map { inOrder * expandDims($0, axis: 1) } ?? inOrder
  }
}

/// The gradients of a target with respect to the sums of all steps, from the inputs of
/// `RecurrentScan`, its result, and the gradient with respect to that.
///
/// - **Shapes:** [batch, steps, concatenated gradients of the gates], in the order of the sequence;
///   with initial states, one more row has the gradients with respect to these.
struct RecurrentGradient: FusedPrimitive, PlacedPrimitive {
  let cell: RecurrentCell
  let layout: SequenceLayout
  let includesStates: Bool
  var name: String { "recurrentGradient" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let (sums, kernel) = (inputs[0].shape, inputs[1].shape)
    return TensorSpec(
      shape: [
        sums[0], sums[1] + (includesStates ? 1 : 0),
        max(cell.gradientCount, includesStates ? cell.stateCount : 0) * kernel[0],
      ], dtype: inputs[0].dtype)
  }

  func run(_ inputs: [Tensor], into result: Tensor) {
    RecurrentLoops(cell, layout.sequence(inputs, cell))
      .gradients(
        states: inputs[inputs.count - 2], inputs[inputs.count - 1],
        includesStates: includesStates, into: result)
  }

  /// The same result, computed by operations. The products with the state get a bias for each step,
  /// whose gradients are those of the products.
  func definition(_ inputs: [Tensor]) -> Tensor {
    // Aliases with identities of their own, since the same tensor of zeros may be several states,
    // each with its own gradient.
    var sequence = layout.sequence(inputs.map { identity($0) }, cell)
    let bias =
      cell == .gru
      ? broadcast(
        sequence.weights.bias ?? Tensor(0, dtype: sequence.sums.dtype), to: sequence.sums.shape)
      : nil
    let sources = [sequence.sums] + sequence.states + (bias.map { [$0] } ?? [])
    let tape = GradientTape(watchAccessedVariables: false)
    for source in sources { tape.watch(source) }
    sequence.weights.bias = bias
    let states = tape.record { RecurrentScan(cell: cell, layout: layout).stacked(sequence) }
    let gradients: [Tensor] = zip(
      tape.onlyGradients(states, sources, weights: inputs[inputs.count - 1]), sources
    ).map { $0 ?? zeros(like: $1) }
    let units = sequence.weights.kernel.shape[0]
    let rows =
      bias == nil
      ? gradients[0]
      : concat([gradients[0], gradients.last![.all, .all, (2 * units)...]], axis: -1)
    guard includesStates else { return rows }
    let first = concat(Array(gradients[1...cell.stateCount]), axis: -1)
    let missing = rows.shape[2] - first.shape[1]
    let row = pad(expandDims(first, axis: 1), [(0, 0), (0, 0), (0, missing)])
    return concat([rows, row], axis: 1)
  }
}

/// The order in which the tensors of a sequence are listed as the inputs of a primitive.
struct SequenceLayout: Hashable, Sendable {
  let hasBias: Bool
  let hasMask: Bool
  let hasDropMask: Bool
  let goesBackwards: Bool

  init(_ sequence: RecurrentSequence) {
    hasBias = sequence.weights.bias != nil
    hasMask = sequence.mask != nil
    hasDropMask = sequence.dropMask != nil
    goesBackwards = sequence.goesBackwards
  }

  /// The indices of the tensors in the list.
  func inputIndices(_ cell: RecurrentCell) -> (
    states: Range<Int>, bias: Int?, mask: Int?, drop: Int?
  ) {
    var end = 2 + cell.stateCount
    func next(_ exists: Bool) -> Int? {
      guard exists else { return nil }
      end += 1
      return end - 1
    }
    return (2..<end, next(hasBias), next(hasMask), next(hasDropMask))
  }

  /// The sequence with the tensors of a list.
  func sequence(_ inputs: [Tensor], _ cell: RecurrentCell) -> RecurrentSequence {
    let indices = inputIndices(cell)
    return RecurrentSequence(
      sums: inputs[0],
      weights: RecurrentWeights(kernel: inputs[1], bias: indices.bias.map { inputs[$0] }),
      states: Array(inputs[indices.states]), mask: indices.mask.map { inputs[$0] },
      dropMask: indices.drop.map { inputs[$0] }, goesBackwards: goesBackwards)
  }
}

extension RecurrentSequence {
  /// The tensors as a list.
  var tensors: [Tensor] {
    [sums, weights.kernel] + states + [weights.bias, mask, dropMask].compactMap { $0 }
  }
}
