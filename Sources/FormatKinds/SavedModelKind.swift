import Foundation
import Tapestry
import TensorFlowFormats

/// SavedModels: folders with graphs, variables and objects.
struct SavedModelKind: FileKind {
  let name = "savedmodel"

  func write(to folder: URL) throws {
    for example in try SavedModelExample.all() { try example.write(to: folder) }
  }

  func check(_ folder: URL, _ report: CheckReport) throws {
    for (name, expected) in try expectations(in: folder) {
      var loaded: LoadedObject?
      report.compare("\(name): loads") {
        loaded = try SavedModel.load(folder.appendingPathComponent(name))
        return nil
      }
      guard let model = loaded else { continue }
      for (signature, inputs) in expected["signatures"]?.fields ?? [] {
        report.compare("\(name): signature \(signature) takes \(inputs.elements.count) tensors") {
          model.signatures[signature] == nil ? "there is none" : nil
        }
      }
      for (path, value) in expected["variables"]?.fields ?? [] {
        report.compare("\(name): variable \(path)") {
          guard let variable = model.variable(path) else { return "there is none" }
          if case .bool(let trainable) = value["trainable"], trainable != variable.isTrainable {
            return "it is trainable: \(variable.isTrainable)"
          }
          return value.difference(from: variable.tensor)
        }
      }
      for (index, call) in (expected["calls"]?.elements ?? []).enumerated() {
        let what = call["signature"]?.text ?? call["path"]?.text ?? ""
        report.compare("\(name): call #\(index) of '\(what)'") {
          try SavedModelCheck(model: model).problem(in: call)
        }
      }
    }
  }
}
