import ExerciseKit
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
