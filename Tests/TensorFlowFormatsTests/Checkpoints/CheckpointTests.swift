import Foundation
import Tapestry
import TestSupport
import Testing

@testable import TensorFlowFormats
@testable import FormatKinds

private final class Net: Model {
  let l1 = Dense(5)
  override func call(_ inputs: [Tensor], training: Bool) -> [Tensor] { [l1(inputs[0])] }
}

private final class Pair: Module {
  let weight = Variable(Tensor([1, 2] as [Float]))
  let list = [Variable(Tensor(Int32(4))), Variable(Tensor(true))]
}

@Suite struct CheckpointTests {
  private func recorded(_ name: String) -> URL {
    Bundle.module.resourceURL!.appendingPathComponent("Recordings/checkpoint/\(name)")
  }

  @Test(arguments: ["training_adam", "training_momentum"])
  func `training that TensorFlow saved is restored and saved again`(_ name: String) throws {
    let net = Net()
    _ = net.l1(Tensor([[1]] as [[Float]]))
    let optimizer: Optimizer =
      name == "training_adam" ? Adam(learningRate: 1) : SGD(learningRate: 1, momentum: 0.5)
    let checkpoint = Checkpoint(["net": net, "optimizer": optimizer])
    let status = try checkpoint.restore(recorded("\(name)-tf2.1/ckpt-1"))
    #expect(status.notInFile == [])
    #expect(
      status.notInProgram == [
        "iterator/.ATTRIBUTES/ITERATOR", "step/.ATTRIBUTES/VARIABLE_VALUE",
      ])
    let folder = try TemporaryFolder()
    let prefix = try checkpoint.save(to: folder.file("ckpt"))
    #expect(prefix.lastPathComponent == "ckpt-2")
    let reader = try TensorBundleReader(prefix: prefix)
    let expected = try Expected.read(recorded("\(name)-tf2.1.expected.json"))
    let tensors = (expected["tensors"]?.fields ?? []).filter {
      !$0.name.hasPrefix("step/") && !$0.name.hasPrefix("save_counter/")
    }
    #expect(tensors.count >= 8)
    for (key, value) in tensors {
      let difference = value.difference(
        from: try reader.tensor(for: key), relative: 0, absolute: 0)
      #expect(difference == nil, "\(key)")
    }
  }

  @Test func `a manager keeps the latest checkpoints and continues where it was`() throws {
    let folder = try TemporaryFolder()
    let pair = Pair()
    let directory = folder.file("training")
    let manager = CheckpointManager(
      Checkpoint(["pair": pair]), directory: directory, maxToKeep: 2)
    #expect(try manager.restoreOrInitialize() == nil)
    for _ in 0..<4 {
      pair.weight.assignAdd(Tensor([1, 1] as [Float]))
      try manager.save()
    }
    #expect(manager.checkpoints.map(\.lastPathComponent) == ["ckpt-3", "ckpt-4"])
    let files = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    #expect(files.count == 5)
    let other = Pair()
    let resumed = CheckpointManager(
      Checkpoint(["pair": other]), directory: directory, maxToKeep: 2)
    try #require(try resumed.restoreOrInitialize()).assertConsumed()
    #expect(other.weight.tensor.scalars(as: Float.self) == [5, 6])
    #expect(try resumed.save().lastPathComponent == "ckpt-5")
  }

  @Test func `TensorFlow's list of checkpoints is read`() throws {
    let state = try #require(CheckpointState(in: recorded("manager-tf2.1")))
    #expect(state == CheckpointState(latest: "ckpt-3", all: ["ckpt-2", "ckpt-3"]))
  }

  @Test func `letters and quotes in names are read as TensorFlow 2.1 and 2.18 escape them`() throws
  {
    let folder = try TemporaryFolder()
    for name in [#"mod\303\250le \"a\\b-3"#, #"modèle \"a\\b-3"#] {
      let text = "model_checkpoint_path: \"\(name)\"\nall_model_checkpoint_paths: \"\(name)\"\n"
      try Data(text.utf8).write(to: folder.file("checkpoint"))
      let state = try #require(CheckpointState(in: folder.url))
      #expect(state.all == [#"modèle "a\b-3"#])
    }
    let state = CheckpointState(latest: #"è "\303" \"#, all: [#"è "\303" \"#])
    try state.write(to: folder.url)
    #expect(CheckpointState(in: folder.url) == state)
  }

  @Test(arguments: [
    ("\u{301}a-1", "\u{301}a-1"), ("a\"\u{301}-1", "a\\\"\u{301}-1"),
    ("a\\\u{301}-1", "a\\\\\u{301}-1"), ("a\n\u{2028}-1", "a\\n\u{2028}-1"), ("\r-1", "\\r-1"),
  ])
  func `names with accents and line breaks stay inside their quotation marks`(
    _ name: String, _ escaped: String
  ) throws {
    let folder = try TemporaryFolder()
    try CheckpointState(latest: name, all: [name]).write(to: folder.url)
    let text = """
      model_checkpoint_path: "\(escaped)"
      all_model_checkpoint_paths: "\(escaped)"

      """
    // As bytes, since a quotation mark and an accent are one character.
    #expect(try Data(contentsOf: folder.file("checkpoint")) == Data(text.utf8))
    let found = try #require(CheckpointState(in: folder.url))
    #expect(found.all.map { Array($0.utf8) } == [Array(name.utf8)])
  }

  @Test func `a list that names only the latest checkpoint is enough for a manager`() throws {
    let folder = try TemporaryFolder()
    let pair = Pair()
    try Checkpoint(["pair": pair]).write(to: folder.file("best-7"))
    try Data("model_checkpoint_path: \"best-7\"\n".utf8).write(to: folder.file("checkpoint"))
    let manager = CheckpointManager(
      Checkpoint(["pair": pair]), directory: folder.url, maxToKeep: 2, name: "best")
    #expect(manager.latestCheckpoint?.lastPathComponent == "best-7")
    #expect(try manager.restoreOrInitialize() != nil)
  }

  @Test func `what arrays and tuples hold among other things is kept by its position`() throws {
    final class Mixed: Module {
      let numbers: [Any]
      let layers: [Dense?]
      let pair: (left: Variable, right: Variable)
      init(_ value: Float) {
        numbers = [Variable(Tensor(value)), 5, ["x": Variable(Tensor(value + 1))]]
        layers = [nil, Dense(1)]
        pair = (Variable(Tensor(value + 2)), Variable(Tensor(value + 3)))
        layers[1]?.build(inputShape: [1, 1])
      }
      var values: [Float] { variables.map { reshape($0.tensor, []).scalar(as: Float.self) } }
    }
    let folder = try TemporaryFolder()
    let prefix = folder.file("mixed")
    let first = Mixed(7)
    try Checkpoint(["mixed": first]).write(to: prefix)
    // The keys that TensorFlow has for such lists and tuples.
    #expect(
      try Checkpoint.values(in: prefix).keys.map { $0.prefix { $0 != "." } }.sorted() == [
        "mixed/layers/1/bias/", "mixed/layers/1/kernel/", "mixed/numbers/0/",
        "mixed/numbers/2/x/", "mixed/pair/0/", "mixed/pair/1/",
      ])
    let second = Mixed(0)
    try Checkpoint(["mixed": second]).restore(prefix).assertConsumed()
    #expect(second.values == first.values && Set(first.values).isSuperset(of: [7, 8, 9, 10]))
  }

  @Test func `a variable that a file could not name is an error, and nothing is changed`() throws {
    final class Numbered: Module {
      let weight = Variable(Tensor(1.0), name: "weight:0")
      let rows: [Int: Variable]
      init(_ rows: [Int: Variable]) { self.rows = rows }
    }
    let folder = try TemporaryFolder()
    let prefix = folder.file("numbered")
    let module = Numbered([1: Variable(Tensor(2.0), name: "row:0")])
    #expect {
      try Checkpoint(["module": module]).write(to: prefix)
    } throws: {
      "\($0)".contains("'row:0', a variable of Numbered") && "\($0)".contains("String keys")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    try Checkpoint(["module": Numbered([:])]).write(to: prefix)
    module.weight.assign(Tensor(5.0))
    #expect(throws: FormatError.self) { try Checkpoint(["module": module]).restore(prefix) }
    #expect(module.weight.tensor.scalar(as: Float.self) == 5)
  }

  @Test func `a model that was not built is named with what to do`() throws {
    let checkpoint = Checkpoint(["net": Net()])
    let status = try checkpoint.restore(recorded("training_adam-tf2.1/ckpt-1"))
    let error = try #require(throws: FormatError.self) { try status.assertConsumed() }
    #expect(error.problem.contains("net/l1/kernel"))
    #expect(error.cure.hasPrefix("build the model"))
  }

  @Test func `a value of a different shape changes nothing`() throws {
    let folder = try TemporaryFolder()
    let prefix = folder.file("vars")
    try Checkpoint([
      "a": Variable(Tensor(1 as Float)), "b": Variable(Tensor([1, 2] as [Float])),
    ]).write(to: prefix)
    let (a, b) = (Variable(Tensor(7 as Float)), Variable(Tensor([1, 2, 3] as [Float])))
    #expect(throws: FormatError.self) { try Checkpoint(["a": a, "b": b]).restore(prefix) }
    #expect(a.tensor.scalars(as: Float.self) == [7])
  }
}
