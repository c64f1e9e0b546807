import AutoGraph
import Tapestry
import Testing

/// A program that `Generated/programs.py` wrote, as `@AutoGraph` converts it and in plain Swift.
struct GeneratedProgram: Sendable, CustomTestStringConvertible {
  let seed: Int
  let converted: @Sendable (Tensor, Tensor) -> Tensor
  let plain: @Sendable (Double, [Double]) -> Double
  var testDescription: String { "seed \(seed)" }

  init(
    _ seed: Int, _ converted: @escaping @Sendable (Tensor, Tensor) -> Tensor,
    _ plain: @escaping @Sendable (Double, [Double]) -> Double
  ) {
    (self.seed, self.converted, self.plain) = (seed, converted, plain)
  }
}

/// Never true, although the compiler does not know it: for an exit that is never reached.
let never = [Bool]().contains(true)

private let numbers = [-6.5, -1, 0.5, 2.25, 4, 9]
private let rows = [
  [1, -2, 0.5], [3, 3, 3], [-1, 8, 2], [0, 0, 0], [5, -5, 1], [2, 0.25, -4],
]
private let inputs = Tensor(numbers, dtype: .float64)
private let matrix = Tensor(rows.flatMap { $0 }, shape: [6, 3])

private func slopes(
  of f: @escaping (Tensor, Tensor) throws -> Tensor
) -> (Tensor, Tensor) throws -> Tensor {
  { x, row in
    let tape = GradientTape()
    tape.watch(x, row)
    let y = try tape.record { try f(x, row) }
    return stack(try tape.gradient(y, [x, row], unconnected: .zero).map { $0!.sum() })
  }
}

@Test(arguments: generatedPrograms)
func `a generated program computes the same in every form`(_ program: GeneratedProgram) throws {
  let expected = zip(numbers, rows).map(program.plain)
  func expectSame(_ form: String, _ compute: () throws -> Tensor) rethrows {
    #expect(try compute().scalars(as: Double.self) == expected, "\(form)")
  }
  expectSame("eager") { mapFn(program.converted, inputs, matrix) }
  let f = Function("f", program.converted)
  try expectSame("in a function") { try mapFn({ try f($0, $1) }, inputs, matrix) }
  #expect(f.tracingCount == 1)
  expectSame("for a batch") { vectorizedMap(program.converted, inputs, matrix) }
  let g = Function("g") { (x: Tensor, rows: Tensor) in vectorizedMap(program.converted, x, rows) }
  try expectSame("for a batch, in a function") { try g(inputs, matrix) }
}

@Test(arguments: generatedPrograms)
func `a generated program has the same gradients in every form`(
  _ program: GeneratedProgram
) throws {
  // Run eagerly, a program is plain Swift, and its tape sees plain operations.
  let eager = slopes(of: program.converted)
  let expected = try mapFn(eager, inputs, matrix).scalars(as: Double.self)
  func expectSame(_ form: String, _ compute: () throws -> Tensor) rethrows {
    for (a, b) in zip(try compute().scalars(as: Double.self), expected) {
      #expect(abs(a - b) <= 1e-9 * max(1, abs(b)), "\(form)")
    }
  }
  let f = Function("f", program.converted)
  try expectSame("of a function") { try mapFn(slopes { try f($0, $1) }, inputs, matrix) }
  let inside = Function("inside", eager)
  try expectSame("in a function") { try mapFn({ try inside($0, $1) }, inputs, matrix) }
  try expectSame("for a batch") { try vectorizedMap(eager, inputs, matrix) }
  let g = Function("g") { (x: Tensor, rows: Tensor) in try vectorizedMap(eager, x, rows) }
  try expectSame("for a batch, in a function") { try g(inputs, matrix) }
}
