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
}
