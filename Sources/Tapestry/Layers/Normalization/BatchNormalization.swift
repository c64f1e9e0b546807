/// Normalizes each channel to mean 0 and variance 1 over the batch, then scales and shifts it by
/// learned parameters.
///
/// ```swift
/// let layer = BatchNormalization()
/// layer(x, training: true)                 // by the batch's mean and variance
/// layer(x)                                 // by the moving ones
/// layer.variables.map(\.name)
/// // ["batch_normalization/gamma:0", ".../beta:0", ".../moving_mean:0", ".../moving_variance:0"]
/// ```
///
/// Each training step moves the moving mean and variance towards the batch's, by the fraction 1 -
/// momentum. At inference they are used in place of the batch's, so that an example's result does
/// not depend on the others in its batch. A frozen layer acts as at inference, even in training:
/// what was learned before depends on those statistics. A layer that is trainable inside a frozen
/// one takes the batch's, but does not move the moving ones, as in Keras.
///
/// For images, that is, inputs of four dimensions, the moving variance is the sample variance, with
/// n - 1 in the denominator; for others it is divided by n. This follows TensorFlow, whose fast
/// kernel exists only for images.
///
/// That kernel also takes 1.001e-5 in place of any smaller epsilon, in training and at inference,
/// because another library demands it. Here the given epsilon is used, for images too; to get
/// TensorFlow's numbers, give 1.001e-5.
///
/// - Precondition: inputs have at least two dimensions, and the axis has the size of the first
///   call.
/// - **Shapes:** the result has the input's shape.
/// - **DTypes:** floating-point numbers.
/// - **Source:** Ioffe and Szegedy, 2015, "Batch normalization: accelerating deep network training
///   by reducing internal covariate shift".
public final class BatchNormalization: ElementwiseLayer, Configurable {
  @Configured("axis", expected: missingInAxis) private var axes: [Int]
  /// The fraction of the moving statistics that is kept in each step.
  @Configured("momentum") public private(set) var momentum: Double
  /// A small number that is added to variances, so that none is 0.
  @Configured("epsilon") public private(set) var epsilon: Double
  @Configured("center") private var centers: Bool
  @Configured("scale") private var scales: Bool
  @Configured("beta_initializer", rank: 1) private var betaInitializer: Initializer
  @Configured("gamma_initializer", rank: 1) private var gammaInitializer: Initializer
  @Configured("moving_mean_initializer", rank: 1) private var meanInitializer: Initializer
  @Configured("moving_variance_initializer", rank: 1) private var varianceInitializer: Initializer
  @Configured("beta_regularizer") private var betaRegularizer: Regularizer?
  @Configured("gamma_regularizer") private var gammaRegularizer: Regularizer?
  @Configured("beta_constraint") private var betaConstraint: Constraint?
  @Configured("gamma_constraint") private var gammaConstraint: Constraint?
  /// The learned scales; nil before the layer is built, and without scale.
  public private(set) var gamma: Variable?
  /// The learned offsets; nil before the layer is built, and without center.
  public private(set) var beta: Variable?
  /// The moving mean; nil before the layer is built.
  public private(set) var movingMean: Variable!
  /// The moving variance; nil before the layer is built.
  public private(set) var movingVariance: Variable!

  /// The dimension of the channels.
  public var axis: Int { axes[0] }

  /// A layer that normalizes over the batch.
  public init(
    axis: Int = -1, momentum: Double = 0.99, epsilon: Double = 1e-3, center: Bool = true,
    scale: Bool = true, betaInitializer: Initializer = .zeros,
    gammaInitializer: Initializer = .ones, movingMeanInitializer: Initializer = .zeros,
    movingVarianceInitializer: Initializer = .ones, betaRegularizer: Regularizer? = nil,
    gammaRegularizer: Regularizer? = nil, betaConstraint: Constraint? = nil,
    gammaConstraint: Constraint? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32
  ) {
    super.init(name: name, trainable: trainable, dtype: dtype)
    axes = [axis]
    self.momentum = momentum
    self.epsilon = epsilon
    centers = center
    scales = scale
    self.betaInitializer = betaInitializer
    self.gammaInitializer = gammaInitializer
    meanInitializer = movingMeanInitializer
    varianceInitializer = movingVarianceInitializer
    self.betaRegularizer = betaRegularizer
    self.gammaRegularizer = gammaRegularizer
    self.betaConstraint = betaConstraint
    self.gammaConstraint = gammaConstraint
    inputSpec = InputSpec(minimumRank: 2)
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws {
    try super.init(from: reader)
    inputSpec = InputSpec(minimumRank: 2)
  }

  override var ownType: DType? { dtype }

  public override func build(inputShape: Shape) {
    inputSpec?.check(inputShape, layer: name)
    let resolved = inputShape.resolve(axis, in: name)
    let channels = inputShape[resolved]
    if scales {
      gamma = addWeight(
        "gamma", shape: [channels], initializer: gammaInitializer, regularizer: gammaRegularizer,
        constraint: gammaConstraint)
    }
    if centers {
      beta = addWeight(
        "beta", shape: [channels], initializer: betaInitializer, regularizer: betaRegularizer,
        constraint: betaConstraint)
    }
    movingMean = addWeight(
      "moving_mean", shape: [channels], initializer: meanInitializer, trainable: false)
    movingVariance = addWeight(
      "moving_variance", shape: [channels], initializer: varianceInitializer, trainable: false)
    inputSpec = InputSpec(rank: inputShape.rank, sizes: [axis: channels])
    // Keras saves the axis counted from the first.
    axes = [resolved]
  }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    let channelAxis = x.shape.resolve(axis, in: name)
    guard training && isTrainable else {
      return normalized(
        x, movingMean.tensor, movingVariance.tensor, along: [channelAxis])
    }
    let count = x.count / x.shape[channelAxis]
    let sampled = x.rank == 4 ? Double(count) / Double(max(count - 1, 1)) : 1
    let (y, mean, variance) =
      channelAxis == x.rank - 1
      ? Tapestry.normalizedByBatch(
        x, gamma: gamma?.tensor, beta: beta?.tensor, epsilon: epsilon)
      : normalizedByBatch(x, along: channelAxis)
    if !Context.current.isInFrozenLayer {
      move(movingMean, towards: mean)
      move(movingVariance, towards: variance * sampled)
    }
    return y
  }

  /// The normalized batch, its mean and its variance, for channels that are not the last dimension.
  private func normalizedByBatch(
    _ x: Tensor, along axis: Int
  ) -> (y: Tensor, mean: Tensor, variance: Tensor) {
    let others = (0..<x.rank).filter { $0 != axis }
    let (mean, variance) = x.moments(axis: others)
    return (normalized(x, mean, variance, along: [axis]), mean, variance)
  }

  private func move(_ average: Variable, towards value: Tensor) {
    average.assignSub((average - stopGradient(value)) * (1 - momentum))
  }

  private func normalized(
    _ x: Tensor, _ mean: Tensor, _ variance: Tensor, along axes: [Int]
  ) -> Tensor {
    Tapestry.normalized(
      x, mean: mean, variance: variance, gamma: gamma?.tensor, beta: beta?.tensor,
      epsilon: epsilon, weightAxes: axes)
  }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    _ = try resolved(axis, in: input)
    return input
  }
}

private func missingInAxis(_ axes: [Int]) -> String? { axes.count == 1 ? nil : "one axis" }

/// The normalized batch, its mean and its variance, for channels that are the last dimension: in
/// two passes over memory, with a gradient rule that also takes two.
func normalizedByBatch(
  _ x: Tensor, gamma: Tensor?, beta: Tensor?, epsilon: Double
) -> (y: Tensor, mean: Tensor, variance: Tensor) {
  let moments = bind(ChannelMoments(), [x])
  let (mean, variance) = (moments[0], moments[1])
  let gamma = gamma ?? Tensor.ones(mean.shape, dtype: x.dtype)
  let beta = beta ?? Tensor.zeros(mean.shape, dtype: x.dtype)
  let y = customGradient([x, gamma, beta]) { _ in
    let y = normalized(
      x, mean: mean, variance: variance, gamma: gamma, beta: beta, epsilon: epsilon,
      weightAxes: [x.rank - 1])
    return (
      y,
      { dy in
        // Mean and variance depend on x too: with r = 1 / √(variance + epsilon),
        // dx = gamma r (dy - mean of dy - (x - mean) r² mean of dy (x - mean))
        let count = x.count / x.shape[-1]
        let sums = bind(ChannelProducts(), [dy, x, mean])
        let root = rsqrt(variance + epsilon)
        let slope = sums[1] * square(root) / count
        let dx = gamma * root * (dy - sums[0] / count - (x - mean) * slope)
        return [dx, sums[1] * root, sums[0]]
      }
    )
  }
  return (y, mean, variance)
}

/// (x - mean) / √(variance + epsilon) · gamma + beta, in the order of operations in which
/// TensorFlow rounds: one product and one sum for each element of x.
func normalized(
  _ x: Tensor, mean: Tensor, variance: Tensor, gamma: Tensor?, beta: Tensor?, epsilon: Double,
  weightAxes: [Int]
) -> Tensor {
  func spread(_ weight: Tensor) -> Tensor {
    guard weight.rank < x.rank else { return weight }
    return reshape(
      weight, Shape(x.shape.dimensions.indices.map { weightAxes.contains($0) ? x.shape[$0] : 1 }))
  }
  let root = rsqrt(variance + epsilon)
  let scale = gamma.map { spread(root) * spread($0) } ?? spread(root)
  let moved = -spread(mean) * scale
  let shift = beta.map { spread($0) + moved } ?? moved
  // A graph fuses the operations with their neighbors.
  let channels = Shape([x.shape[-1]])
  if weightAxes == [x.rank - 1], mean.shape == channels, Context.current.interpreter == nil {
    return bind(ScaledChannels(), [x, reshape(scale, channels), reshape(shift, channels)])
  }
  return x * scale + shift
}
