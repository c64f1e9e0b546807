import Foundation
import Tapestry
import TestSupport
import Testing

@testable import FormatKinds
@testable import TensorFlowFormats

@Suite struct OperationExamplesTests {
  @Test(arguments: OperationExample.all.map(\.name))
  func `an operation is written, and read again it gives the same`(_ name: String) throws {
    let example = try #require(OperationExample.all.first { $0.name == name })
    let folder = try TemporaryFolder()
    let body = example.body
    let function = Function(name) { (x: [Tensor]) in try body(x) }
    let expected = try function(example.inputs)
    try SavedModel.save(SavingSavedModelsTests.One(function), to: folder.file("model"))
    let found = try SavedModel.load(folder.file("model"))["function"](example.inputs)
    #expect(found.dtype == expected.dtype && found.shape == expected.shape)
    let pairs = zip(
      cast(found, to: .float64).scalars(as: Double.self),
      cast(expected, to: .float64).scalars(as: Double.self))
    for (a, b) in pairs { #expect(a == b || abs(a - b) <= 1e-5 + 1e-4 * abs(b)) }
  }

  @Test func `changed graphs of every operation are refused, or computed`() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("model/saved_model.pb")
    for example in OperationExample.all {
      let body = example.body
      let function = Function(example.name) { (x: [Tensor]) in try body(x) }
      _ = try function(example.inputs)
      try SavedModel.save(SavingSavedModelsTests.One(function), to: folder.file("model"))
      let whole = Array(try Data(contentsOf: file))
      try fuzz("graph of \(example.name)", corpus: [whole], count: 15) { bytes in
        try Data(bytes).write(to: file)
        do {
          _ = try SavedModel.load(folder.file("model"))["function"](example.inputs)
        } catch { try require("\(error)".contains("cure: "), "an error without a cure: \(error)") }
      }
    }
  }
}
