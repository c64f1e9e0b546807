import Foundation
import Tapestry
import TensorFlowFormats

/// Checkpoints: values of variables, with an optimizer that has made a few steps.
struct CheckpointKind: FileKind {
  let name = "checkpoint"

  /// A model with one layer, in the form that the checkers expect.
  private final class Net: Model {
    let l1 = Dense(5)
    override func call(_ inputs: [Tensor], training: Bool) -> [Tensor] { [l1(inputs[0])] }
  }

  /// A built network, an optimizer, and both under the names in the files.
  private struct Training {
    let net = Net()
    let optimizer: Optimizer
    let checkpoint: Checkpoint

    init(_ optimizer: Optimizer) {
      self.optimizer = optimizer
      _ = net(Tensor([[1], [2]] as [[Float]]))
      checkpoint = Checkpoint(["net": net, "optimizer": optimizer])
    }

    /// The losses of some more steps, each before its step.
    func losses(_ count: Int) throws -> [Tensor] {
      let x = Tensor([[1], [2]] as [[Float]])
      return try (0..<count).map { _ in
        let tape = GradientTape()
        let loss = tape.record { square(net(x) - 1).mean() }
        let variables = net.trainableVariables
        optimizer.applyGradients(try tape.gradient(loss, variables), to: variables)
        return loss
      }
    }
  }

  /// The optimizer of an example; files of other programs have the version after its name.
  private static func optimizer(_ name: String) -> Optimizer? {
    optimizers.first { $0.name == name.prefix { $0 != "-" } }?.optimizer
  }

  private static var optimizers: [(name: String, optimizer: Optimizer)] {
    [("training_momentum", SGD(learningRate: 0.01, momentum: 0.9))]
      + KerasExample.optimizerKinds.map { ("training_\($0.name.lowercased())", $0.optimizer) }
  }

  func write(to folder: URL) throws {
    try writeLayers(to: folder)
    for (name, optimizer) in Self.optimizers {
      let training = Training(optimizer)
      _ = try training.losses(3)
      let prefix = try training.checkpoint.save(
        to: folder.appendingPathComponent(name).appendingPathComponent("ckpt"))
      let tensors = try Checkpoint.values(in: prefix).mapValues { Expected($0) }
      let config = try JSONDecoder().decode(
        Expected.self, from: JSONEncoder().encode(optimizer.serialized))
      let losses = stack(try training.losses(2))
      try Expected.object([
        "prefix": .text(prefix.lastPathComponent), "tensors": .object(tensors),
        "restore": .object([
          "net.l1.kernel": .text("net/l1/kernel/.ATTRIBUTES/VARIABLE_VALUE")
        ]),
        "training": .object([
          "keras": .integer(2), "net": .object(["l1": .list([.integer(5), .integer(1)])]),
          "optimizer": config, "losses": Expected(losses),
        ]),
      ]).write(to: folder.appendingPathComponent("\(name).expected.json"))
    }
  }

  /// Models of layers, and the outputs that they have with the weights in the file.
  private func writeLayers(to folder: URL) throws {
    let models = LayerExamples.models
    var outputs: [String: Expected] = [:]
    for (name, model) in models {
      let x = LayerExamples.inputs[name]!
      _ = model(x)
      for variable in model.variables {
        variable.assign(abs(LayerExamples.waves(variable.shape)) + 0.1)
      }
      outputs[name] = .object(["x": Expected(x), "y": Expected(model(x))])
    }
    let prefix = try Checkpoint(["models": models]).save(
      to: folder.appendingPathComponent("layers").appendingPathComponent("ckpt"))
    try Expected.object([
      "prefix": .text(prefix.lastPathComponent), "models": .object(outputs),
      "tensors": .object(try Checkpoint.values(in: prefix).mapValues { Expected($0) }),
    ]).write(to: folder.appendingPathComponent("layers.expected.json"))
  }

  func check(_ folder: URL, _ report: CheckReport) throws {
    for (name, expected) in try expectations(in: folder) {
      let prefix = folder.appendingPathComponent(name)
        .appendingPathComponent(expected["prefix"]?.text ?? "")
      let tensors = expected["tensors"]?.fields ?? []
      report.compare("\(name): \(tensors.count) tensors") {
        let found = try Checkpoint.values(in: prefix)
        return problem(tensors, found)
      }
      guard case .integer(2)? = expected["training"]?["keras"],
        let optimizer = Self.optimizer(name)
      else { continue }
      report.compare("\(name): training is restored") {
        let training = Training(optimizer)
        let status = try training.checkpoint.restore(prefix)
        if !status.notInFile.isEmpty { return "there is no \(status.notInFile)" }
        let copy = FileManager.default.temporaryDirectory
          .appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: copy) }
        let again = copy.appendingPathComponent("ckpt")
        try training.checkpoint.write(to: again)
        let restored = tensors.filter {
          $0.name.hasPrefix("net/") || $0.name.hasPrefix("optimizer/")
        }
        return problem(restored, try Checkpoint.values(in: again))
      }
    }
  }

  private func problem(
    _ tensors: [(name: String, value: Expected)], _ found: [String: Tensor]
  ) -> String? {
    for (key, value) in tensors {
      guard let tensor = found[key] else { return "there is no '\(key)'" }
      if let difference = value.difference(from: tensor, relative: 0, absolute: 0) {
        return "'\(key)': \(difference)"
      }
    }
    return nil
  }
}
