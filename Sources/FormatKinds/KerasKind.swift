import Foundation
import HDF5
import KerasFiles
import Tapestry

/// Keras files: whole models and weights, for either version.
struct KerasKind: FileKind {
  let name: String
  let examples: @Sendable () -> [KerasExample]

  func write(to folder: URL) throws {
    KerasFiles.register()
    for example in examples() {
      let model = example.model
      if !example.targets.isEmpty {
        try model.fit(example.inputs, example.targets, epochs: 2, verbose: .silent)
      }
      let saved = model.saved
      let layers = saved.layers.map { layer -> Expected in
        let ordered =
          layer.allWeights.filter(\.isTrainable) + layer.allWeights.filter { !$0.isTrainable }
        return .object([
          "name": .text(layer.name), "class_name": .text(layer.className),
          "weights": .list(ordered.map { named(saved.weights[$0.position]) }),
        ])
      }
      let outputs = try model.predict(example.inputs).map { Expected($0) }
      // Written before the model is trained further.
      var history: Expected = .null
      func write(_ version: String, _ config: Config, _ optimizerWeights: [Expected]) throws {
        let json = try JSONDecoder().decode(
          Expected.self, from: try JSONEncoder().encode(config))
        try Expected.object([
          "json": json, "class_name": .text(saved.className), "layers": .list(layers),
          "inputs": .list(example.inputs.map { Expected($0) }), "outputs": .list(outputs),
          "optimizer_weights": .list(optimizerWeights), "h5_for_both": .bool(example.isForBoth),
          "targets": .list(example.targets.map { Expected($0) }), "history": history,
        ]).write(to: folder.appendingPathComponent("\(example.name)-\(version).expected.json"))
      }
      func file(_ ending: String) -> URL {
        folder.appendingPathComponent("\(example.name)-\(ending)")
      }
      if !KerasNames.isOnlyOfKeras3(saved) {
        try model.save(to: file("keras2.h5"))
        try model.saveWeights(to: file("keras2.weights-only.h5"))
      }
      try model.save(to: file("keras3.keras"))
      try model.saveWeights(to: file("keras3.weights.h5"))
      history = try continued(example)
      if !KerasNames.isOnlyOfKeras3(saved) {
        try write(
          "keras2", KerasH5Format.config(of: saved), (saved.optimizer?.weights ?? []).map(named))
      }
      try write(
        "keras3", KerasArchiveFormat.config(of: saved),
        try KerasArchiveFormat.optimizerVariables(of: saved).map { Expected($0) })
    }
  }

  /// The losses and metrics of some more steps: after its loss, those of each epoch.
  private func continued(_ example: KerasExample) throws -> Expected {
    guard let count = example.targets.first?.shape[0] else { return .null }
    let history = try example.model.fit(
      example.inputs, example.targets, batchSize: count, epochs: 3, verbose: .silent,
      shuffle: false)
    return .list(
      history.epochs.indices.map { epoch in
        .list(history.names.map { .number(history[$0][epoch]) })
      })
  }

  private func named(_ weight: NamedTensor) -> Expected {
    var fields = Dictionary(
      uniqueKeysWithValues: Expected(weight.tensor).fields.map { ($0.name, $0.value) })
    fields["name"] = .text(weight.name)
    return .object(fields)
  }

  func check(_ folder: URL, _ report: CheckReport) throws {
    KerasFiles.register()
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    for (name, expected) in try expectations(in: folder) {
      let inputs = (expected["inputs"]?.elements ?? []).compactMap(\.tensor)
      let outputs = expected["outputs"]?.elements ?? []
      guard let input = inputs.first, !outputs.isEmpty else {
        report.compare(name) { "its expected values name no input and output" }
        continue
      }
      if expected["safe_mode"] == .bool(false) {
        report.compare("\(name): Python code is rejected") {
          do {
            _ = try Sequential.load(from: folder.appendingPathComponent("\(name).h5"))
          } catch let error as UnknownName where error.name == "Lambda" {
            return nil
          }
          return "it was loaded"
        }
        continue
      }
      let isFunctional = expected["class_name"] == .text("Model")
      func load(_ file: String) throws -> Model {
        let url = folder.appendingPathComponent(file)
        return isFunctional
          ? try Model.load(from: url) : try Sequential.load(from: url, inputShape: input.shape)
      }
      func difference(_ model: Model) throws -> String? {
        let found = try model.predict(inputs)
        guard found.count == outputs.count else {
          return "\(found.count) outputs, expected \(outputs.count)"
        }
        return zip(outputs, found).lazy.compactMap {
          $0.difference(from: $1, relative: 1e-5)
        }.first
      }
      let whole = ["\(name).keras", "\(name).h5"].filter(names.contains)
      for file in whole {
        report.compare("\(file): predict") { try difference(try load(file)) }
      }
      let optimizerWeights = expected["optimizer_weights"]?.elements ?? []
      // Keras 3 restores no optimizer from an older file, and stores different values there.
      if !optimizerWeights.isEmpty, let file = whole.first,
        file.hasSuffix("keras") || !name.hasSuffix("3")
      {
        report.compare("\(file): optimizer") {
          let saved = try load(file).saved
          let found =
            file.hasSuffix("keras")
            ? try KerasArchiveFormat.optimizerVariables(of: saved)
            : (saved.optimizer?.weights ?? []).map(\.tensor)
          guard found.count == optimizerWeights.count else {
            return "\(found.count) weights, expected \(optimizerWeights.count)"
          }
          for (found, weight) in zip(found, optimizerWeights) {
            if let problem = weight.difference(from: found, relative: 0, absolute: 0) {
              return problem
            }
          }
          return nil
        }
      }
      for file in ["\(name).weights-only.h5", "\(name).weights.h5"] where names.contains(file) {
        report.compare("\(file): predict") {
          guard let first = whole.first else { return "there is no model for the weights" }
          let model = try load(first)
          try model.setWeights(model.variables.map { Tensor.zeros($0.shape, dtype: $0.dtype) })
          try model.loadWeights(from: folder.appendingPathComponent(file))
          return try difference(model)
        }
      }
    }
  }
}
