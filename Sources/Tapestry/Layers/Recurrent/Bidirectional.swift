/// Two recurrent layers, of which one reads the series from its end.
///
/// ```swift
/// Bidirectional(LSTM(8))(Tensor.ones([32, 10, 4])).shape                              // (32, 16)
/// Bidirectional(LSTM(8, returnSequences: true))(Tensor.ones([32, 10, 4])).shape       // (32, 10, 16)
/// ```
///
/// Both are made from the configuration of the one that is given; the second one's outputs are turned
/// round, so that those of one step stand side by side.
///
/// Shapes: those of the layer, with twice the units if they stand side by side.
/// Traps: for a layer that returns its state, and for one with activations of one's own, which cannot
/// be made again.
/// Source: Schuster and Paliwal, 1997, "Bidirectional recurrent neural networks".
public final class Bidirectional: Layer, Configurable {
  /// What becomes of the two outputs.
  public enum MergeMode: String, Sendable, CaseIterable {
    /// They stand side by side.
    case concat
    /// They are added.
    case sum
    /// They are multiplied.
    case mul
    /// Their mean.
    case ave
  }

  /// The layer that reads from the start.
  public let forward: RecurrentLayer
  /// The layer that reads from the end.
  public let backward: RecurrentLayer
  /// What becomes of the two outputs.
  public let mergeMode: MergeMode
  private let serializedLayer: Config

  /// Two layers like this one.
  public convenience init(
    _ layer: RecurrentLayer, mergeMode: MergeMode = .concat, name: String? = nil,
    trainable: Bool = true
  ) {
    do {
      try self.init(serialized: layer.serialized, mergeMode, name, trainable)
    } catch {
      misuse(
        "Bidirectional", "\(layer.name) cannot be made a second time: \(error)",
        cure: "use activations and initializers that have names, and no returnState")
    }
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(
      serialized: given.config("layer"), given.choice("merge_mode"),
      given.name, given.trainable)
  }

  private init(
    serialized: Config, _ mergeMode: MergeMode, _ name: String?, _ trainable: Bool
  ) throws {
    serializedLayer = serialized
    self.mergeMode = mergeMode
    let outer = ConfigReader(serialized, of: "Bidirectional")
    let kind = try outer.string("class_name")
    let config = try outer.config("config")
    let layer = ConfigReader(config, of: kind)
    let layerName = try layer.string("name")
    func made(_ direction: String, turned: Bool) throws -> RecurrentLayer {
      var own = config
      own["name"] = .string("\(direction)_\(layerName)")
      if turned { own["go_backwards"] = try .bool(!layer.bool("go_backwards")) }
      let layer = try Layer.made(from: ["class_name": .string(kind), "config": .config(own)])
      guard let recurrent = layer as? RecurrentLayer, !recurrent.returnsState else {
        throw ConfigError(
          object: "Bidirectional", name: "layer",
          needed: "a SimpleRNN, LSTM or GRU that does not return its state",
          found: .config(serialized))
      }
      return recurrent
    }
    forward = try made("forward", turned: false)
    backward = try made("backward", turned: true)
    super.init(name: name, trainable: trainable)
    for layer in [forward, backward] { layer.weightScope = "\(self.name)/\(layer.name)" }
    inputSpec = InputSpec(rank: 3)
  }

  public override func call(_ x: Tensor) -> Tensor {
    let a = forward(x)
    let turned = backward(x)
    let b = backward.returnsSequences ? reverse(turned, axis: 1) : turned
    return switch mergeMode {
    case .concat: concat([a, b], axis: -1)
    case .sum: a + b
    case .mul: a * b
    case .ave: (a + b) / 2
    }
  }

  public override var config: Config {
    super.config.merging([
      "layer": .config(serializedLayer), "merge_mode": .string(mergeMode.rawValue),
    ])
  }
}
