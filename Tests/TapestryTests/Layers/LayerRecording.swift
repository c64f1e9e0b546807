import Foundation
import TestSupport
import Testing

@testable import Tapestry

/// What Keras's layers and initializers did, recorded by Data/layers.py.
struct LayerRecording: Decodable, Sendable {
  let names: [String: String]
  let initializers: [Draws]
  let cases: [Case]

  static let recorded: LayerRecording = TestSupport.recording("layers", in: .module)

  /// Two draws of one initializer.
  struct Draws: Decodable, Sendable {
    let name: String
    let serialized: JSONConfig
    let shape: [Int]
    let draws: [String]
  }

  /// One layer, called once.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let serialized: JSONConfig
    let training: Bool
    let inputs: [Numbers]
    let weights: [Numbers]
    let outputs: [Numbers]
    let inputGradients: [Numbers]
    let weightGradients: [Numbers]
    let after: [Numbers]

    var testDescription: String { name }
    /// Whether the layer draws, so that it has to be alone with the program's seed.
    var isRandom: Bool { training && name.hasPrefix("dropout") && name != "dropout, none" }
  }

  /// A tensor.
  struct Numbers: Decodable, Sendable {
    let name: String?
    let shape: [Int]
    let dtype: String?
    let values: String

    var tensor: Tensor {
      numbers(values, Shape(shape), dtype.flatMap { DType(rawValue: $0) } ?? .float32)
    }
  }
}

extension LayerRecording.Case {
  /// The layer of the recorded configuration, built for the recorded inputs.
  func makeLayer() throws -> Layer {
    let layer = try Layer.made(from: serialized.config)
    _ = layer.outputs(inputs.map(\.tensor))
    return layer
  }

  /// Its variables in Keras's order: those that training changes first.
  func ordered(_ layer: Layer) -> [Variable] {
    layer.trainableVariables + layer.nonTrainableVariables
  }

  /// Outputs, gradients and changed weights, eager and traced.
  func compare() throws {
    for isTraced in [false, true] {
      let layer = try makeLayer()
      let variables = ordered(layer)
      #expect(variables.map(\.name) == weights.map { $0.name! })
      guard variables.map(\.shape.dimensions) == weights.map(\.shape) else {
        Issue.record("the weights have shapes \(variables.map(\.shape))")
        return
      }
      for (variable, value) in zip(variables, weights) { variable.assign(value.tensor) }
      let compute = { [training] (inputs: [Tensor]) -> [Tensor] in
        results(layer, inputs, training: training)
      }
      let found =
        isTraced
        ? try Function<[Tensor], [Tensor]>(name, compute)(inputs.map(\.tensor))
        : compute(inputs.map(\.tensor))
      let expected = outputs + inputGradients + weightGradients
      #expect(found.count == expected.count)
      let way = isTraced ? "traced" : "eager"
      for (index, (tensor, recorded)) in zip(found, expected).enumerated() {
        #expect(tensor.shape == Shape(recorded.shape), "result \(index), \(way)")
        expectRecorded(tensor, recorded.values, within: 3e-6, "in result \(index), \(way)")
      }
      for (variable, recorded) in zip(variables, after) {
        expectRecorded(variable.tensor, recorded.values, "in \(variable.name), \(way)")
      }
    }
  }
}

/// The outputs, then the gradients of their weighted sum.
private func results(_ layer: Layer, _ inputs: [Tensor], training: Bool) -> [Tensor] {
  let tape = GradientTape()
  let watched = inputs.filter(\.dtype.isFloating)
  for input in watched { tape.watch(input) }
  var outputs: [Tensor] = []
  let loss = tape.record {
    outputs = layer.outputs(inputs, training: training)
    return outputs.reduce(Tensor(0.0)) { sum, y in
      let weights = (0..<y.count).map { Float(cos(Double($0))) }
      return sum + (y * Tensor(weights, shape: y.shape)).sum()
    }
  }
  let sources: [any TensorConvertible] = watched + layer.trainableVariables
  let gradients = try! tape.gradient(loss, sources, unconnected: .zero)
  return outputs + gradients.map { $0! }
}

/// Whether each value of a configuration is the recorded one; numbers in any form.
func expectMatches(
  _ config: Config, _ recorded: Config, _ path: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for name in config.names {
    guard let expected = recorded[name] else {
      // A setting that Keras does not have may be present if it has no effect.
      if config[name] == ConfigValue.none { continue }
      Issue.record("'\(path).\(name)' is not recorded", sourceLocation: sourceLocation)
      continue
    }
    expectMatches(config[name]!, expected, "\(path).\(name)", sourceLocation: sourceLocation)
  }
}

private func expectMatches(
  _ value: ConfigValue, _ recorded: ConfigValue, _ path: String, sourceLocation: SourceLocation
) {
  switch (value, recorded) {
  case (.config(let a), .config(let b)):
    expectMatches(a, b, path, sourceLocation: sourceLocation)
  case (.list(let a), .list(let b)) where a.count == b.count:
    for (x, y) in zip(a, b) { expectMatches(x, y, path, sourceLocation: sourceLocation) }
  case (.double(let a), .int(let b)):
    #expect(a == Double(b), "\(path)", sourceLocation: sourceLocation)
  default:
    #expect(value == recorded, "\(path)", sourceLocation: sourceLocation)
  }
}
