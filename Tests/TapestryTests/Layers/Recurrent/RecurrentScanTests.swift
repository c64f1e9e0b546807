import Testing

@testable import Tapestry

/// The loops of recurrent layers against the formulas of their steps.
struct RecurrentScanTests {
  /// What a sequence may have beside its sums and weights.
  enum Variant: String, CaseIterable, CustomTestStringConvertible {
    case plain, backwards, biased, masked, dropped, all
    var testDescription: String { rawValue }
    func has(_ other: Variant) -> Bool { self == other || self == .all }
  }

  private static func scan(_ cell: RecurrentCell, _ variant: Variant) -> (RecurrentScan, [Tensor]) {
    let (batch, steps, units) = (19, 5, 3)
    func numbers(_ shape: Shape, _ step: Double) -> Tensor {
      cast(waves(shape, step), to: .float32)
    }
    let isBiased = variant.has(.biased) && cell == .gru
    let sequence = RecurrentSequence(
      sums: numbers([batch, steps, cell.gateCount * units], 1.7),
      weights: RecurrentWeights(
        kernel: numbers([units, cell.gateCount * units], 1.3),
        bias: isBiased ? numbers([3 * units], 1.9) : nil),
      states: (0..<cell.stateCount).map { numbers([batch, units], 2.3 + Double($0)) },
      mask: variant.has(.masked) ? numbers([batch, steps], 0.7) > -0.5 : nil,
      dropMask: variant.has(.dropped)
        ? cast(numbers([batch, units], 0.9) > 0, to: .float32) * 2 : nil,
      goesBackwards: variant.has(.backwards))
    return (RecurrentScan(cell: cell, layout: SequenceLayout(sequence)), sequence.tensors)
  }

  /// The result, and the gradients with respect to all numbers that it depends on.
  private static func everything(_ inputs: [Tensor], _ function: ([Tensor]) -> Tensor) throws
    -> [Tensor]
  {
    let tape = GradientTape()
    let sources = inputs.filter { $0.dtype.isFloating }
    for source in sources { tape.watch(source) }
    var result: Tensor?
    let target = tape.record {
      let y = function(inputs)
      result = y
      return (y * sin(reshape(cast(Tensor.range(y.count), to: y.dtype), y.shape))).sum()
    }
    return [result!]
      + (try tape.gradient(target, sources, unconnected: .zero)).map { $0! }
  }

  @Test(arguments: [RecurrentCell.simpleRNN, .lstm, .gru, .gruResetFirst], Variant.allCases)
  func `states and gradients are those of the formula`(
    _ cell: RecurrentCell, _ variant: Variant
  ) throws {
    let (scan, inputs) = Self.scan(cell, variant)
    // What is dropped has no gradient: it comes from a condition.
    let isDropped = variant.has(.dropped)
    let loop = try Self.everything(inputs) { bind(scan, $0) }
    let formula = try Self.everything(inputs) { scan.definition($0) }
    for (index, (got, expected)) in zip(loop, formula).enumerated() {
      if isDropped && index == loop.count - 1 { continue }
      // The order of the sums differs.
      let error = maximum(abs(got - expected).max(), 0).scalar(as: Float.self)
      let largest = maximum(abs(expected).max(), 1).scalar(as: Float.self)
      #expect(error < 3e-6 * largest, "result \(index) is \(got), by the formula \(expected)")
    }
  }

  @Test(arguments: [RecurrentCell.lstm, .gru, .gruResetFirst], [DType.float32, .float64])
  func `steps that the cores share are those of fewer examples`(
    _ cell: RecurrentCell, _ dtype: DType
  ) throws {
    // Products of 20 examples are worth two cores, of 4 not.
    let (batch, few, units) = (20, 4, 330)
    let shapes: [Shape] =
      [[batch, 5, cell.gateCount * units], [units, cell.gateCount * units]]
      + [Shape](repeating: [batch, units], count: cell.stateCount)
    let inputs = shapes.enumerated().map {
      cast(waves($1, 1.7 + Double($0)) * ($0 == 1 ? 0.1 : 1), to: dtype)
    }
    func results(_ examples: Range<Int>) throws -> [Tensor] {
      let some = inputs.enumerated().map {
        $0 == 1 ? $1 : $1[examples.lowerBound..<examples.upperBound]
      }
      let tape = GradientTape()
      for input in some { tape.watch(input) }
      let states = tape.record {
        RecurrentScan.states(
          of: RecurrentSequence(
            sums: some[0], weights: RecurrentWeights(kernel: some[1]), states: Array(some[2...])),
          cell)
      }
      let sources = [some[0]] + some[2...]
      return [transpose(states, [1, 0, 2, 3])] + (try tape.gradient(states, sources))
    }
    let whole = try results(0..<batch)
    let parts = try stride(from: 0, to: batch, by: few).map { try results($0..<$0 + few) }
    for index in whole.indices {
      let expected = concat(parts.map { $0[index] }, axis: 0)
      let worst = cast(abs(whole[index] - expected).max(), to: .float64)
      #expect(worst.scalar(as: Double.self) < 1e-9)
      if dtype == .float32 { expectEqual(whole[index], expected) }
    }
  }

  @Test(arguments: [RecurrentCell.simpleRNN, .lstm, .gru, .gruResetFirst])
  func `second derivatives, graphs and whole batches are those of the formula`(
    _ cell: RecurrentCell
  ) throws {
    let units = 2
    let shapes: [Shape] =
      [[2, 3, cell.gateCount * units], [units, cell.gateCount * units]]
      + [Shape](repeating: [2, units], count: cell.stateCount)
    let inputs = shapes.enumerated().map { waves($1, 1.7 + Double($0)) }
    try checkEveryWay("\(cell)", at: inputs) { inputs in
      RecurrentScan.states(
        of: RecurrentSequence(
          sums: inputs[0], weights: RecurrentWeights(kernel: inputs[1]),
          states: Array(inputs[2...])), cell)
    }
  }

  /// The activations of the second layer are the same functions, but not known to be.
  @Test(arguments: [false, true])
  func `a layer with fast loops is one that goes operation by operation`(
    _ resetAfter: Bool
  ) throws {
    let x = waves([3, 6, 2]).asFloat
    for (returnSequences, goBackwards, stateful) in [
      (false, false, false), (true, false, false), (true, true, false), (false, true, true),
    ] {
      func layer(_ tanh: Activation, _ sigmoid: Activation) -> GRU {
        GRU(
          4, activation: tanh, recurrentActivation: sigmoid, biasInitializer: .randomNormal(),
          resetAfter: resetAfter, returnSequences: returnSequences, goBackwards: goBackwards,
          stateful: stateful)
      }
      let fast = layer(.tanh, .sigmoid)
      let plain = layer(
        Activation("tanh") { Tapestry.tanh($0) }, Activation("sigmoid") { Tapestry.sigmoid($0) })
      for layer in [fast, plain] { layer.ensureBuilt(for: x.shape) }
      for (variable, value) in zip(plain.variables, fast.variables) {
        variable.assign(value.tensor)
      }
      #expect(fast.cell == (resetAfter ? .gru : .gruResetFirst))
      #expect(plain.cell == nil)
      let isThere = Tensor([
        [true, true, false, true, false, true], [false, true, true, true, true, false],
        [true, true, true, true, true, true],
      ])
      for input in [x, x.masked(by: isThere), x] {
        func everything(_ layer: GRU) throws -> [Tensor] {
          let tape = GradientTape()
          tape.watch(input)
          let y = tape.record { square(layer(input)) }
          return [y] + (try tape.gradient(y, [input] + layer.trainableVariables))
        }
        for (got, expected) in zip(try everything(fast), try everything(plain)) {
          let error = abs(got - expected).max().scalar(as: Float.self)
          #expect(error < 3e-6)
        }
      }
    }
  }

  @Test func `a custom activation with a known name is its own`() {
    let x = waves([2, 3, 2]).asFloat
    let halved = Activation("tanh") { 0.5 * $0 }
    let own = SimpleRNN(2, activation: halved)
    let usual = SimpleRNN(2)
    usual.ensureBuilt(for: x.shape)
    own.ensureBuilt(for: x.shape)
    for (variable, value) in zip(own.variables, usual.variables) { variable.assign(value.tensor) }
    #expect(own.cell == nil)
    #expect(abs(own(x) - usual(x)).max().scalar(as: Float.self) > 1e-3)
  }
}

extension Tensor {
  fileprivate var asFloat: Tensor { cast(self, to: .float32) }
}
