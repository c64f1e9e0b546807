/// All steps of a recurrent layer as one operation, which computes the states after each step.
///
/// `RecurrentSeries` defines the result, by a loop that applies the operations of the step's
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
  let layout: SeriesLayout
  var name: String { "recurrentScan" }

  /// The states after each step of a series.
  static func states(of series: RecurrentSeries, _ cell: RecurrentCell) -> Tensor {
    bind(RecurrentScan(cell: cell, layout: SeriesLayout(series)), series.tensors)
  }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let (sums, kernel) = (inputs[0], inputs[1])
    return TensorSpec(
      shape: [cell.stateCount, sums.shape[0], sums.shape[1], kernel.shape[0]], dtype: sums.dtype)
  }

  func run(_ inputs: [Tensor], into states: Tensor) {
    RecurrentLoops(cell, layout.series(inputs, cell)).states(into: states)
  }

  func gradients(_ call: Call, needed: [Bool]) -> [Tensor?] {
    let series = layout.series(call.inputs, cell)
    let units = series.weights.kernel.shape[0]
    let places = layout.places(cell)
    let needsStates = places.states.contains { needed[$0] }
    let all = bind(
      RecurrentGradient(cell: cell, layout: layout, includesStates: needsStates),
      call.inputs + [call.output, call.dy])
    let steps = needsStates ? all[.all, ..<series.count] : all
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
      let states = seen(call.output[0], series)
      let end = cell.gatesOfState * units
      gradients[1] =
        cell == .gruResetFirst
        ? concat(
          [
            product(states, ds[.all, .all, ..<end]),
            product(reset(states, series), ds[.all, .all, end...]),
          ], axis: 1) : product(states, ds)
    }
    for (number, place) in places.states.enumerated() where needed[place] {
      gradients[place] =
        all[.all, series.count, (number * units)..<((number + 1) * units)]
    }
    if let place = places.bias, needed[place] { gradients[place] = ds.sum(axis: [0, 1]) }
    return gradients
  }

  /// The same result, computed by operations.
  func definition(_ inputs: [Tensor]) -> Tensor { stacked(layout.series(inputs, cell)) }

  fileprivate func stacked(_ series: RecurrentSeries) -> Tensor {
    let states = series.states(cell.step)
    return stack((0..<cell.stateCount).map { number in stack(states.map { $0[number] }, axis: 1) })
  }

  /// The states after the reset gates of all steps.
  private func reset(_ states: Tensor, _ series: RecurrentSeries) -> Tensor {
    let units = series.weights.kernel.shape[0]
    let own = matmul(states, series.weights.kernel[.all, units..<(2 * units)])
    return sigmoid(series.sums[.all, .all, units..<(2 * units)] + own) * states
  }

  /// The previous output that each step sees, in the order of the sequence.
  private func seen(_ outputs: Tensor, _ series: RecurrentSeries) -> Tensor {
    let before = concat([expandDims(series.states[0], axis: 1), outputs[.all, ..<(-1)]], axis: 1)
    let inOrder = series.goesBackwards ? reverse(before, axis: 1) : before
    return series.dropMask.map { inOrder * expandDims($0, axis: 1) } ?? inOrder
  }
}

/// The gradients of a target with respect to the sums of all steps, from the inputs of
/// `RecurrentScan`, its result, and the gradient with respect to that.
///
/// - **Shapes:** [batch, steps, concatenated gradients of the gates], in the order of the sequence;
///   with initial states, one more row has the gradients with respect to these.
struct RecurrentGradient: FusedPrimitive, PlacedPrimitive {
  let cell: RecurrentCell
  let layout: SeriesLayout
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
    RecurrentLoops(cell, layout.series(inputs, cell))
      .gradients(
        states: inputs[inputs.count - 2], inputs[inputs.count - 1],
        includesStates: includesStates, into: result)
  }

  /// The same result, computed by operations. The products with the state get a bias for each step,
  /// whose gradients are those of the products.
  func definition(_ inputs: [Tensor]) -> Tensor {
    // Aliases with identities of their own, since the same tensor of zeros may be several states,
    // each with its own gradient.
    var series = layout.series(inputs.map { identity($0) }, cell)
    let bias =
      cell == .gru
      ? broadcast(
        series.weights.bias ?? Tensor(0, dtype: series.sums.dtype), to: series.sums.shape) : nil
    let sources = [series.sums] + series.states + (bias.map { [$0] } ?? [])
    let tape = GradientTape(watchAccessedVariables: false)
    for source in sources { tape.watch(source) }
    series.weights.bias = bias
    let states = tape.record { RecurrentScan(cell: cell, layout: layout).stacked(series) }
    let gradients: [Tensor] = zip(
      tape.onlyGradients(states, sources, weights: inputs[inputs.count - 1]), sources
    ).map { $0 ?? zeros(like: $1) }
    let units = series.weights.kernel.shape[0]
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

/// The order in which the tensors of a series are listed as the inputs of a primitive.
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

  /// The positions of the tensors in the list.
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
