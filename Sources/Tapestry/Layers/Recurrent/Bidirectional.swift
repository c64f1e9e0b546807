/// Two recurrent layers, one of which reads the sequence backwards.
///
/// ```swift
/// Bidirectional(LSTM(8))(Tensor.ones([32, 10, 4])).shape  // (32, 16)
/// Bidirectional(LSTM(8, returnSequences: true))(Tensor.ones([32, 10, 4])).shape  // (32, 10, 16)
/// ```
///
/// Both are made from the configuration of the given layer; the outputs of the second are reversed,
/// so that outputs of the same step are merged. If the outputs of all steps are returned, those of
/// masked steps are 0. As in TensorFlow 2.1, an LSTM or GRU of the form for which a GPU has a
/// kernel, which is the default, keeps the output of the step before instead; not so in a model
/// that was read from a file of Keras 3.
///
/// - Precondition: the layer does not return its state, and can be made from its configuration:
///   custom activations are registered.
/// - **Shapes:** those of the layer, with twice the units if outputs are concatenated.
/// - **Source:** Schuster and Paliwal, 1997, "Bidirectional recurrent neural networks".
public final class Bidirectional: Layer, Configurable {
  /// How the two outputs are merged.
  public enum MergeMode: String, Sendable, CaseIterable {
    /// They are concatenated.
    case concat
    /// They are added.
    case sum
    /// They are multiplied.
    case mul
    /// They are averaged.
    case ave
  }

  @Configured(inside: "layer") private var serializedLayer: Config
  /// How the two outputs are merged.
  @Configured(choice: "merge_mode") public private(set) var mergeMode: MergeMode
  /// Whether the outputs of masked steps are 0 whatever the form of the layer, as in Keras 3.
  private var alwaysZeroesMaskedOutputs = false
  private static let zeroingKey = "zero_output_for_mask"
  /// The layer that reads forwards.
  public private(set) var forward: RecurrentLayer!
  /// The layer that reads backwards.
  public private(set) var backward: RecurrentLayer!

  /// Two layers like the given one.
  public init(
    _ layer: RecurrentLayer, mergeMode: MergeMode = .concat, name: String? = nil,
    trainable: Bool = true
  ) {
    super.init(name: name, trainable: trainable)
    serializedLayer = layer.serialized
    self.mergeMode = mergeMode
    do {
      try makeLayers()
    } catch {
      misuse(
        "Bidirectional", "\(layer.name) cannot be made a second time: \(error)",
        cure: "use activations and initializers that have names, and no returnState")
    }
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws {
    try super.init(from: reader)
    alwaysZeroesMaskedOutputs =
      try reader.optional(Self.zeroingKey) { key in try reader.bool(key) } ?? false
    try makeLayers()
  }

  /// The options. A layer as in Keras 2 has the configuration of Keras 2.
  public override var config: Config {
    let zeroing: Config = alwaysZeroesMaskedOutputs ? [Self.zeroingKey: true] : [:]
    return super.config.merging(zeroing)
  }

  private func makeLayers() throws {
    let outer = ConfigReader(serializedLayer, of: "Bidirectional")
    let kind = try outer.string("class_name")
    let config = try outer.config("config")
    let inner = ConfigReader(config, of: kind)
    let layerName = try inner.string("name")
    func made(_ direction: String, reversed: Bool) throws -> RecurrentLayer {
      var own = config
      own["name"] = .string("\(direction)_\(layerName)")
      if reversed { own["go_backwards"] = try .bool(!inner.bool("go_backwards")) }
      let layer = try Layer.made(from: ["class_name": .string(kind), "config": .config(own)])
      guard let recurrent = layer as? RecurrentLayer, !recurrent.returnsState else {
        throw ConfigError(
          object: "Bidirectional", name: "layer",
          expected: "a SimpleRNN, LSTM or GRU that does not return its state",
          found: .config(serializedLayer))
      }
      recurrent.weightScope = "\(name)/\(recurrent.name)"
      return recurrent
    }
    forward = try made("forward", reversed: false)
    backward = try made("backward", reversed: true)
    for layer in [forward!, backward!] {
      layer.zeroesMaskedOutputs = alwaysZeroesMaskedOutputs || !hasGPUForm(layer)
    }
    inputSpec = InputSpec(rank: 3)
  }

  /// Whether TensorFlow takes a layer's steps in the function that a GPU's kernel can replace.
  private func hasGPUForm(_ layer: RecurrentLayer) -> Bool {
    let gates: Activation
    switch layer {
    case let lstm as LSTM: gates = lstm.recurrentActivation
    case let gru as GRU where gru.resetAfter: gates = gru.recurrentActivation
    default: return false
    }
    return layer.activation.isStandard("tanh") && gates.isStandard("sigmoid") && layer.usesBias
      && layer.recurrentDropout == 0
  }

  /// Builds both layers.
  public override func build(inputShape: Shape) {
    for layer in [forward!, backward!] { layer.ensureBuilt(for: inputShape) }
  }

  /// The calls of the two layers build them.
  override func buildBeforeCall(_ shapes: [Shape]) {}

  public override func call(_ x: Tensor) -> Tensor {
    let a = forward(x)
    let reversed = backward(x)
    let b = backward.returnsSequences ? reverse(reversed, axis: 1) : reversed
    return switch mergeMode {
    case .concat: concat([a, b], axis: -1)
    case .sum: a + b
    case .mul: a * b
    case .ave: (a + b) / 2
    }
  }

  public override func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] {
    [forward.returnsSequences ? inputs[0].mask : nil]
  }

  override var ownType: DType? { forward.ownType }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    guard let shape = try forward.outputShape(for: input) else { return nil }
    return Shape(shape.dimensions.dropLast() + [shape[-1] * (mergeMode == .concat ? 2 : 1)])
  }

  override func buildInside(for input: TensorSpec) throws(InvalidUse) {
    for layer in [forward!, backward!] { _ = try layer.buildChecked(for: input) }
  }
}

extension Configured where Value == Config {
  /// The configuration of the inner layer.
  fileprivate convenience init(inside key: String) {
    self.init(key, read: { try $0.config($1) }, write: { .config($0) })
  }
}
