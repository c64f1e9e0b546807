import Testing

@testable import Tapestry

/// Branches, loops and lookups in `vectorizedMap`, with tapes inside and outside, eagerly and in a
/// function: all against the loop over the rows.
struct RandomFlowProgramTests {
  private static let seeds = Array(UInt64(1)...60)

  private let around = RandomFlowProgram.Surroundings(
    weights: Tensor([0.7, -1.2, 0.4], dtype: .float64),
    variable: Variable(0.6, dtype: .float64),
    table: Tensor([[0.3, -0.2, 1.1], [0.9, 0.5, -0.7], [-1.3, 0.2, 0.8]], dtype: .float64))

  private let inputs = [
    Tensor(
      [
        [0.2, -0.5, 1.3], [1.1, 0.4, 0.9], [-0.8, 0.3, -1.7], [0.6, 0.6, 0.1], [-0.1, 2.0, -0.4],
      ],
      dtype: .float64),
    Tensor([0.5, -1.1, 1.7, 0.0, -0.3], dtype: .float64), Tensor([2, 0, 5, -3, 1]),
  ]

  private typealias Mapping = RandomFlowProgram.Mapping
  private let batch: Mapping = { try vectorizedMap($0, $1) }
  private let loop: Mapping = { try mapFn($0, $1) }

  /// The results, and their gradients with respect to the inputs and the captures, from a tape
  /// inside the mapped function.
  private func withGradients(_ program: RandomFlowProgram, _ map: @escaping Mapping) -> (
    [Tensor]
  ) throws -> [Tensor] {
    { state in
      let sources: [any TensorConvertible] = [
        state[0], state[1], around.weights, around.variable,
      ]
      let tape = GradientTape()
      tape.watch(state[0], state[1], around.weights)
      var results: [Tensor] = []
      let y = tape.record {
        results = program.run(state, around, map: map)
        return results[0].sum() + results[1]
      }
      let gradients = try tape.gradient(y, sources, unconnected: .zero)
      return results + gradients.map { $0! }
    }
  }

  /// The gradients of all results of a mapped function, from a tape outside.
  private func gradientsOutside(
    _ function: @escaping ([Tensor]) throws -> [Tensor], _ map: @escaping Mapping
  ) -> ([Tensor]) throws -> [Tensor] {
    { inputs in
      let tape = GradientTape()
      tape.watch(inputs[0], inputs[1], around.weights)
      var results: [Tensor] = []
      let y = try tape.record {
        results = try map(function, inputs)
        return results.filter { $0.dtype.isFloating }.map { (square($0) + $0).sum() }
          .reduce(Tensor(0, dtype: .float64)) { $0 + $1 }
      }
      let sources: [any TensorConvertible] = [
        inputs[0], inputs[1], around.weights, around.variable,
      ]
      return try results + tape.gradient(y, sources, unconnected: .zero).map { $0! }
    }
  }

  private func expectNear(
    _ got: [Tensor], _ expected: [Tensor], _ program: RandomFlowProgram, _ form: String
  ) {
    #expect(got.map(\.spec) == expected.map(\.spec), "\(form), \(program)")
    for (index, (got, expected)) in zip(got, expected).enumerated() {
      for (a, b) in zip(numbers(got), numbers(expected)) {
        let isNear = a == b || (a.isNaN && b.isNaN) || abs(a - b) <= 1e-8 * max(1, abs(b))
        #expect(isNear, "result \(index) is \(a) for \(b), \(form), \(program)")
        if !isNear { return }
      }
    }
  }

  private func numbers(_ tensor: Tensor) -> [Double] {
    cast(tensor, to: .float64).scalars(as: Double.self)
  }

  private func expectSameInAllForms(
    _ program: RandomFlowProgram, _ form: String,
    _ make: (@escaping Mapping) -> ([Tensor]) throws -> [Tensor]
  ) throws {
    let expected = try make(loop)(inputs)
    expectNear(try make(batch)(inputs), expected, program, "\(form), eager")
    let f = Function("f", make(batch))
    expectNear(try f(inputs), expected, program, "\(form), in a function")
    expectNear(try f(inputs), expected, program, "\(form), in a function again")
  }

  @Test(arguments: seeds)
  func `a batch is computed as its rows are`(_ seed: UInt64) throws {
    let program = RandomFlowProgram(seed: seed)
    try expectSameInAllForms(program, "no tape") { map in
      { try map({ program.run($0, around, map: map) }, $0) }
    }
    try expectSameInAllForms(program, "a tape inside") { map in
      { try map(withGradients(program, map), $0) }
    }
    try expectSameInAllForms(program, "a tape outside") { map in
      gradientsOutside({ program.run($0, around, map: map) }, map)
    }
  }

  @Test(arguments: seeds.prefix(24))
  func `a batch has the second derivatives of its rows`(_ seed: UInt64) throws {
    let program = RandomFlowProgram(seed: seed)
    try expectSameInAllForms(program, "tapes inside and outside") { map in
      gradientsOutside(withGradients(program, map), map)
    }
  }
}
