import Foundation
import Tapestry
import TestSupport
import Testing

@testable import FormatKinds
@testable import TensorFlowFormats

@Suite struct PartNamesTests {
  private static func recorded(_ name: String) -> URL {
    Bundle.module.resourceURL!.appendingPathComponent("Recordings/checkpoint/\(name)")
  }

  private func outputs(_ model: Model, _ recorded: Expected?) throws -> (Tensor, Expected) {
    let x = try #require(recorded?["x"]?.tensor)
    return (model(x), try #require(recorded?["y"]))
  }

  @Test(arguments: ["tf2.1", "tf2.18"], [true, false])
  func `layers that Keras saved give its outputs`(version: String, isBuilt: Bool) throws {
    let expected = try Expected.read(Self.recorded("layers-\(version).expected.json"))
    let prefix = Self.recorded("layers-\(version)/ckpt")
    for (name, model) in LayerExamples.models {
      let recorded = expected["models"]?[name]
      if isBuilt { _ = try outputs(model, recorded) }
      let status = try Checkpoint([name: model]).restore(prefix)
      let (y, wanted) = try outputs(model, recorded)
      #expect(status.notInFile == [], "\(name)")
      #expect(status.notInProgram.filter { $0.hasPrefix("\(name)/") } == [])
      #expect(wanted.difference(from: y, relative: 1e-5, absolute: 1e-6) == nil, "\(name)")
    }
  }

  @Test func `files have the keys of Keras 2`() throws {
    let expected = try Expected.read(Self.recorded("layers-tf2.1.expected.json"))
    let folder = try TemporaryFolder()
    for name in ["series", "wrapped"] {
      let model = try #require(LayerExamples.models[name])
      _ = try outputs(model, expected["models"]?[name])
      try Checkpoint([name: model]).write(to: folder.file(name))
      func keys(_ prefix: URL) throws -> [String] {
        try Checkpoint.values(in: prefix).keys.filter { $0.hasPrefix("\(name)/") }
          .map { $0.replacing(/layer_with_weights-|layer-/, with: "") }.sorted()
      }
      #expect(
        try keys(folder.file(name)) == keys(Self.recorded("layers-tf2.1/ckpt")), "\(name)")
    }
  }

  @Test func `files that know the parts of layers by the names of properties are read`() throws {
    let expected = try Expected.read(Self.recorded("layers-tf2.1.expected.json"))
    for (name, model) in LayerExamples.models {
      _ = try outputs(model, expected["models"]?[name])
      let checkpoint = Checkpoint([name: model])
      let status = try checkpoint.restore(Self.recorded("layers-properties/ckpt"))
      #expect(status.notInFile == [], "\(name)")
      for (position, variable) in model.variables.enumerated() {
        let values = variable.tensor.scalars(as: Float.self)
        #expect(values.allSatisfy { $0 == Float(position + 1) / 4 }, "\(name) \(position)")
      }
    }
  }
  private static var optimizers: [String: Optimizer] {
    [
      "adam": Adam(learningRate: 1, amsgrad: true), "sgd": SGD(learningRate: 1, momentum: 0.9),
      "rmsprop": RMSprop(learningRate: 1, momentum: 0.5, centered: true),
      "adagrad": Adagrad(learningRate: 1), "adadelta": Adadelta(learningRate: 1),
      "adamax": Adamax(learningRate: 1), "ftrl": Ftrl(learningRate: 1),
      "lion": Lion(learningRate: 1), "nadam": Nadam(learningRate: 1, decay: 1),
    ]
  }

  @Test(arguments: ["tf2.1", "tf2.18"], [true, false])
  func `training that Keras saved goes on with its losses`(version: String, isBuilt: Bool) throws {
    let expected = try Expected.read(Self.recorded("optimizers-\(version).expected.json"))
    let x = try #require(expected["x"]?.tensor)
    let y = try #require(expected["y"]?.tensor)
    for (name, wanted) in expected["losses"]?.fields ?? [] {
      let optimizer = try #require(Self.optimizers[name])
      let model = Sequential {
        Dense(3, activation: .tanh)
        BatchNormalization()
        Dense(1)
      }
      if isBuilt { _ = model(x) }
      let status = try Checkpoint([name: optimizer, "\(name)_model": model])
        .restore(Self.recorded("optimizers-\(version)/ckpt"))
      if !isBuilt { _ = model(x) }
      let losses = try (0..<3).map { _ in
        let tape = GradientTape()
        let loss = tape.record { square(model(x, training: true) - y).mean() }
        let variables = model.trainableVariables
        optimizer.applyGradients(try tape.gradient(loss, variables), to: variables)
        return loss
      }
      #expect(
        wanted.difference(from: stack(losses), relative: 1e-4, absolute: 1e-6) == nil, "\(name)")
      #expect(status.notInFile == [], "\(name)")
      let left = status.notInProgram.filter {
        ["\(name)/", "\(name)_model/"].contains(where: $0.hasPrefix)
      }
      #expect(left == [], "\(name)")
    }
  }
}
