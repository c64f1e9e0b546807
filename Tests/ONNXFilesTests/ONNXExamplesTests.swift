import Foundation
import ONNXFiles
import Tapestry
import TensorFlowFormats
import TestSupport
import Testing

@testable import FormatKinds

/// The examples that `formats write` gives to onnxruntime.
@Suite struct ONNXExamplesTests {
  @Test func `every example of an operation is written, or named as refused`() throws {
    let folder = try TemporaryFolder()
    for example in OperationExample.all {
      let written = try ONNXExample(example)
      if ONNXExample.refused.contains(example.name) {
        #expect(throws: FormatError.self, "\(example.name)") {
          try written.save(folder.file("model.onnx"))
        }
      } else {
        #expect(throws: Never.self, "\(example.name)") {
          try written.save(folder.file("model.onnx"))
        }
      }
    }
    let names = Set(OperationExample.all.map(\.name))
    // Functions that have no gradients have no example of one.
    #expect(ONNXExample.refused.filter { !$0.hasSuffix("Gradient") }.isSubset(of: names))
  }

  @Test func `models of every layer are written with the names of their calls`() throws {
    let folder = try TemporaryFolder()
    let kind = ONNXKind()
    try kind.write(to: folder.url)
    let report = CheckReport()
    try kind.check(folder.url, report)
    #expect(report.count > 300 && report.failures == 0)
  }
}
