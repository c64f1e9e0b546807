/// A building block of models: weights, and what is computed with them.
///
/// ```swift
/// final class Linear: Layer {
///   let units: Int
///   private var weights: Variable!
///   init(_ units: Int) {
///     self.units = units
///     super.init()
///   }
///   override func build(inputShape: Shape) {
///     weights = addWeight(shape: [inputShape[-1], units])
///   }
///   override func call(_ x: Tensor) -> Tensor { matmul(x, weights) }
/// }
/// Linear(3)(Tensor.ones([2, 5])).shape  // (2, 3)
/// ```
///
/// A layer is called like a function. The first call builds it: only then it knows the shape of what
/// it is given, and makes its weights.
///
/// Source: book, chapter 3, section 2.
open class Layer: Module {
  /// The name: the class's in small letters, and a number from the second layer of the class on.
  public let name: String
  /// The element type of the weights.
  public let dtype: DType
  /// Whether the weights were made.
  public private(set) var isBuilt = false
  /// What the layer can be called with, stated when it is built; nil accepts everything.
  public var inputSpec: InputSpec?
  /// The shapes of the latest call's inputs and outputs, for the summary of a model.
  public private(set) var latestCall: (inputs: [Shape], outputs: [Shape])?

  /// What stands before the slash in the names of weights, if it is not the layer's name.
  var weightScope: String?
  private var trainable: Bool
  private var addedWeights: [Variable] = []
  private var regularizers: [(Regularizer, Variable)] = []

  /// A layer.
  ///
  /// - Parameters:
  ///   - name: its name; nil numbers the layers of each class.
  ///   - trainable: whether training changes the weights.
  public init(name: String? = nil, trainable: Bool = true, dtype: DType = .float32) {
    self.name = name ?? LayerNames.next(for: Self.className)
    self.dtype = dtype
    self.trainable = trainable
  }

  /// Whether training may change the weights, those of the layers inside included.
  ///
  /// ```swift
  /// model.layers[0].isTrainable = false  // freezes what was learned before
  /// ```
  open override var isTrainable: Bool {
    get { trainable }
    set { trainable = newValue }
  }

  // MARK: What a layer of one's own overrides

  /// The name of the class, from which layers get theirs, and under which configurations name it.
  open class var className: String { String(describing: Self.self) }

  /// Makes the weights for inputs of this shape. Layers without weights need none.
  ///
  /// Source: book, chapter 3, section 2.
  open func build(inputShape: Shape) {}

  /// Makes the weights of a layer of several inputs.
  open func build(inputShapes: [Shape]) {
    build(inputShape: inputShapes[0])
  }

  /// What the layer computes.
  ///
  /// Source: book, chapter 3, section 1.
  open func call(_ x: Tensor) -> Tensor {
    misuse(
      name, "\(type(of: self)) does not say what it computes", cure: "override call(_ x: Tensor)")
  }

  /// What a layer computes that acts in training otherwise than in use.
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

  /// What the layer was made with, to make another like it.
  ///
  /// ```swift
  /// try Dense(config: layer.config)
  /// ```
  open var config: Config {
    ["name": .string(name), "trainable": .bool(isTrainable), "dtype": .string(dtype.rawValue)]
  }

  // MARK: Calling

  /// What the layer makes of a tensor; builds it first if it has not been.
  ///
  /// - Parameter training: whether this is a step of training; nil says what was said to the layer or
  ///   model that is calling this one, so that a model need not pass it on.
  ///
  /// Traps: if the tensor does not fit the weights.
  public func callAsFunction(_ x: some TensorConvertible, training: Bool? = nil) -> Tensor {
    self([x.tensor], training: training)
  }

  /// What a layer of several inputs makes of them.
  ///
  /// ```swift
  /// Add()([a, b])
  /// ```
  ///
  /// Traps: if the layer has several outputs.
  public func callAsFunction(_ inputs: [Tensor], training: Bool? = nil) -> Tensor {
    let outputs = outputs(inputs, training: training)
    guard outputs.count == 1 else {
      misuse(
        name, "it has \(outputs.count) outputs", cure: "use outputs(_:), which returns them all")
    }
    return outputs[0]
  }

  /// All outputs of a layer of several.
  public func outputs(_ inputs: [Tensor], training: Bool? = nil) -> [Tensor] {
    let shapes = inputs.map(\.shape)
    if !isBuilt {
      outsideTraces { buildBeforeCall(shapes) }
      isBuilt = true
    }
    if let inputSpec { for shape in shapes { inputSpec.check(shape, layer: name) } }
    let context = Context.current
    let outer = context.isTraining
    context.isTraining = training ?? outer
    defer { context.isTraining = outer }
    let outputs = call(inputs, training: context.isTraining)
    latestCall = (shapes, outputs.map(\.shape))
    return outputs
  }

  /// Builds for the first call. A model has nothing to do here, since its call builds its layers.
  func buildBeforeCall(_ shapes: [Shape]) { build(inputShapes: shapes) }

  /// Builds without a call, for inputs of this shape; once.
  ///
  /// ```swift
  /// layer.ensureBuilt(for: [32, 13])
  /// ```
  public func ensureBuilt(for inputShapes: Shape...) {
    guard !isBuilt else { return }
    outsideTraces { build(inputShapes: inputShapes) }
    isBuilt = true
  }

  // MARK: Weights

  /// Makes a weight of the layer. Called in `build`.
  ///
  /// ```swift
  /// kernel = addWeight("kernel", shape: [inputShape[-1], units])
  /// ```
  ///
  /// - Parameters:
  ///   - name: its name; the layer's and a slash come before it.
  ///   - trainable: whether training changes it.
  public func addWeight(
    _ name: String = "Variable", shape: Shape, initializer: Initializer = .glorotUniform(),
    regularizer: Regularizer? = nil, trainable: Bool = true
  ) -> Variable {
    let value = outsideTraces { initializer(shape, dtype: dtype) }
    let weight = Variable(
      value, name: "\(weightScope ?? self.name)/\(name):0", trainable: trainable)
    addedWeights.append(weight)
    if let regularizer { regularizers.append((regularizer, weight)) }
    return weight
  }

  /// What the sizes of the weights add to the loss, those of the layers inside included.
  ///
  /// ```swift
  /// let total = model.losses.reduce(loss, +)
  /// ```
  public var losses: [Tensor] {
    ([self] + submodules).compactMap { $0 as? Layer }.flatMap { layer in
      layer.regularizers.map { regularizer, weight in regularizer(weight) }
    }
  }

  /// The values of all weights, in the order of `variables`.
  ///
  /// ```swift
  /// try copy.setWeights(layer.weights)
  /// ```
  public var weights: [Tensor] { variables.map(\.tensor) }

  /// Gives all weights values, in the order of `variables`.
  ///
  /// Throws: `WeightsDoNotFit` if their number or a shape differs; then none is changed.
  public func setWeights(_ values: [Tensor]) throws(WeightsDoNotFit) {
    let variables = variables
    guard values.map(\.spec) == variables.map(\.spec) else {
      throw WeightsDoNotFit(
        layer: name, expected: variables.map { ($0.name, $0.spec) }, got: values.map(\.spec))
    }
    for (variable, value) in zip(variables, values) { variable.assign(value) }
  }

  /// The number of weights' elements, those of the layers inside included.
  public var parameterCount: Int { variables.reduce(0) { $0 + $1.shape.elementCount } }
}

extension Variable {
  /// The shape and element type.
  public var spec: TensorSpec { TensorSpec(shape: shape, dtype: dtype) }
}

/// What a layer can be called with.
public struct InputSpec: Sendable, Hashable {
  /// How many dimensions; nil for any number.
  public var rank: Int?
  /// How many dimensions at least.
  public var minimumRank: Int?
  /// The sizes that some dimensions must have; negative ones count from the last.
  public var sizes: [Int: Int]

  /// A description of inputs.
  public init(rank: Int? = nil, minimumRank: Int? = nil, sizes: [Int: Int] = [:]) {
    self.rank = rank
    self.minimumRank = minimumRank
    self.sizes = sizes
  }

  func check(_ shape: Shape, layer: String) {
    if let rank, shape.rank != rank {
      misuse(
        layer, "an input of shape \(shape), which has \(shape.rank) dimensions, not \(rank)",
        cure: "reshape the input, or add the dimension of the batch: x[.newAxis]")
    }
    if let minimumRank, shape.rank < minimumRank {
      misuse(
        layer, "an input of shape \(shape), which has fewer than \(minimumRank) dimensions",
        cure: "add the dimension of the batch: x[.newAxis], or reshape the input")
    }
    for (axis, size) in sizes.sorted(by: { $0.key < $1.key }) where shape[axis] != size {
      misuse(
        layer,
        "an input of shape \(shape); axis \(axis) must have size \(size), as in the call that built "
          + "the layer",
        cure: "give it inputs of that size, or make another layer for these")
    }
  }
}

/// Values for weights of other shapes, or for another number of weights.
public struct WeightsDoNotFit: Error, CustomStringConvertible {
  /// The layer.
  public let layer: String
  /// The weights' names and kinds.
  public let expected: [(name: String, spec: TensorSpec)]
  /// What there was for them.
  public let got: [TensorSpec]

  /// The layer, the weight, both shapes and the cure.
  public var description: String {
    guard got.count == expected.count else {
      return "\(layer): \(got.count) values for \(expected.count) weights, "
        + "\(expected.map { "'\($0.name)'" }.joined(separator: ", "))\n"
        + (expected.isEmpty
          ? "  cure: build the layer first, by a call or by ensureBuilt(for: shape)"
          : "  cure: give one value for each, in this order")
    }
    let lines = zip(expected, got).filter { $0.spec != $1 }.map { weight, value in
      "\(layer): a \(value.dtype) value of shape \(value.shape) for weight '\(weight.name)', which "
        + "has \(weight.spec.dtype) and shape \(weight.spec.shape)"
    }
    return lines.joined(separator: "\n")
      + "\n  cure: take the values from a layer of the same sizes"
  }
}
