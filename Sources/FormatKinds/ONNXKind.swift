import Foundation
import ONNXFiles
import ONNXMessages
import TensorFlowFormats

/// Models of ONNX. They are run by other programs only; here it is checked what they take and give.
struct ONNXKind: FileKind {
  let name = "onnx"

  func write(to folder: URL) throws {
    for example in try ONNXExample.all() {
      try example.save(folder.appendingPathComponent("\(example.name).onnx"))
      let calls = example.calls.map { call -> Expected in
        let isHalf = call.outputs.values.contains { $0.dtype == .float16 }
        return .object([
          "inputs": .object(call.inputs.mapValues { Expected($0) }),
          "outputs": .object(call.outputs.mapValues { Expected($0) }),
          "rtol": .number(isHalf ? 2e-3 : 1e-5),
        ])
      }
      try Expected.object(["calls": .list(calls)]).write(
        to: folder.appendingPathComponent("\(example.name).expected.json"))
    }
  }

  func check(_ folder: URL, _ report: CheckReport) throws {
    for (name, expected) in try expectations(in: folder) {
      report.compare("\(name): inputs and outputs") {
        let file = folder.appendingPathComponent("\(name).onnx")
        let graph = try Onnx_ModelProto(Data(mapping: file), at: file.path).graph
        for call in expected["calls"]?.elements ?? [] {
          let inputs = (call["inputs"]?.fields ?? []).map(\.name)
          let outputs = (call["outputs"]?.fields ?? []).map(\.name)
          if graph.input.map(\.name).sorted() != inputs { return "inputs are not \(inputs)" }
          if graph.output.map(\.name).sorted() != outputs { return "outputs are not \(outputs)" }
        }
        return nil
      }
    }
  }
}
