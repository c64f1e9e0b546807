import Foundation
import Tapestry
import TestSupport
import Testing

@testable import TensorFlowFormats
@testable import FormatKinds

@Suite struct SavingSavedModelsTests {
  final class One: Module {
    let function: any TracedFunction
    init(_ function: any TracedFunction) { self.function = function }
  }

  @Test func `what is written is read again and gives the same`() throws {
    let folder = try TemporaryFolder()
    let kind = SavedModelKind()
    try kind.write(to: folder.url)
    let report = CheckReport()
    try kind.check(folder.url, report)
    #expect(report.failures == 0)
    #expect(report.count > 30)
  }

  @Test func `a function with an open size is called with any`() throws {
    let folder = try TemporaryFolder()
    let weights = Variable(Tensor.ones([3, 2]))
    let layer = Function("layer", inputSignature: [TensorSpec([nil, 3])]) { (x: Tensor) in
      let zeros = Tensor.zeros([x.shape[0], 2])
      return maximum(matmul(x, weights), zeros) + reshape(x, [-1])[..<1]
    }
    try SavedModel.save(One(layer), to: folder.file("model"))
    let model = try SavedModel.load(folder.file("model"))
    for rows in [1, 4, 9] {
      let x = Tensor.ones([rows, 3])
      let found = try model["function"](x)
      #expect(found.scalars(as: Float.self) == (try layer(x)).scalars(as: Float.self))
    }
    #expect(throws: SavedCallError.self) { try model["function"](Tensor.ones([1, 4])) }
  }

  @Test func `a mean over an open size, and its gradient, are those of any size`() throws {
    let folder = try TemporaryFolder()
    let slope = Function("slope", inputSignature: [TensorSpec([nil, 3])]) { (x: Tensor) in
      let tape = GradientTape()
      tape.watch(x)
      let y = tape.record { square(x).mean() }
      return try tape.gradient(y, x)
    }
    try SavedModel.save(One(slope), to: folder.file("model"))
    let function = try SavedModel.load(folder.file("model"))["function"]
    for rows in [1, 4, 9] {
      let x = Tensor.ones([rows, 3])
      let found = try function(x).scalars(as: Float.self)
      #expect(found.count == x.count)
      for (a, b) in zip(found, try slope(x).scalars(as: Float.self)) { #expect(abs(a - b) < 1e-6) }
    }
  }

  @Test func `what depends on an open size is named, and nothing is written`() throws {
    let folder = try TemporaryFolder()
    let halves = Function("halves", inputSignature: [TensorSpec([nil])]) { (x: Tensor) in
      x * Double(x.shape[0] * x.shape[0])
    }
    #expect {
      try SavedModel.save(One(halves), to: folder.file("model"))
    } throws: { "\($0)".contains("constant, depends on the open size") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test func `code that fits its own sizes only is an error for an open size, and no stop`() throws
  {
    let folder = try TemporaryFolder()
    let weights = Variable(Tensor.ones([3, 2]))
    func save(_ dimensions: [Int?]) throws -> LoadedObject {
      let layer = Function("layer", inputSignature: [TensorSpec(dimensions)]) { (x: Tensor) in
        reshape(matmul(x, weights), [4, 2])
      }
      try SavedModel.save(One(layer), to: folder.file("model"))
      return try SavedModel.load(folder.file("model"))
    }
    #expect {
      try save([nil, 3])
    } throws: {
      let text = "\($0)"
      return text.contains("function 'function'") && text.contains("13 rows")
        && text.contains("after %2 = matmul(%0, %1)") && text.contains(": reshape: ")
        && text.contains("cure: give the input signature all sizes")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    let x = Tensor.ones([4, 3])
    #expect(
      try save([4, 3])["function"](x).scalars(as: Float.self) == Array(repeating: 3, count: 8))
  }

  @Test func `an operation without a counterpart is named with its function`() throws {
    let folder = try TemporaryFolder()
    let limited = Function("limited") { (x: Tensor) in
      whileLoop([x], while: { $0[0] < 10 }, do: { [$0[0] * 2] }, maximumSteps: 20)[0]
    }
    _ = try limited(Tensor(1.0))
    #expect {
      try SavedModel.save(One(limited), to: folder.file("model"))
    } throws: {
      "\($0)".contains("function 'function'") && "\($0)".contains("while")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test func `functions are signatures under the names that are given`() throws {
    let folder = try TemporaryFolder()
    let double = Function("double", inputSignature: [TensorSpec([nil])]) { (x: Tensor) in x * 2 }
    let halve = Function("halve", inputSignature: [TensorSpec([nil])]) { (x: Tensor) in
      ["half": x / 2]
    }
    try SavedModel.save(
      One(double), signatures: ["double": double, "halve": halve], to: folder.file("model"))
    let model = try SavedModel.load(folder.file("model"))
    #expect(model.signatures.keys.sorted() == ["double", "halve"])
    let x = Tensor([1, 2, 3] as [Float])
    let doubled = try #require(model.signatures["double"]).results(keywords: ["x": x])
    #expect(doubled["output_0"]?.tensor?.scalars(as: Float.self) == [2, 4, 6])
    let half = try #require(model.signatures["halve"]).results(keywords: ["x": x])
    #expect(half["half"]?.tensor?.scalars(as: Float.self) == [0.5, 1, 1.5])
  }

  @Test func `a signature whose function has no graph is named, and nothing is written`() throws {
    let folder = try TemporaryFolder()
    let untraced = Function("untraced") { (x: Tensor) in x }
    #expect {
      try SavedModel.save(
        One(untraced), signatures: ["serve": untraced], to: folder.file("model"))
    } throws: { "\($0)".contains("signature 'serve'") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test func `branches inside branches, and those of several graphs, are told apart`() throws {
    let folder = try TemporaryFolder()
    @Sendable func inside(_ x: Tensor) -> Tensor {
      cond(x.sum() > 10, then: { [x * 2] }, else: { [x * 3] })[0]
    }
    let nested = Function("nested") { (x: Tensor) -> Tensor in
      cond(x.sum() > 0, then: { [inside(x)] }, else: { [x * 5] })[0]
    }
    let rows: [[Float]] = [[20, 1], [1, 1], [-1, -1], [1, 1, 1], [-7, 1, 1]]
    let inputs = rows.map { (row: [Float]) -> Tensor in Tensor(row) }
    for x in inputs { _ = try nested(x) }
    try SavedModel.save(One(nested), to: folder.file("model"))
    let function = try SavedModel.load(folder.file("model"))["function"]
    for x in inputs {
      let found = try function(x).scalars(as: Float.self)
      #expect(found == (try nested(x)).scalars(as: Float.self))
    }
  }

  @Test func `a model takes the place of the one before`() throws {
    let folder = try TemporaryFolder()
    let module = Multiplier()
    _ = try module.multiply(Tensor([1, 2], dtype: .int32))
    try SavedModel.save(module, to: folder.file("model"))
    module.weight.assign(Tensor(5 as Int32))
    try SavedModel.save(module, to: folder.file("model"))
    let model = try SavedModel.load(folder.file("model"))
    let result = try model["multiply"](Tensor([1, 2], dtype: .int32))
    #expect(result.scalars(as: Int32.self) == [5, 10])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["model"])
  }
}
