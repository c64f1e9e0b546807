import Foundation
import Tapestry
import TensorFlowFormats
import Testing

@Suite struct LoadedFunctionTests {
  static func function(_ name: String, of model: String) throws -> LoadedFunction {
    try LoadingSavedModelsTests.model(model)[name]
  }

  @Test(arguments: ["tf2.1", "tf2.18"])
  func `sizes that depend on values are those of each call`(version: String) throws {
    let positive = try Self.function("where_positive", of: "program_positions-\(version)")
    for (x, count) in [([1, -2, 3] as [Float], 2), ([-1, -2, -3], 0), ([4, 5], 2)] {
      let results = try positive.results([Tensor(x)]).elements
      #expect(results[0].tensor?.shape == [count, 1])
      #expect(results[1].tensor?.scalars(as: Float.self) == x.filter { $0 > 0 })
    }
    #expect(positive.concreteFunctions.isEmpty)
  }

  @Test func `a tape watches what runs node by node`() throws {
    let positive = try Self.function("where_positive", of: "program_positions-tf2.18")
    let x = Tensor([1, -2, 3] as [Float])
    let tape = GradientTape(persistent: true)
    tape.watch(x)
    let chosen = try tape.record {
      let results = try positive.results([x]).elements
      return square(results[1].tensor ?? x)
    }
    #expect(try tape.gradient(chosen, x).scalars(as: Float.self) == [2, 0, 6])
  }

  @Test func `a loop that keeps a list of its steps has a gradient in the file`() throws {
    let power = try Self.function("power", of: "program_gradients-tf2.18")
    let results = try power.results([Tensor(Float(2)), Tensor(Int32(5))]).elements
    #expect(results.map { $0.tensor?.scalar(as: Float.self) } == [32, 80])
  }

  @Test func `in another function there are no values, and the error says so`() throws {
    let positive = try Self.function("where_positive", of: "program_positions-tf2.18")
    let outer = Function("outer") { (x: Tensor) in
      try positive.results([x]).elements[1].tensor ?? x
    }
    #expect {
      try outer(Tensor([1, 2] as [Float]))
    } throws: {
      "\($0)".contains("its shape depends on the values of input 0")
        && "\($0)".contains("call the function outside of other functions")
    }
  }
}
