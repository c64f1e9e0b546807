/// Layers in a row: each takes what the one before it returns.
///
/// ```swift
/// let model = Sequential {
///   Dense(512, activation: .relu)
///   Dropout(0.2)
///   Dense(10)
/// }
/// ```
///
/// - **Source:** book, chapter 3, section 4; document 001, utilizing tf.keras for training.
public final class Sequential: Model {
  private var row: [Layer] = []

  /// A model of these layers.
  public init(_ layers: [Layer] = [], name: String? = nil) {
    super.init(name: name)
    layers.forEach(add)
  }

  /// A model of the layers that the block lists; it may contain `if` and `for`.
  public convenience init(name: String? = nil, @LayerBuilder _ layers: () -> [Layer]) {
    self.init(layers(), name: name)
  }

  /// Adds a layer after the last one.
  ///
  /// ```swift
  /// model.add(Dense(1))
  /// ```
  ///
  /// - Precondition: the model does not hold the layer yet, and has not been called.
  public func add(_ layer: Layer) {
    guard !row.contains(where: { $0 === layer }) else {
      misuse(
        name, "it holds the layer '\(layer.name)' already",
        cure: "make another layer, or describe a model in which two calls share it")
    }
    guard latestCall == nil else {
      misuse(
        name, "it has been called, and cannot grow any more",
        cure: "add all layers before the first call")
    }
    row.append(layer)
  }

  public override var layers: [Layer] { row }

  /// The layers, each as its class and what it was made with.
  public override var config: Config {
    super.config.merging(["layers": .list(row.map { .config($0.serialized) })])
  }

  /// The model that was made with this configuration, not built yet.
  ///
  /// ```swift
  /// let twin = try Sequential(from: ConfigReader(model.config, of: "Sequential"))
  /// ```
  ///
  /// - Throws: `ConfigError` if something is missing, `UnknownName` for layers that do not exist.
  public override init(from reader: ConfigReader) throws {
    // Models inside models.
    Layer.registerModels()
    let layers = try reader.configs("layers").map { try Layer.made(from: $0) }
    try super.init(from: reader)
    layers.forEach(add)
  }

  public override func call(_ x: Tensor) -> Tensor { row.reduce(x) { $1($0) } }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    var spec = TensorSpec(shape: input, dtype: ownType ?? .float32)
    for layer in row {
      guard let output = try layer.checkedOutput(for: spec) else { return nil }
      spec = output
    }
    return spec.shape
  }

  override func outputType(for input: DType) -> DType {
    row.reduce(input) { $1.outputType(for: $0) }
  }

  override var ownType: DType? { row.lazy.compactMap(\.ownType).first }

  /// Builds the layers one after the other, each for what the one before it returns. A layer that
  /// says that only when it runs, one of a program's own, is traced.
  override func buildChecked(for input: TensorSpec) throws(InvalidUse) -> TensorSpec {
    var spec = input
    for layer in row { spec = try layer.buildChecked(for: spec) }
    wasBuilt(for: [input], returning: [spec.shape])
    return spec
  }
}

extension Sequential: Configurable {}

/// Lists layers in a block.
@resultBuilder
public enum LayerBuilder {
  /// One layer.
  public static func buildExpression(_ layer: Layer) -> [Layer] { [layer] }
  /// Layers from elsewhere.
  public static func buildExpression(_ layers: [Layer]) -> [Layer] { layers }
  /// Layers one after the other.
  public static func buildBlock(_ parts: [Layer]...) -> [Layer] { parts.flatMap { $0 } }
  /// The layers of an `if` without `else`.
  public static func buildOptional(_ part: [Layer]?) -> [Layer] { part ?? [] }
  /// The layers of an `if`.
  public static func buildEither(first: [Layer]) -> [Layer] { first }
  /// The layers of an `else`.
  public static func buildEither(second: [Layer]) -> [Layer] { second }
  /// The layers of a `for`.
  public static func buildArray(_ parts: [[Layer]]) -> [Layer] { parts.flatMap { $0 } }
}
