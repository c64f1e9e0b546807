/// A model: a layer that can be trained, evaluated and used for predictions.
///
/// ```swift
/// final class MLP: Model {
///   let features = Dense(4, activation: .relu)
///   let head = Dense(1)
///   override func call(_ x: Tensor) -> Tensor { head(features(x)) }
/// }
/// let model = MLP()
/// model.compile(optimizer: "sgd", loss: "mse")
/// let history = try model.fit(x, y, epochs: 10)
/// ```
///
/// There are three ways to make one: a subclass that defines what it computes; `Sequential`, in
/// which each layer takes the output of the one before it; and a functional model,
/// `Model(inputs:outputs:)`, which is described by calling layers on `Input`s.
///
/// - **Source:** book, chapter 3, section 1.
open class Model: Layer {
  /// How the model is trained; nil before `compile`.
  public internal(set) var compilation: Compilation?
  /// Set by a callback to end training after this batch.
  public var stopsTraining = false
  private lazy var predictions = Function<[Tensor], [Tensor]>("\(name).predict") { [unowned self] in
    outputs($0, training: false)
  }
  let description: ModelDescription?
  private var functionalLayers: [Layer] = []
  /// How many inputs a functional model has; nil for any other model.
  package var functionalInputCount: Int? { description?.inputs.count }

  /// A model whose subclass defines what it computes.
  public override init(name: String? = nil, trainable: Bool = true, dtype: DType = .float32) {
    description = nil
    super.init(name: name, trainable: trainable, dtype: dtype)
  }

  /// The model that a configuration describes.
  public override init(from reader: ConfigReader) throws {
    description = nil
    try super.init(from: reader)
  }

  /// The model of a description, with the other options that a configuration gives.
  init(_ description: ModelDescription, from reader: ConfigReader) throws {
    self.description = description
    try super.init(from: reader)
    functionalLayers = description.layers
  }

  /// A model that computes `outputs` from `inputs`.
  ///
  /// ```swift
  /// let x = Input([13])
  /// let model = Model(inputs: [x], outputs: [Dense(1)(Dense(4, activation: .relu)(x))])
  /// ```
  ///
  /// - Precondition: every input that an output depends on is listed, and no two inputs or layers
  ///   have the same name, by which files find them.
  public init(inputs: [LayerOutput], outputs: [LayerOutput], name: String? = nil) {
    let description = ModelDescription(inputs: inputs, outputs: outputs)
    var names: Set<String> = []
    for own in inputs.compactMap(\.input?.name) + description.layers.map(\.name)
    where !names.insert(own).inserted {
      misuse(
        "Model", "two of its inputs and layers are named '\(own)'",
        cure: "give each a name of its own: Dense(1, name: \"price\")")
    }
    self.description = description
    super.init(name: name)
    functionalLayers = description.layers
  }

  /// A functional model of one input and one output.
  public convenience init(inputs: LayerOutput, outputs: LayerOutput, name: String? = nil) {
    self.init(inputs: [inputs], outputs: [outputs], name: name)
  }

  /// The layers that the model's own properties hold, in the order of their declaration, without
  /// the layers inside these.
  ///
  /// ```swift
  /// model.layers[0](x)  // the hidden features
  /// ```
  ///
  /// - **Source:** book, chapter 4, section 1.
  open var layers: [Layer] { ModuleContents(self).children.compactMap { $0 as? Layer } }

  /// What the model was made with; of a functional one, its layers and their calls as well.
  ///
  /// ```swift
  /// model.config["name"]  // model
  /// ```
  open override var config: Config {
    guard let description else { return super.config }
    return super.config.merging(description.config)
  }

  /// Builds the layers for inputs of this shape, without computing anything.
  ///
  /// ```swift
  /// model.build(inputShape: [32, 13])
  /// ```
  ///
  /// - **Source:** book, chapter 4, section 3.
  open override func build(inputShapes: [Shape]) {
    _ = outputSpecs(for: inputShapes.map { TensorSpec(shape: $0, dtype: ownType ?? dtype) })
  }
  open override func build(inputShape: Shape) { build(inputShapes: [inputShape]) }

  /// The model's outputs for one batch, computed by a graph.
  func prediction(_ inputs: [Tensor]) throws -> [Tensor] { try predictions(inputs) }

  override func buildBeforeCall(_ shapes: [Shape]) {}

  override var ownType: DType? {
    guard let type = description?.inputs.first?.dtype, type.isFloating else { return nil }
    return type
  }

  override func outputType(for input: DType) -> DType {
    description?.outputs[0].dtype ?? super.outputType(for: input)
  }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    guard let description else { return nil }
    let specs = try description.checked([input], of: name)
    guard specs.count == 1 else {
      throw InvalidUse(
        name, "\(specs.count) outputs, of which the next layer takes one",
        cure: "describe a model that returns only that one")
    }
    return specs[0].shape
  }

  /// A functional model's layers are built already.
  override func buildChecked(for inputs: [TensorSpec]) throws(InvalidUse) -> [TensorSpec] {
    guard let description else { return try super.buildChecked(for: inputs) }
    let shapes = inputs.map(\.shape)
    let outputs = try description.checked(shapes, of: name)
    guard inputs.map(\.dtype) == description.inputs.map(\.dtype) else {
      throw InvalidUse(
        name, "inputs of the types \(inputs.map(\.dtype.rawValue).joined(separator: ", "))",
        cure: "give \(description.inputs.map(\.dtype.rawValue).joined(separator: ", "))")
    }
    wasBuilt(for: inputs, returning: outputs.map(\.shape))
    return outputs
  }

  /// The masks that the layers inside gave the outputs.
  open override func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] {
    [Tensor?](repeating: nil, count: count)
  }

  open override func call(_ inputs: [Tensor], training: Bool) -> [Tensor] {
    guard let description else { return super.call(inputs, training: training) }
    return description.run(inputs, model: name)
  }
}
