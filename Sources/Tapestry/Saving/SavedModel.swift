/// What is kept of a model: what it was made with, the values of its weights, and what its
/// optimizer remembers.
///
/// A value between models and files: a format writes and reads it and knows no layers, a model
/// makes and takes it and knows no files.
public struct SavedModel: Sendable, Equatable {
  /// The name of the model's class.
  public var className: String
  /// What the model was made with.
  public var config: Config
  /// The weights' names and values, in the order of the model's `variables`.
  public var weights: [NamedTensor]
  /// The optimizer, if the model was compiled.
  public var optimizer: SavedOptimizer?
  /// What training makes small and measures, if the model was compiled.
  public var training: SavedTraining?
  /// How far training has come, if the model was trained.
  public var progress: SavedProgress?
  /// Which of the weights belongs to which layer.
  public var layers: [SavedLayer]
  /// What the model takes; empty if it is not known.
  public var inputs: [TensorSpec]
  /// Whether nothing but the weights is to be written: a format that has a layout for it uses that.
  public var isOnlyWeights = false

  /// What is kept of a model.
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

/// What is kept of an optimizer: enough to go on with the training as if it had not been
/// interrupted.
public struct SavedOptimizer: Sendable, Equatable {
  /// The class and what the optimizer was made with, as `Optimizer.serialized`.
  public var serialized: Config
  /// The count of steps, and what it remembers of each variable.
  public var weights: [NamedTensor]

  /// What is kept of an optimizer.
  public init(serialized: Config, weights: [NamedTensor]) {
    self.serialized = serialized
    self.weights = weights
  }
}

/// What is kept of how a model is trained.
public struct SavedTraining: Sendable, Equatable, Codable {
  /// The configurations of the losses, one for each output.
  public var losses: [Config]
  /// What each loss counts in the sum.
  public var lossWeights: [Double]
  /// The configurations of the metrics of each output.
  public var metrics: [[Config]]
  /// The same of those that count examples by their weights.
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
