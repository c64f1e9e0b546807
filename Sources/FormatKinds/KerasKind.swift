import Foundation
import HDF5
import KerasFiles
import Tapestry

/// Files of Keras: whole models and weights.
struct KerasKind: FileKind {
  let name = "keras"

  func write(to folder: URL) throws {
    KerasFiles.register()
    for (name, model, input, target) in examples() {
      try model.fit(input, target, epochs: 2, verbose: .silent)
      let saved = model.saved
      let layers = saved.layers.map { layer -> Expected in
        let ordered =
          layer.allWeights.filter(\.isTrainable)
          + layer.allWeights.filter {
            !$0.isTrainable
          }
        let weights = ordered.map { named(saved.weights[$0.position]) }
        return .object([
          "name": .text(layer.name), "class_name": .text(layer.className),
          "weights": .list(weights),
        ])
      }
      let file = folder.appendingPathComponent("\(name).h5")
      try model.save(to: file)
      let expected = Expected.object([
        "json": try configuration(in: file),
        "class_name": .text("Sequential"), "layers": .list(layers),
        "inputs": .list([Expected(input)]),
        "outputs": .list([Expected(try model.predict(input))]),
        "optimizer_weights": .list((saved.optimizer?.weights ?? []).map(named)),
      ])
      try model.saveWeights(to: folder.appendingPathComponent("\(name).weights-only.h5"))
      try model.saveWeights(to: folder.appendingPathComponent("\(name).weights.h5"))
      try expected.write(to: folder.appendingPathComponent("\(name).expected.json"))
    }
  }

  /// What a file says of its model: a reader of weights alone makes the model of it.
  private func configuration(in file: URL) throws -> Expected {
    let root = try HDF5File.decoded(Data(contentsOf: file))
    guard case .string(let text)? = root.attributes["model_config"] else { return .null }
    return try JSONDecoder().decode(Expected.self, from: Data(text.utf8))
  }

  private func named(_ weight: NamedTensor) -> Expected {
    var fields = Dictionary(
      uniqueKeysWithValues: Expected(weight.tensor).fields.map { ($0.name, $0.value) })
    fields["name"] = .text(weight.name)
    return .object(fields)
  }

  private func examples() -> [(name: String, model: Sequential, input: Tensor, target: Tensor)] {
    let dense = Sequential {
      Dense(4, activation: .relu)
      Dense(1)
    }
    dense.compile(
      optimizer: Adam(learningRate: 0.01), loss: .meanSquaredError, metrics: ["mae"])
    let images = Sequential {
      Conv2D(2, 3, padding: .same, activation: .relu)
      BatchNormalization()
      MaxPooling2D()
      Flatten()
      Dense(3, activation: .softmax)
    }
    images.compile(
      optimizer: RMSprop(learningRate: 0.01, momentum: 0.9), loss: .categoricalCrossentropy())
    let sequences = Sequential {
      LSTM(2, returnSequences: true)
      Bidirectional(GRU(2))
      Dense(1, activation: .sigmoid)
    }
    sequences.compile(
      optimizer: SGD(learningRate: 0.1, momentum: 0.9, nesterov: true),
      loss: .binaryCrossentropy())
    let numbers = Tensor((0..<72).map { Float($0 % 7) / 7 - 0.5 })
    return [
      ("dense_adam", dense, reshape(numbers, [24, 3]), reshape(numbers[0..<24], [24, 1])),
      (
        "images_rmsprop", images, reshape(numbers, [2, 6, 6, 1]),
        Tensor([[1, 0, 0], [0, 0, 1]] as [[Float]])
      ),
      (
        "sequences_momentum", sequences, reshape(numbers[0..<40], [4, 5, 2]),
        Tensor([[0], [1], [1], [0]] as [[Float]])
      ),
    ]
  }

  func check(_ folder: URL, _ report: CheckReport) throws {
    KerasFiles.register()
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    for (name, expected) in try expectations(in: folder) {
      guard let input = expected["inputs"]?.elements.first?.tensor,
        let output = expected["outputs"]?.elements.first
      else { continue }
      if expected["safe_mode"] == .bool(false) {
        report.compare("\(name): Python code is refused") {
          do {
            _ = try Sequential.load(from: folder.appendingPathComponent("\(name).h5"))
          } catch let error as UnknownName where error.name == "Lambda" {
            return nil
          }
          return "it was loaded"
        }
        continue
      }
      var loaded: Sequential?
      report.compare("\(name): loads") {
        loaded = try Sequential.load(
          from: folder.appendingPathComponent("\(name).h5"), inputShape: input.shape)
        return nil
      }
      guard let model = loaded else { continue }
      func predict(_ file: String) {
        report.compare("\(file): predict") {
          output.difference(from: try model.predict(input), relative: 1e-5)
        }
      }
      predict("\(name).h5")
      let memories = expected["optimizer_weights"]?.elements ?? []
      // Keras 3 restores none from such a file, and keeps other values there.
      if !memories.isEmpty, !name.hasSuffix("keras3") {
        report.compare("\(name): optimizer") {
          let found = model.saved.optimizer?.weights ?? []
          guard found.count == memories.count else {
            return "\(found.count) weights, expected \(memories.count)"
          }
          for (found, wanted) in zip(found, memories) {
            if let problem = wanted.difference(from: found.tensor, relative: 0, absolute: 0) {
              return "\(found.name): \(problem)"
            }
          }
          return nil
        }
      }
      if names.contains("\(name).keras") {
        report.compare("\(name).keras: predict") {
          let archived = try Sequential.load(
            from: folder.appendingPathComponent("\(name).keras"), inputShape: input.shape)
          return output.difference(from: try archived.predict(input), relative: 1e-5)
        }
      }
      for file in ["\(name).weights-only.h5", "\(name).weights.h5"] where names.contains(file) {
        report.compare("\(file): loads") {
          try model.setWeights(model.variables.map { Tensor.zeros($0.shape, dtype: $0.dtype) })
          try model.loadWeights(from: folder.appendingPathComponent(file))
          return nil
        }
        predict(file)
      }
    }
  }
}
