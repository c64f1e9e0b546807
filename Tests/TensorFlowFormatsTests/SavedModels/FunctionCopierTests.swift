import Foundation
import Tapestry
import TensorFlowMessages
import TestSupport
import Testing

@testable import FormatKinds
@testable import TensorFlowFormats

@Suite struct FunctionCopierTests {
  final class Holder: Module {
    let first: LoadedObject
    let second: LoadedObject
    let scale = Variable(2.0)
    lazy var scaled = Function("scaled", inputSignature: [TensorSpec([nil])]) {
      [unowned self] (x: Tensor) in x * scale
    }
    init(_ first: LoadedObject, _ second: LoadedObject) {
      (self.first, self.second) = (first, second)
    }
  }

  @Test func `what TensorFlow saved gives the same after being saved again`() throws {
    let folder = try TemporaryFolder()
    let files = FileManager.default
    var count = 0
    for entry in try files.contentsOfDirectory(atPath: LoadingSavedModelsTests.folder.path) {
      guard let name = entry.wholeMatch(of: #/(.+)\.expected\.json/#)?.1 else { continue }
      let model = try LoadingSavedModelsTests.model(String(name))
      try SavedModel.save(model, to: folder.file(String(name)))
      try files.copyItem(
        at: LoadingSavedModelsTests.folder.appendingPathComponent(entry), to: folder.file(entry))
      count += 1
    }
    let report = CheckReport()
    try SavedModelKind().check(folder.url, report)
    #expect(report.failures == 0)
    #expect(report.count > 250)
    #expect(count > 10)
  }

  @Test func `a custom gradient is saved again with the nodes that use it`() throws {
    let folder = try TemporaryFolder()
    let model = try LoadingSavedModelsTests.model("keras_activations-tf2.18")
    // Twice: what was copied can be copied.
    try SavedModel.save(model, to: folder.file("once"))
    try SavedModel.save(try SavedModel.load(folder.file("once")), to: folder.file("twice"))
    for name in ["once", "twice"] {
      let file = folder.file(name).appendingPathComponent("saved_model.pb")
      let meta = try Tensorflow_SavedModel(readFrom: file).metaGraphs[0]
      let (library, objects) = (meta.graphDef.library, meta.objectGraphDef)
      let asked = library.function.flatMap(\.nodeDef).compactMap {
        $0.attr["_gradient_op_type"]?.s
      }
      let registered = library.registeredGradients
      #expect(registered.count == 1)
      #expect(Set(asked) == Set(registered.map { Data($0.registeredOpType.utf8) }))
      let functions = library.function.map(\.signature.name)
      let gradient = try #require(registered.first).gradientFunc
      #expect(functions.contains(gradient))
      // The gradient of swish takes beta and the sums before it.
      let taken = try #require(objects.concreteFunctions[gradient]).boundInputs.map {
        objects.nodes[Int($0)].capturedTensor
      }
      #expect(
        taken.map(\.name) == ["beta:0", "BiasAdd:0"].map { "sequential_1_1/dense_11_1/\($0)" })
      #expect(taken.allSatisfy { functions.contains($0.concreteFunction) })
    }
  }

  @Test func `models from two files are parts of one that is saved again and again`() throws {
    let folder = try TemporaryFolder()
    let holder = Holder(
      try LoadingSavedModelsTests.model("module_multiply-tf2.1"),
      try LoadingSavedModelsTests.model("module_multiply-tf2.18"))
    holder.second.variables[0].assign(holder.second.variables[0].tensor + 1)
    _ = holder.scaled
    let x = Tensor([1, 2, 3], dtype: .int32)
    let expected = try [holder.first, holder.second].map {
      try $0["multiply"](x).scalars(as: Int32.self)
    }
    try SavedModel.save(holder, to: folder.file("once"))
    try SavedModel.save(try SavedModel.load(folder.file("once")), to: folder.file("twice"))
    let model = try SavedModel.load(folder.file("twice"))
    var found: [[Int32]] = []
    for name in ["first", "second"] {
      let multiply = try #require(model.function("\(name).multiply"))
      found.append(try multiply(x).scalars(as: Int32.self))
    }
    #expect(found == expected && expected[0] != expected[1])
    let scaled = try model["scaled"](Tensor([1, 2] as [Float])).scalars(as: Float.self)
    #expect(scaled == [2, 4])
    #expect(model.signatures.keys.sorted() == ["serving_default"])
  }

  @Test func `a lazy property for a function that was not used is named`() throws {
    let folder = try TemporaryFolder()
    let holder = Holder(
      try LoadingSavedModelsTests.model("module_multiply-tf2.1"),
      try LoadingSavedModelsTests.model("module_multiply-tf2.1"))
    #expect {
      try SavedModel.save(holder, to: folder.file("model"))
    } throws: {
      "\($0)".contains("function 'scaled': it is a lazy property")
        && "\($0)".contains("_ = module.scaled")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }
}
