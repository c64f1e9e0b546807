import ExerciseKit
import Tapestry
import Testing

@testable import Judge

@Suite struct AdapterTests {
  private func adapter(_ signature: String) -> String {
    Exercise(
      "1.1", "Test", "Test", section: "1", points: 1, difficulty: 1, signature: signature,
      statement: "", hints: [], mistakes: [], checks: [], reference: { (x: Int) -> Int in x }
    ).adapterSource
  }

  @Test func `an adapter passes arguments by their labels`() {
    #expect(
      adapter("func f(_ x: [[Int]], window w: Int) throws -> [Int]?").contains(
        "serve { (x: [[Int]], w: Int) in try f(x, window: w) }"))
  }

  @Test func `an adapter takes labels off a tuple`() {
    #expect(
      adapter("func f(_ x: Tensor) throws -> (w: Tensor, b: Tensor)").contains(
        "let result = try f(x)\n    return (result.0, result.1)"))
  }

  @Test func `a function arrives by its name`() {
    #expect(
      adapter("func slope(of f: @escaping (Tensor) -> Tensor, at x: Tensor) throws -> Tensor")
        .contains("{ (f: NamedFunction, x: Tensor) in try slope(of: f.body, at: x) }"))
  }
}

extension JudgingTests {
  @Suite struct ClassTests {
    private let exercise = Exercise(
      "4.1", "Doubler", "Twice, as a layer", section: "1", points: 1, difficulty: 1,
      signature: "final class Doubler: Layer",
      body: """
        final class Doubler: Layer {
          override func call(_ x: Tensor) -> Tensor {
            // TODO: replace this line by your solution.
            unsolved()
          }
        }
        """,
      adapter: "{ (x: Tensor) -> (Int, Tensor) in (Doubler().variables.count, Doubler()(x)) }",
      statement: "A layer without variables that doubles.", hints: [], mistakes: [],
      checks: [Check("tables") { random in [Case(random.tensor([2, 3]))] }],
      reference: { (x: Tensor) -> (Int, Tensor) in (0, 2 * x) })

    @Test func `the stub of a class compiles and is unsolved`() throws {
      #expect(exercise.stub.contains("import ExerciseKit\nimport Tapestry\n"))
      #expect(try Bench.verdict(on: exercise.stub, for: exercise).category == .unsolved)
    }

    @Test(arguments: [("2 * x", Category.passed), ("x", .failed)])
    func `a class is judged through its adapter`(_ body: String, _ category: Category) throws {
      let source = exercise.stub.replacing("unsolved()", with: body)
      #expect(try Bench.verdict(on: source, for: exercise).category == category)
    }
  }
}
