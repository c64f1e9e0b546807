/// Gives each example the mean 0 and the variance 1 over its own numbers, then a mean and a deviation
/// for each number that are learned.
///
/// ```swift
/// LayerNormalization()(Tensor([[1.0, 3.0]]))  // [[-0.9995, 0.9995]]
/// ```
///
/// Unlike `BatchNormalization` it does the same in training and in use, and an example's result never
/// depends on those beside it.
///
/// Shapes: the result has the input's. DTypes: floating-point numbers.
/// Traps: if there is no such axis, and if its size is not that of the first call.
/// Source: Ba, Kiros and Hinton, 2016, "Layer normalization".
public final class LayerNormalization: Layer, Configurable {
  /// The dimensions over which an example is normalized.
  public let axes: [Int]
  /// What is added to variances, so that none is 0.
  public let epsilon: Double
  private let centers: Bool
  private let scales: Bool
  private let betaInitializer: Initializer
  private let gammaInitializer: Initializer
  /// The learned deviations; nil before the layer is built, and without scale.
  public private(set) var gamma: Variable?
  /// The learned means; nil before the layer is built, and without center.
  public private(set) var beta: Variable?

  /// A layer that normalizes each example, over the last axis unless told otherwise.
  public init(
    axis: any Axes = -1, epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
    betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones,
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32
  ) {
    axes = axis.axes
    self.epsilon = epsilon
    centers = center
    scales = scale
    self.betaInitializer = betaInitializer
    self.gammaInitializer = gammaInitializer
    super.init(name: name, trainable: trainable, dtype: dtype)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(
      axis: given.ints("axis"), epsilon: given.double("epsilon"), center: given.bool("center"),
      scale: given.bool("scale"), betaInitializer: given.initializer("beta_initializer"),
      gammaInitializer: given.initializer("gamma_initializer"), name: given.name,
      trainable: given.trainable, dtype: given.dtype)
  }

  public override func build(inputShape: Shape) {
    let resolved = inputShape.resolve(axes, in: name)
    let shape = Shape(resolved.map { inputShape[$0] })
    if scales { gamma = addWeight("gamma", shape: shape, initializer: gammaInitializer) }
    if centers { beta = addWeight("beta", shape: shape, initializer: betaInitializer) }
    inputSpec = InputSpec(
      rank: inputShape.rank,
      sizes: Dictionary(uniqueKeysWithValues: resolved.map { ($0, inputShape[$0]) }))
  }

  public override func call(_ x: Tensor) -> Tensor {
    let resolved = x.shape.resolve(axes, in: name)
    return normalized(
      x, mean: x.mean(axis: resolved, keepDims: true),
      variance: x.variance(axis: resolved, keepDims: true), gamma: gamma?.tensor,
      beta: beta?.tensor, epsilon: epsilon, weightAxes: resolved)
  }

  public override var config: Config {
    super.config.merging([
      "axis": .ints(inputSpec?.rank.map { rank in axes.map { ($0 + rank) % rank } } ?? axes),
      "epsilon": .double(epsilon), "center": .bool(centers), "scale": .bool(scales),
      "beta_initializer": .initializer(betaInitializer),
      "gamma_initializer": .initializer(gammaInitializer),
    ])
  }
}
