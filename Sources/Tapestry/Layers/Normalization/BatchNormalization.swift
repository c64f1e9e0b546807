/// Gives each channel the mean 0 and the variance 1 over the batch, then a mean and a deviation that
/// are learned.
///
/// ```swift
/// let layer = BatchNormalization()
/// layer(x, training: true)                 // by the batch's mean and variance
/// layer(x)                                 // by the moving ones
/// layer.variables.map(\.name)
/// // ["batch_normalization/gamma:0", ".../beta:0", ".../moving_mean:0", ".../moving_variance:0"]
/// ```
///
/// Each step of training moves the moving mean and variance towards the batch's: by the share
/// 1 - momentum. In use they take the batch's place, so that an example's result does not depend on
/// those beside it. A frozen layer acts as in use, even in training: what was learned before fits
/// those numbers, and no others.
///
/// For images, inputs of four dimensions, the moving variance is that of a sample, n - 1 in the
/// denominator; for others it is that of the batch alone. That is TensorFlow's way, whose fast kernel
/// exists for images only.
///
/// Shapes: the result has the input's. DTypes: floating-point numbers.
/// Traps: for a vector, and if the size of the axis is not that of the first call.
/// Source: Ioffe and Szegedy, 2015, "Batch normalization: accelerating deep network training by
/// reducing internal covariate shift".
public final class BatchNormalization: Layer, Configurable {
  /// The dimension of the channels.
  public let axis: Int
  /// How much of the moving numbers stays in each step.
  public let momentum: Double
  /// What is added to variances, so that none is 0.
  public let epsilon: Double
  private let centers: Bool
  private let scales: Bool
  private let initializers:
    (beta: Initializer, gamma: Initializer, mean: Initializer, variance: Initializer)
  /// The learned deviations; nil before the layer is built, and without scale.
  public private(set) var gamma: Variable?
  /// The learned means; nil before the layer is built, and without center.
  public private(set) var beta: Variable?
  /// The moving mean; nil before the layer is built.
  public private(set) var movingMean: Variable!
  /// The moving variance; nil before the layer is built.
  public private(set) var movingVariance: Variable!

  /// A layer that normalizes over the batch.
  public init(
    axis: Int = -1, momentum: Double = 0.99, epsilon: Double = 1e-3, center: Bool = true,
    scale: Bool = true, betaInitializer: Initializer = .zeros,
    gammaInitializer: Initializer = .ones,
    movingMeanInitializer: Initializer = .zeros, movingVarianceInitializer: Initializer = .ones,
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32
  ) {
    self.axis = axis
    self.momentum = momentum
    self.epsilon = epsilon
    centers = center
    scales = scale
    initializers = (
      betaInitializer, gammaInitializer, movingMeanInitializer, movingVarianceInitializer
    )
    super.init(name: name, trainable: trainable, dtype: dtype)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(
      axis: given.singleAxis, momentum: given.double("momentum"),
      epsilon: given.double("epsilon"), center: given.bool("center"), scale: given.bool("scale"),
      betaInitializer: given.initializer("beta_initializer"),
      gammaInitializer: given.initializer("gamma_initializer"),
      movingMeanInitializer: given.initializer("moving_mean_initializer"),
      movingVarianceInitializer: given.initializer("moving_variance_initializer"),
      name: given.name, trainable: given.trainable, dtype: given.dtype)
  }

  public override func build(inputShape: Shape) {
    InputSpec(minimumRank: 2).check(inputShape, layer: name)
    let channels = inputShape[axis]
    if scales { gamma = addWeight("gamma", shape: [channels], initializer: initializers.gamma) }
    if centers { beta = addWeight("beta", shape: [channels], initializer: initializers.beta) }
    movingMean = addWeight(
      "moving_mean", shape: [channels], initializer: initializers.mean, trainable: false)
    movingVariance = addWeight(
      "moving_variance", shape: [channels], initializer: initializers.variance, trainable: false)
    inputSpec = InputSpec(rank: inputShape.rank, sizes: [axis: channels])
  }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    let channelAxis = x.shape.resolve(axis, in: name)
    guard training && isTrainable else {
      return normalized(
        x, movingMean.tensor, movingVariance.tensor, along: [channelAxis])
    }
    let others = (0..<x.rank).filter { $0 != channelAxis }
    let mean = x.mean(axis: others)
    let variance = x.variance(axis: others)
    let count = x.count / x.shape[channelAxis]
    let sampled = x.rank == 4 ? Double(count) / Double(max(count - 1, 1)) : 1
    move(movingMean, towards: mean)
    move(movingVariance, towards: variance * sampled)
    return normalized(x, mean, variance, along: [channelAxis])
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

  public override var config: Config {
    super.config.merging([
      "axis": .ints([inputSpec?.rank.map { (axis + $0) % $0 } ?? axis]),
      "momentum": .double(momentum), "epsilon": .double(epsilon), "center": .bool(centers),
      "scale": .bool(scales), "beta_initializer": .initializer(initializers.beta),
      "gamma_initializer": .initializer(initializers.gamma),
      "moving_mean_initializer": .initializer(initializers.mean),
      "moving_variance_initializer": .initializer(initializers.variance),
    ])
  }
}

extension ConfigReader {
  /// The one dimension under `axis`, which Keras writes in a list.
  fileprivate var singleAxis: Int {
    get throws {
      let axes = try ints("axis")
      guard axes.count == 1 else { throw wrong("axis", "one axis") }
      return axes[0]
    }
  }
}

/// (x - mean) / √(variance + epsilon) · gamma + beta, in the order of operations in which TensorFlow
/// rounds: one product and one sum for each element of x.
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
  let shift = -spread(mean) * scale
  return x * scale + (beta.map { spread($0) + shift } ?? shift)
}
