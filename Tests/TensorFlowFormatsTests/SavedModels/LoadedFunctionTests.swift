import Foundation
import Tapestry
import TensorFlowFormats
import TestSupport
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

  @Test func `the argument that differs is the one that the graph does not take`() throws {
    let folder = try TemporaryFolder()
    let signature = [TensorSpec([nil, 2]), TensorSpec([], .int32)]
    let power = Function("power", inputSignature: signature) { (x: Tensor, n: Tensor) in
      x * cast(n, to: .float32)
    }
    try SavedModel.save(SavingSavedModelsTests.One(power), to: folder.file("model"))
    let loaded = try SavedModel.load(folder.file("model"))["function"]
    let x = Tensor([[1, 2]] as [[Float]])
    #expect {
      try loaded(x, 2.0)
    } throws: { "\($0)".contains("argument 2 differs: y: int32 ()") }
    #expect {
      try loaded(x)
    } throws: { "\($0)".contains("the argument 'y' is missing") }
  }

  @Test(arguments: ["tf2.1", "tf2.18"])
  func `a graph that lacks an argument by name says so`(version: String) throws {
    let function = try Self.function("kw", of: "keyword_only-\(version)")
    let x = Tensor([1, 2] as [Float])
    #expect {
      try function(x, keywords: ["unknown": 1])
    } throws: { "\($0)".contains("other ") }
    #expect {
      try function(x * 2, keywords: ["n": 4])
    } throws: { "\($0)".contains("differs: n=5") }
  }

  private static let impossible = "program_impossible-tf2.18"
  private static let rows = Tensor([[1, 2], [3, 4], [5, 6]] as [[Float]])

  @Test func `values without a result are an error with function, node, values and cure`() throws {
    let function = try Self.function("looked_up", of: Self.impossible)
    for _ in 0..<2 {
      let error = #expect(throws: FormatError.self) {
        try function(Self.rows, Tensor([0, 3] as [Int32]))
      }
      #expect(error?.location.contains("looked_up") == true)
      #expect(error?.location.contains("node 'GatherV2'") == true)
      #expect(
        error?.problem
          == "gather: index 3 (element 1 of the indices) is out of range for a dimension of size 3")
      #expect(error?.cure == "use an index from 0 to 2")
      // The same plan runs again.
      #expect(
        try function(Self.rows, Tensor([2, 0] as [Int32])).scalars(as: Float.self) == [5, 6, 1, 2])
    }
  }

  @Test func `they are an error under a tape and in a function around the call`() throws {
    let function = try Self.function("looked_up", of: Self.impossible)
    let ids = Tensor([0, 3] as [Int32])
    let tape = GradientTape()
    tape.watch(Self.rows)
    #expect(throws: FormatError.self) { try tape.record { try function(Self.rows, ids) } }
    let outer = Function("outer") { (x: Tensor, ids: Tensor) in
      try function(x, ids) * 2
    }
    let error = #expect(throws: InvalidArgument.self) { try outer(Self.rows, ids) }
    #expect(error?.location.contains("looked_up") == true)
    let graph = try #require(outer.concreteFunctions.first)
    #expect(throws: InvalidArgument.self) { try graph(Self.rows, ids) }
    #expect(
      try outer(Self.rows, Tensor([1, 1] as [Int32])).scalars(as: Float.self) == [6, 8, 6, 8])
  }

  @Test func `a gradient without a result is an error with function, node, values and cure`() throws
  {
    let written = Function("written") { (a: Tensor) in logDeterminant(a).value }
    let (singular, regular) = (Tensor([[1.0, 2], [2, 4]]), Tensor([[1.0, 2], [2, 5]]))
    _ = try written(regular)
    let folder = try TemporaryFolder()
    try SavedModel.save(SavingSavedModelsTests.One(written), to: folder.file("model"))
    let function = try SavedModel.load(folder.file("model"))["function"]
    func gradient(_ a: Tensor) throws -> Tensor {
      let tape = GradientTape()
      tape.watch(a)
      let y = try tape.record { try function(a) }
      return try tape.gradient(y, a)
    }
    let traced = Function("traced", gradient)
    for gradient in [gradient, { try traced($0) }] {
      let error = #expect(throws: InvalidArgument.self) { try gradient(singular) }
      #expect(error?.location.contains("saved_model.pb") == true)
      #expect(error?.location.contains("function '") == true)
      #expect(error?.location.hasSuffix(", in its gradient") == true)
      #expect(error?.reason.problem == "the matrix is singular: its pivot at index 1 is 0")
      #expect(error?.reason.cure.hasPrefix("use pseudoInverse") == true)
      let exact = matrixTranspose(inverse(regular))
      #expect(try gradient(regular).scalars(as: Float.self) == exact.scalars(as: Float.self))
    }
  }

  @Test func `nothing is assigned after them, and a loop that meets them ends`() throws {
    let model = try LoadingSavedModelsTests.model(Self.impossible)
    let assigned = try model["assigned_rows"]
    let (indices, ones) = (Tensor([0, 3] as [Int32]), Tensor([[1, 1], [1, 1]] as [[Float]]))
    let before = try assigned(indices, ones)
    #expect(throws: FormatError.self) { try assigned(Tensor([1, 9] as [Int32]), ones * 7) }
    #expect(try assigned(indices, ones).scalars(as: Float.self) == before.scalars(as: Float.self))
    let loop = try model["in_loop"]
    let x = Tensor([1, 2, 3] as [Float])
    let tape = GradientTape()
    tape.watch(x)
    #expect(throws: FormatError.self) { try loop(x, Tensor(Int32(1 << 30))) }
    #expect(throws: FormatError.self) {
      try tape.record { try loop(x, Tensor(Int32(1 << 30))) }
    }
  }

  @Test func `an assertion is written again, and holds for all elements of a map`() throws {
    let asserted = try Self.function("asserted_below", of: Self.impossible)
    let outer = Function("outer") { (x: [Tensor]) in try asserted(x[0]) + 1 }
    let folder = try TemporaryFolder()
    let x = Tensor([1, 2, 3] as [Float])
    _ = try outer([x])
    try SavedModel.save(SavingSavedModelsTests.One(outer), to: folder.file("model"))
    let again = try SavedModel.load(folder.file("model"))["function"]
    #expect(try again([x]).scalars(as: Float.self) == [3, 5, 7])
    let error = #expect(throws: FormatError.self) { try again([x * 9]) }
    #expect(error?.problem.contains("assertion failed: too large [9.0 18.0 27.0]") == true)
    let rows = Tensor([[1, 2, 3], [4, 4, 4]] as [[Float]])
    let mapped = try vectorizedMap({ try asserted($0) }, rows)
    #expect(mapped.scalars(as: Float.self) == [2, 4, 6, 8, 8, 8])
    #expect(throws: (any Error).self) { try vectorizedMap({ try asserted($0) }, rows * 2) }
  }
}
