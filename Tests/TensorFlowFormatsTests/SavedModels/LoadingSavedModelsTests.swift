import Foundation
import Tapestry
import TestSupport
import Testing

@testable import TensorFlowFormats
@testable import FormatKinds

@Suite struct LoadingSavedModelsTests {
  static let folder = Bundle.module.resourceURL!
    .appendingPathComponent("Recordings/savedmodel")

  static func model(_ name: String) throws -> LoadedObject {
    try SavedModel.load(folder.appendingPathComponent(name))
  }

  @Test func `what TensorFlow 2.1 and 2.18 saved gives what it gave there`() throws {
    let report = CheckReport()
    try SavedModelKind().check(Self.folder, report)
    #expect(report.failures == 0)
    #expect(report.count > 250)
  }

  @Test func `a call that fits no graph lists what it was given and the choices`() throws {
    let model = try Self.model("module_multiply-tf2.1")
    #expect {
      try model["multiply"](Tensor([1.5, 2.5]))
    } throws: { error in
      "\(error)".contains("got: (float32 (2,))") && "\(error)".contains("int32 (3,)")
    }
    #expect {
      try model["divide"]
    } throws: { "\($0)".contains("use one of: multiply") }
  }

  @Test func `a loaded function is differentiated, and called in a function`() throws {
    let model = try Self.model("quadratic_signature-tf2.18")
    let function = try model["__call__"]
    let x = Tensor([1, 2, 3] as [Float])
    let plain = try function(x)
    let tape = GradientTape()
    tape.watch(x)
    let y = try tape.record { try function(x) }
    let gradient = try tape.gradient(y, x)
    #expect(gradient.shape == x.shape)
    let outer = Function("outer") { (x: Tensor) in try function(x) * 2 }
    #expect(
      try outer(x).scalars(as: Float.self) == (plain * 2).scalars(as: Float.self))
    #expect(!function.concreteFunctions.isEmpty)
    #expect("\(function.concreteFunctions[0].graph)".contains("readVariable"))
  }

  @Test func `a loaded function is vectorized`() throws {
    let function = try Self.model("quadratic_signature-tf2.18")["__call__"]
    let rows = Tensor([[1, 2, 3], [-1, 0.5, 4]] as [[Float]])
    let together = try vectorizedMap({ try function($0) }, rows)
    for row in 0..<2 {
      let alone = try function(rows[row])
      #expect(together[row].scalars(as: Float.self) == alone.scalars(as: Float.self))
    }
  }

  @Test func `a folder without a model is named`() throws {
    #expect {
      try SavedModel.load(URL(fileURLWithPath: "/nowhere"))
    } throws: { "\($0)".hasPrefix("/nowhere/saved_model.pb: it cannot be read") }
  }

  @Test func `an equation with dots in its result only is refused`() throws {
    let folder = try TemporaryFolder()
    let target = folder.file("model")
    try FileManager.default.copyItem(
      at: Self.folder.appendingPathComponent("program_numbers-tf2.18"), to: target)
    let file = target.appendingPathComponent("saved_model.pb")
    var bytes = try Data(contentsOf: file)
    let equation = try #require(bytes.range(of: Data("bij,bkj->bik".utf8)))
    bytes.replaceSubrange(equation, with: Data("bij,bkj->...".utf8))
    try bytes.write(to: file)
    let einsums = try SavedModel.load(target)["einsums"]
    #expect {
      try einsums.results([Tensor.ones([2, 3]), Tensor.ones([3, 4])])
    } throws: { "\($0)".contains("bij,bkj->...") }
  }

  @Test func `a list that would take all memory is refused`() throws {
    let squares = try Self.model("program_loops-tf2.18")["collect_squares"]
    #expect {
      try squares(Tensor(Int32(1 << 27)))
    } throws: { "\($0)".contains("a list of 134217728 elements") }
  }

  @Test func `changed bytes end in an error or in a model that can be called`() throws {
    let folder = try TemporaryFolder()
    let names = ["module_multiply-tf2.1", "control_flow-tf2.18", "keras_lambda-tf2.1"]
    for name in names {
      let source = Self.folder.appendingPathComponent(name)
      let target = folder.file(name)
      try FileManager.default.copyItem(at: source, to: target)
      let file = target.appendingPathComponent("saved_model.pb")
      let whole = Array(try Data(contentsOf: file))
      try fuzz("SavedModel \(name)", corpus: [whole], count: 150) { bytes in
        try Data(bytes).write(to: file)
        guard let model = try? SavedModel.load(target) else { return }
        _ = try? model["multiply"](Tensor([1, 2, 3], dtype: .int32))
        // Not its loops, which changed bytes can let run forever.
        _ = try? model["branch"](Tensor([1, 2] as [Float]))
        _ = try? model.signatures["serving_default"]?
          .results(keywords: ["input_1": Tensor.ones([3, 1])])
      }
    }
  }

  @Test(arguments: ["program_sparse-tf2.1", "program_sparse-tf2.18"])
  func `changed sparse tensors and convolutions in groups end in an error or in results`(
    _ name: String
  ) throws {
    let folder = try TemporaryFolder()
    let source = Self.folder.appendingPathComponent(name)
    let target = folder.file(name)
    try FileManager.default.copyItem(at: source, to: target)
    let calls = try #require(
      Expected.read(URL(fileURLWithPath: source.path + ".expected.json"))["calls"])
    let file = target.appendingPathComponent("saved_model.pb")
    try fuzz("SavedModel \(name)", corpus: [Array(Data(contentsOf: file))], count: 100) { bytes in
      try Data(bytes).write(to: file)
      guard let model = try? SavedModel.load(target) else { return }
      for call in calls.elements { _ = try? SavedModelCheck(model: model).problem(in: call) }
    }
  }
}
