/// The saved form of a model: its configuration, the values of its weights, and the state of its
/// optimizer.
///
/// It connects models and files: formats write and read it and know no layers, models make and take
/// it and know no files.
public struct SavedModel: Sendable, Equatable {
  /// The name of the model's class.
  public var className: String
  /// The model's configuration.
  public var config: Config
  /// The weights' names and values, in the order of the model's `variables`.
  public var weights: [NamedTensor]
  /// The optimizer, if the model was compiled.
  public var optimizer: SavedOptimizer?
  /// The losses and metrics, if the model was compiled.
  public var training: SavedTraining?
  /// The progress of training, if the model was trained.
  public var progress: SavedProgress?
  /// The layers, and which weights belong to each.
  public var layers: [SavedLayer]
  /// The model's inputs; empty if they are not known.
  public var inputs: [TensorSpec]
  /// Whether only the weights are to be written: a format that has a layout for this uses it. Those
  /// of the optimizer are written, too, if the layout has a place for them.
  public var isOnlyWeights = false

  /// A saved form of a model.
  public init(
    className: String, config: Config, weights: [NamedTensor], optimizer: SavedOptimizer? = nil,
    training: SavedTraining? = nil, layers: [SavedLayer] = [], inputs: [TensorSpec] = []
  ) {
    self.className = className
    self.config = config
    self.weights = weights
    self.optimizer = optimizer
    self.training = training
    self.layers = layers
    self.inputs = inputs
  }
}

/// The saved form of an optimizer, which is enough to resume training as if it had not been
/// interrupted.
public struct SavedOptimizer: Sendable, Equatable {
  /// The class and the configuration, as in `Optimizer.serialized`.
  public var serialized: Config
  /// The step count and the slots of each variable.
  public var weights: [NamedTensor]

  /// A saved form of an optimizer.
  public init(serialized: Config, weights: [NamedTensor]) {
    self.serialized = serialized
    self.weights = weights
  }
}

/// What is kept of how a model is trained.
public struct SavedTraining: Sendable, Equatable, Codable {
  /// The configurations of the losses, one for each output.
  public var losses: [Config]
  /// The weight of each loss in the sum.
  public var lossWeights: [Double]
  /// The configurations of the metrics of each output.
  public var metrics: [[Config]]
  /// The configurations of the metrics of each output that use the weights of the examples.
  public var weightedMetrics: [[Config]]

  /// What is kept of how a model is trained.
  public init(
    losses: [Config], lossWeights: [Double], metrics: [[Config]], weightedMetrics: [[Config]]
  ) {
    self.losses = losses
    self.lossWeights = lossWeights
    self.metrics = metrics
    self.weightedMetrics = weightedMetrics
  }
}
