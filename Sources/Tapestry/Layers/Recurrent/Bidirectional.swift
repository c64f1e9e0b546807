/// Two recurrent layers, of which one reads the series from its end.
///
/// ```swift
/// Bidirectional(LSTM(8))(Tensor.ones([32, 10, 4])).shape  // (32, 16)
/// Bidirectional(LSTM(8, returnSequences: true))(Tensor.ones([32, 10, 4])).shape  // (32, 10, 16)
/// ```
///
/// Both are made from the configuration of the one that is given; the second one's outputs are
/// reversed, so that those of one step stand side by side.
///
/// - Precondition: the layer does not return its state, and can be made again: custom activations
///   are registered.
/// - **Shapes:** those of the layer, with twice the units if they stand side by side.
/// - **Source:** Schuster and Paliwal, 1997, "Bidirectional recurrent neural networks".
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

  @Configured(inside: "layer") private var serializedLayer: Config
  /// What becomes of the two outputs.
  @Configured(choice: "merge_mode") public private(set) var mergeMode: MergeMode
  /// The layer that reads from the start.
  public private(set) var forward: RecurrentLayer!
  /// The layer that reads from the end.
  public private(set) var backward: RecurrentLayer!

  /// Two layers like this one.
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

  /// The layer that was made with this configuration.
  public override init(from reader: ConfigReader) throws {
    try super.init(from: reader)
    try makeLayers()
  }

  private func makeLayers() throws {
    let outer = ConfigReader(serializedLayer, of: "Bidirectional")
    let kind = try outer.string("class_name")
    let config = try outer.config("config")
    let inner = ConfigReader(config, of: kind)
    let layerName = try inner.string("name")
    func made(_ direction: String, turned: Bool) throws -> RecurrentLayer {
      var own = config
      own["name"] = .string("\(direction)_\(layerName)")
      if turned { own["go_backwards"] = try .bool(!inner.bool("go_backwards")) }
      let layer = try Layer.made(from: ["class_name": .string(kind), "config": .config(own)])
      guard let recurrent = layer as? RecurrentLayer, !recurrent.returnsState else {
        throw ConfigError(
          object: "Bidirectional", name: "layer",
          needed: "a SimpleRNN, LSTM or GRU that does not return its state",
          found: .config(serializedLayer))
      }
      recurrent.weightScope = "\(name)/\(recurrent.name)"
      return recurrent
    }
    forward = try made("forward", turned: false)
    backward = try made("backward", turned: true)
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

  public override func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] {
    [forward.returnsSequences ? inputs[0].mask : nil]
  }

  override var ownType: DType? { forward.ownType }

  override func outputShape(for input: Shape) throws(Misfit) -> Shape? {
    guard let shape = try forward.outputShape(for: input) else { return nil }
    return Shape(shape.dimensions.dropLast() + [shape[-1] * (mergeMode == .concat ? 2 : 1)])
  }

  override func buildInside(for input: TensorSpec) throws(Misfit) {
    for layer in [forward!, backward!] { _ = try layer.buildChecked(for: input) }
  }
}

extension Configured where Value == Config {
  /// What another layer was made with.
  fileprivate convenience init(inside key: String) {
    self.init(key, read: { try $0.config($1) }, write: { .config($0) })
  }
}
