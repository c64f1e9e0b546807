/// A building block of models: weights, and what is computed with them.
///
/// ```swift
/// final class Linear: Layer {
///   let units: Int
///   private var kernel: Variable!
///   init(_ units: Int) {
///     self.units = units
///     super.init()
///   }
///   override func build(inputShape: Shape) {
///     kernel = addWeight(shape: [inputShape[-1], units])
///   }
///   override func call(_ x: Tensor) -> Tensor { matmul(x, kernel) }
/// }
/// Linear(3)(Tensor.ones([2, 5])).shape  // (2, 3)
/// ```
///
/// A layer is called like a function. The first call builds it: only then does it know the shape of
/// its input, and can make its weights.
///
/// - **Source:** book, chapter 3, section 2.
open class Layer: Module {
  /// The name, by default that of the class in snake case, with a number from the second layer of
  /// the class on.
  public let name: String
  /// The element type of the weights.
  public let dtype: DType
  /// Whether the weights have been made.
  public internal(set) var isBuilt = false {
    didSet {
      guard isBuilt, let action = uponBuilding else { return }
      uponBuilding = nil
      outsideTraces { action() }
    }
  }
  /// Called once, as soon as the weights have been made: a checkpoint that was restored before then
  /// gives them their values.
  package var uponBuilding: (() -> Void)?
  /// The inputs that the layer accepts; nil for all.
  public var inputSpec: InputSpec?
  /// The shapes of the latest call's inputs and outputs, for the summary of a model.
  public internal(set) var latestCall: (inputs: [Shape], outputs: [Shape])?
  /// The shapes and types of the latest call's inputs, for files that state what a model takes.
  /// Those of a description, whose batch has an arbitrary size, count until the first real call.
  var latestInputs: [TensorSpec] = []

  /// The prefix before the slash in the names of weights, if it is not the layer's name.
  var weightScope: String?
  /// Whether this layer is trainable, whatever those inside are.
  final var isTrainableItself: Bool
  var addedWeights: [Variable] = []
  var regularizers: [(Regularizer, Variable)] = []
  /// The losses that the outputs of the latest call add, and the index of that call.
  var activity: (call: Int, losses: [Tensor]) = (0, [])

  /// A layer.
  ///
  /// - Parameters:
  ///   - name: its name; nil for the next free one of its class.
  ///   - trainable: whether training may change the weights.
  public init(name: String? = nil, trainable: Bool = true, dtype: DType = .float32) {
    self.name = name ?? LayerNames.next(for: Self.className)
    self.dtype = dtype
    isTrainableItself = trainable
    super.init()
    for option in options { option.owner = Self.className }
  }

  /// The layer with the name and the `@Configured` options that a configuration gives.
  ///
  /// - Throws: `ConfigError` if an option is missing or does not fit, `UnknownName` for a name that
  ///   does not exist.
  public init(from reader: ConfigReader) throws {
    name = try reader.name ?? LayerNames.next(for: Self.className)
    dtype = try reader.dtype
    isTrainableItself = try reader.trainable
    super.init()
    for option in options {
      option.owner = Self.className
      try option.read(from: reader)
    }
  }

  /// The options, in the order of their declaration.
  private var options: [LayerOption] {
    var found: [LayerOption] = []
    func visit(_ mirror: Mirror) {
      if let above = mirror.superclassMirror { visit(above) }
      for (_, value) in mirror.children {
        if let option = value as? LayerOption { found.append(option) }
      }
    }
    visit(Mirror(reflecting: self))
    return found
  }

  /// Whether training may change the weights, including those of the layers inside.
  ///
  /// ```swift
  /// model.layers[0].isTrainable = false  // freezes what was learned before
  /// ```
  ///
  /// Setting it sets it for all layers inside too, since some act differently when they are frozen,
  /// such as `BatchNormalization`; what each of them was before is lost.
  open override var isTrainable: Bool {
    get { isTrainableItself }
    set {
      isTrainableItself = newValue
      for case let layer as Layer in submodules { layer.isTrainableItself = newValue }
    }
  }

  // MARK: What a custom layer overrides

  /// The name of the class in configurations, from which layers also get their names.
  open class var className: String { String(describing: Self.self) }

  /// Makes the weights for inputs of this shape. Layers without weights need not override it.
  ///
  /// - **Source:** book, chapter 3, section 2.
  open func build(inputShape: Shape) {}

  /// Makes the weights of a layer of several inputs.
  open func build(inputShapes: [Shape]) {
    build(inputShape: inputShapes[0])
  }

  /// What the layer computes.
  ///
  /// - **Source:** book, chapter 3, section 1.
  open func call(_ x: Tensor) -> Tensor {
    misuse(
      name, "\(type(of: self)) does not say what it computes", cure: "override call(_ x: Tensor)")
  }

  /// What the layer computes, if it acts differently in training and at inference.
  open func call(_ x: Tensor, training: Bool) -> Tensor { call(x) }

  /// What a layer of several inputs or outputs computes.
  open func call(_ inputs: [Tensor], training: Bool) -> [Tensor] {
    guard inputs.count == 1 else {
      misuse(
        name, "\(type(of: self)) takes one tensor, and was given \(inputs.count)",
        cure: "call it for each, or override call(_ inputs: [Tensor], training: Bool)")
    }
    return [call(inputs[0], training: training)]
  }

  /// The options with which the layer was made, from which another like it can be made.
  ///
  /// ```swift
  /// try Dense(from: ConfigReader(layer.config, of: "Dense"))
  /// ```
  open var config: Config {
    var config: Config = [
      "name": .string(name), "trainable": .bool(isTrainable), "dtype": .string(dtype.rawValue),
    ]
    for option in options { config[option.key] = option.value }
    return config
  }

  /// The masks of the outputs, for inputs some of which have masks; nil for an output without a
  /// mask. By default a layer drops masks, since its outputs may not correspond to the steps of its
  /// inputs.
  open func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] {
    [Tensor?](repeating: nil, count: count)
  }

  /// Whether the layer makes masks for inputs that have none.
  var makesMasks: Bool { false }
  /// The penalty on the outputs that is added to the loss.
  var activityRegularizer: Regularizer? { nil }
  /// The type that floating-point inputs must have, which is that of the weights; nil for any.
  var ownType: DType? { nil }

  /// The shape of the output for an input that `inputSpec` accepts; nil if it is not known before
  /// the layer runs.
  func outputShape(for input: Shape) throws(InvalidUse) -> Shape? { nil }

  /// The type of the output.
  func outputType(for input: DType) -> DType { ownType ?? input }

  /// Builds the layers inside for an input that this layer can take.
  func buildInside(for input: TensorSpec) throws(InvalidUse) {}

  // MARK: Building

  /// Builds the layer for the first call. A model has nothing to do here, since its call builds its
  /// layers.
  func buildBeforeCall(_ shapes: [Shape]) { build(inputShapes: shapes) }

  /// Builds the layer without a call, for inputs of this shape, unless it has been built.
  ///
  /// ```swift
  /// layer.ensureBuilt(for: [32, 13])
  /// ```
  public func ensureBuilt(for inputShapes: Shape...) {
    guard !isBuilt else { return }
    outsideTraces { build(inputShapes: inputShapes) }
    isBuilt = true
  }

  /// Builds the layer for an input, and returns the shape and type of its output.
  ///
  /// - Throws: `InvalidUse` for an input that the layer cannot take.
  func buildChecked(for input: TensorSpec) throws(InvalidUse) -> TensorSpec {
    guard let output = try checkedOutput(for: input) else {
      return outputSpecs(for: [input])[0]
    }
    try buildInside(for: input)
    ensureBuilt(for: input.shape)
    wasBuilt(for: [input], returning: [output.shape])
    return output
  }

  /// Builds the layer for several inputs, and returns the shapes and types of its outputs. A custom
  /// layer, of which nothing is known before it runs, is traced.
  ///
  /// - Throws: `InvalidUse` for inputs that the layer cannot take.
  func buildChecked(for inputs: [TensorSpec]) throws(InvalidUse) -> [TensorSpec] {
    if inputs.count == 1 { return [try buildChecked(for: inputs[0])] }
    guard let first = inputs.first, try checkedOutput(for: first) == nil else {
      throw InvalidUse(
        name, "\(inputs.count) tensors for a layer that takes one",
        cure: "join them before: Concatenate()([a, b])")
    }
    return outputSpecs(for: inputs)
  }

  /// Records what is known of the inputs and outputs without a call.
  final func wasBuilt(for inputs: [TensorSpec], returning outputs: [Shape]) {
    isBuilt = true
    latestCall = (inputs.map(\.shape), outputs)
    latestInputs = inputs
  }
}
