/// Normalizes each example to mean 0 and variance 1 over its own elements, then scales and shifts
/// each element by learned parameters.
///
/// ```swift
/// LayerNormalization()(Tensor([[1.0, 3.0]]))  // [[-0.9995, 0.9995]]
/// ```
///
/// Unlike `BatchNormalization`, it does the same in training and at inference, and an example's
/// result never depends on the others in its batch.
///
/// - Precondition: the input has the axes, with the sizes of the first call.
/// - **Shapes:** the result has the input's shape.
/// - **DTypes:** floating-point numbers.
/// - **Source:** Ba, Kiros and Hinton, 2016, "Layer normalization".
public final class LayerNormalization: ElementwiseLayer, Configurable {
  /// The dimensions over which an example is normalized.
  @Configured("axis") public private(set) var axes: [Int]
  /// A small number that is added to variances, so that none is 0.
  @Configured("epsilon") public private(set) var epsilon: Double
  @Configured("center") private var centers: Bool
  @Configured("scale") private var scales: Bool
  @Configured("beta_initializer") private var betaInitializer: Initializer
  @Configured("gamma_initializer") private var gammaInitializer: Initializer
  @Configured("beta_regularizer") private var betaRegularizer: Regularizer?
  @Configured("gamma_regularizer") private var gammaRegularizer: Regularizer?
  @Configured("beta_constraint") private var betaConstraint: Constraint?
  @Configured("gamma_constraint") private var gammaConstraint: Constraint?
  /// The learned scales; nil before the layer is built, and without scale.
  public private(set) var gamma: Variable?
  /// The learned offsets; nil before the layer is built, and without center.
  public private(set) var beta: Variable?

  /// A layer that normalizes each example, by default over the last axis.
  public init(
    axis: any AxesConvertible = -1, epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
    betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones,
    betaRegularizer: Regularizer? = nil, gammaRegularizer: Regularizer? = nil,
    betaConstraint: Constraint? = nil, gammaConstraint: Constraint? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DType = .float32
  ) {
    super.init(name: name, trainable: trainable, dtype: dtype)
    axes = axis.axes
    self.epsilon = epsilon
    centers = center
    scales = scale
    self.betaInitializer = betaInitializer
    self.gammaInitializer = gammaInitializer
    self.betaRegularizer = betaRegularizer
    self.gammaRegularizer = gammaRegularizer
    self.betaConstraint = betaConstraint
    self.gammaConstraint = gammaConstraint
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  override var ownType: DType? { dtype }

  public override func build(inputShape: Shape) {
    let resolved = inputShape.resolve(axes, in: name)
    let shape = Shape(resolved.map { inputShape[$0] })
    if scales {
      gamma = addWeight(
        "gamma", shape: shape, initializer: gammaInitializer, regularizer: gammaRegularizer,
        constraint: gammaConstraint)
    }
    if centers {
      beta = addWeight(
        "beta", shape: shape, initializer: betaInitializer, regularizer: betaRegularizer,
        constraint: betaConstraint)
    }
    // Keras saves the axes counted from the first.
    axes = axes.map { inputShape.resolve($0, in: name) }
    inputSpec = InputSpec(
      rank: inputShape.rank,
      sizes: Dictionary(uniqueKeysWithValues: resolved.map { ($0, inputShape[$0]) }))
  }

  public override func call(_ x: Tensor) -> Tensor {
    let resolved = x.shape.resolve(axes, in: name)
    if resolved == [x.rank - 1] {
      return bind(
        RowNormalization(epsilon: epsilon, scales: gamma != nil, centers: beta != nil),
        [x] + [gamma, beta].compactMap { $0?.tensor })
    }
    return normalized(
      x, mean: x.mean(axis: resolved, keepDims: true),
      variance: x.variance(axis: resolved, keepDims: true), gamma: gamma?.tensor,
      beta: beta?.tensor, epsilon: epsilon, weightAxes: resolved)
  }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    var seen: Set<Int> = []
    for axis in axes {
      guard seen.insert(try resolved(axis, in: input)).inserted else {
        throw InvalidUse(
          name, "axes \(axes) name a dimension of shape \(input) twice",
          cure: "name each dimension once")
      }
    }
    for initializer in [betaInitializer, gammaInitializer]
    where !initializer.ranks.contains(axes.count) {
      throw InvalidUse(
        name, "the initializer '\(initializer.name)' for a weight of rank \(axes.count)",
        cure: "choose another initializer")
    }
    return input
  }
}
