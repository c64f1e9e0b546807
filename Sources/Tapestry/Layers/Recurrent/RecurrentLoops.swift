/// The loops of `RecurrentScan` and its gradient.
///
/// The examples of a batch are independent of each other, so each core takes some of them through
/// all steps, and no core ever waits for another. If a step is a large product, the cores share
/// each step instead: then each core reads only some of the weights, which its cache can keep from
/// step to step.
struct RecurrentLoops {
  private let cell: RecurrentCell
  private let sequence: RecurrentSequence
  private let batch: Int
  private let units: Int

  /// The number of examples that are processed together. Each product reads all weights: with fewer
  /// examples, that takes longer than the multiplications; with more, a batch of 32 would be too
  /// small for two cores. It does not depend on the number of cores, so results do not either.
  private let group: Int

  /// The number of steps whose products are computed at once in the backward direction, where all
  /// states are known. Times the examples of a group, it gives products so many rows that reading
  /// the weights hardly counts, and so few that they are still in the cache when they are used.
  private let block: Int

  /// Whether the weights are packed for the products first: for a few rows that costs more than the
  /// products.
  private let packs: Bool

  /// Whether the cores share the product of each step.
  private let sharesSteps: Bool

  init(_ cell: RecurrentCell, _ sequence: RecurrentSequence) {
    self.cell = cell
    self.sequence = RecurrentSequence(
      sums: sequence.sums.contiguous(),
      weights: RecurrentWeights(
        kernel: sequence.weights.kernel.contiguous(), bias: sequence.weights.bias?.contiguous()),
      states: sequence.states.map { $0.contiguous() }, mask: sequence.mask?.contiguous(),
      dropMask: sequence.dropMask?.contiguous(), goesBackwards: sequence.goesBackwards)
    batch = sequence.sums.shape[0]
    units = sequence.weights.kernel.shape[0]
    packs = batch >= 4 && sequence.count >= 4
    let largest = 64
    // So large that the time for which cores wait for each other at each step does not matter.
    sharesSteps = packs && min(batch, largest) * cell.gateCount * units * units > 6_000_000
    group = sharesSteps ? largest : 16
    block = 256 / group
  }

  /// Computes the states after each step.
  func states(into states: Tensor) {
    switch states.dtype {
    case .float32: forward(Float.self, states)
    default: forward(Double.self, states)
    }
  }

  /// Computes the gradients with respect to the sums and, if asked for, those with respect to the
  /// initial states.
  func gradients(states: Tensor, _ dStates: Tensor, includesStates: Bool, into result: Tensor) {
    let (states, dStates) = (states.contiguous(), dStates.contiguous())
    switch states.dtype {
    case .float32: backward(Float.self, states, dStates, includesStates, result)
    default: backward(Double.self, states, dStates, includesStates, result)
    }
  }

  /// Whether there is enough work for a second core.
  private var isLarge: Bool { sequence.sums.count * units > 1 << 20 }

  private func eachGroup(_ body: (Range<Int>) -> Void) {
    let groups = batch.ceilDivided(by: group)
    parallel(groups, smallest: isLarge && !sharesSteps ? 2 : .max, multiple: 1) { groups in
      for index in groups { body(index * group..<min((index + 1) * group, batch)) }
    }
  }

  /// Runs `body` for each example of a group, with its row among them.
  private func eachExample(
    of examples: Range<Int>, _ body: (_ row: Int, _ example: Int) -> Void
  ) {
    parallel(examples.count, smallest: sharesSteps ? 2 : .max, multiple: 1) { rows in
      for row in rows { body(row, examples.lowerBound + row) }
    }
  }

  /// The index in the sequence of the step that is taken at the given time.
  private func step(_ time: Int) -> Int {
    sequence.goesBackwards ? sequence.count - 1 - time : time
  }

  // MARK: Products

  /// The products with the weights of the gates that see the state itself, and with those of the
  /// candidate if it sees the state after the reset gate.
  private typealias Products<T: RecurrentScalar> = (
    gates: RecurrentProduct<T>, candidate: RecurrentProduct<T>?
  )

  private func products<T: RecurrentScalar>(
    of _: T.Type, isTransposed: Bool = false
  ) -> Products<T> {
    func product(_ gates: Range<Int>) -> RecurrentProduct<T> {
      RecurrentProduct(
        sequence.weights.kernel, columns: gates.lowerBound * units..<gates.upperBound * units,
        isTransposed: isTransposed, packs: packs, isShared: sharesSteps)
    }
    let (first, all) = (cell.gatesOfState, cell.gateCount)
    return (product(0..<first), first < all ? product(first..<all) : nil)
  }

  /// How many elements the states take that the sums of an example's step are products with.
  private var seenLength: Int { cell.gatesOfState < cell.gateCount ? 2 * units : units }

  /// Computes the sums of the products with the weights for some steps: a row of them for each
  /// example of the first step, then of the next. `seen` gets the states that the examples see, and
  /// after all of these, where a candidate sees other states, the ones after the reset gates.
  @inline(__always)
  private func multiply<T: RecurrentScalar>(
    _ steps: Range<Int>, of examples: Range<Int>, _ pointers: SequencePointers<T>,
    _ state: (_ example: Int, _ step: Int) -> UnsafeMutablePointer<T>, _ weights: Products<T>,
    _ seen: UnsafeMutablePointer<T>, _ products: UnsafeMutablePointer<T>
  ) {
    pointers.multiply(steps, of: examples, state, weights.gates, seen, products)
    guard let candidate = weights.candidate else { return }
    let (sumCount, size) = (cell.gateCount * units, examples.count)
    let reset = seen + steps.count * size * units
    for (stepIndex, time) in steps.enumerated() {
      eachExample(of: examples) { row, example in
        let row = stepIndex * size + row
        T.reset(
          pointers.sums + (example * sequence.count + step(time)) * sumCount + units,
          products + row * sumCount + units, seen + row * units, units, reset + row * units)
      }
    }
    candidate.multiply(reset, rows: steps.count * size, into: products)
  }

  // MARK: Forward

  private func forward<T: RecurrentScalar>(_: T.Type, _ states: Tensor) {
    let (stateCount, sumCount, count) = (cell.stateCount, cell.gateCount * units, sequence.count)
    let loop = T.step(cell)
    let weights = products(of: T.self)
    withPointers(states, states) { (pointers: SequencePointers<T>, states, _) in
      // The state of an example after the step at a time; the time -1 stands for the initial state.
      func state(_ index: Int, _ example: Int, _ time: Int) -> UnsafeMutablePointer<T> {
        time < 0
          ? pointers.states[index] + example * units
          : states + ((index * batch + example) * count + time) * units
      }
      eachGroup { examples in
        let seenCount = examples.count * seenLength
        withScratch(of: T.self, seenCount + examples.count * sumCount) { scratch in
          let (seen, products) = (scratch, scratch + seenCount)
          for time in 0..<count {
            multiply(
              time..<time + 1, of: examples, pointers, { state(0, $0, $1 - 1) }, weights, seen,
              products)
            eachExample(of: examples) { row, example in
              let position = example * count + step(time)
              if pointers.isThere(position) {
                loop(
                  pointers.sums + position * sumCount, products + row * sumCount,
                  seen + row * units,
                  state(stateCount - 1, example, time - 1), units, state(0, example, time),
                  state(stateCount - 1, example, time))
              } else {
                for index in 0..<stateCount {
                  state(index, example, time).update(
                    from: state(index, example, time - 1), count: units)
                }
              }
            }
          }
        }
      }
    }
  }

  // MARK: Backward

  private func backward<T: RecurrentScalar>(
    _: T.Type, _ states: Tensor, _ dStates: Tensor, _ includesStates: Bool, _ result: Tensor
  ) {
    let (stateCount, sumCount, count) = (cell.stateCount, cell.gateCount * units, sequence.count)
    let (rows, width) = (result.shape[1], result.shape[2])
    let loop = T.gradients(cell)
    let (weights, transposed) = (products(of: T.self), products(of: T.self, isTransposed: true))
    withPointers(states, result) { (pointers: SequencePointers<T>, states, result) in
      dStates.withElements(as: T.self) { dStates in
        func state(_ index: Int, _ example: Int, _ time: Int) -> UnsafeMutablePointer<T> {
          time < 0
            ? pointers.states[index] + example * units
            : states + ((index * batch + example) * count + time) * units
        }
        eachGroup { examples in
          let (size, block) = (examples.count, min(count, block))
          let seenCount = block * size * seenLength
          let length =
            seenCount + size * ((stateCount + 1) * units + (1 + block) * sumCount)
          withScratch(of: T.self, length) { scratch in
            let (carried, through) = (scratch, scratch + stateCount * size * units)
            let ds = through + size * units
            let allSeen = ds + size * sumCount
            let allProducts = allSeen + seenCount
            carried.update(repeating: 0, count: stateCount * size * units)
            for time in (0..<count).reversed() {
              let inBlock = time % block
              if inBlock == block - 1 || time == count - 1 {
                multiply(
                  time - inBlock..<time + 1, of: examples, pointers, { state(0, $0, $1 - 1) },
                  weights, allSeen, allProducts)
              }
              let seen = allSeen + inBlock * size * units
              let products = allProducts + inBlock * size * sumCount
              eachExample(of: examples) { row, example in
                let position = example * count + step(time)
                func carry(_ index: Int) -> UnsafeMutablePointer<T> {
                  carried + (index * size + row) * units
                }
                for index in 0..<stateCount {
                  T.add(
                    dStates + ((index * batch + example) * count + time) * units,
                    to: carry(index), units)
                }
                let dx = result + (example * rows + step(time)) * width
                let dsRow = ds + row * sumCount
                guard pointers.isThere(position) else {
                  dx.update(repeating: 0, count: width)
                  dsRow.update(repeating: 0, count: sumCount)
                  return
                }
                loop(
                  pointers.sums + position * sumCount, products + row * sumCount,
                  seen + row * units,
                  state(stateCount - 1, example, time - 1), units, carry(0), carry(stateCount - 1),
                  dx)
                dsRow.update(from: dx, count: sumCount)
                if cell == .gru {
                  (dsRow + 2 * units).update(from: dx + 3 * units, count: units)
                }
              }
              if let candidate = transposed.candidate {
                candidate.multiply(ds, rows: size, into: through)
                eachExample(of: examples) { row, example in
                  let position = example * count + step(time)
                  guard pointers.isThere(position) else { return }
                  let dr = ds + row * sumCount + units
                  T.resetGradients(
                    pointers.sums + position * sumCount + units, products + row * sumCount + units,
                    seen + row * units, through + row * units, units, carried + row * units, dr)
                  (result + (example * rows + step(time)) * width + units)
                    .update(from: dr, count: units)
                }
              }
              transposed.gates.multiply(ds, rows: size, into: through)
              for (row, example) in examples.enumerated()
              where pointers.isThere(example * count + step(time)) {
                let dh = carried + row * units
                T.add(through + row * units, to: dh, units)
                pointers.drop(example, dh, dh)
              }
            }
            guard includesStates else { return }
            for (row, example) in examples.enumerated() {
              let last = result + (example * rows + count) * width
              last.update(repeating: 0, count: width)
              for index in 0..<stateCount {
                (last + index * units).update(
                  from: carried + (index * size + row) * units, count: units)
              }
            }
          }
        }
      }
    }
  }

  // MARK: Pointers

  private func withPointers<T: RecurrentScalar>(
    _ a: Tensor, _ b: Tensor,
    _ body: (SequencePointers<T>, UnsafeMutablePointer<T>, UnsafeMutablePointer<T>) -> Void
  ) {
    // `SequencePointers` has only the addresses of tensors, which the sequence keeps alive.
    withExtendedLifetime(sequence) {
      withElements(of: a, as: T.self, b, as: T.self) { body(SequencePointers(sequence), $0, $1) }
    }
  }
}
