/// What is kept of a model: what it was made with, the values of its weights, and what its optimizer
/// remembers.
///
/// A value between models and files: a format writes and reads it and knows no layers, a model makes
/// and takes it and knows no files.
public struct SavedModel: Sendable, Equatable {
  /// The name of the model's class.
  public var className: String
  /// What the model was made with.
  public var config: Config
  /// The weights' names and values, in the order of the model's `variables`.
  public var weights: [NamedTensor]
  /// The optimizer, if the model was compiled.
  public var optimizer: SavedOptimizer?

  /// What is kept of a model.
  public init(
    className: String, config: Config, weights: [NamedTensor], optimizer: SavedOptimizer? = nil
  ) {
    self.className = className
    self.config = config
    self.weights = weights
    self.optimizer = optimizer
  }
}

/// A tensor and its name.
public struct NamedTensor: Sendable, Equatable {
  /// The name of a variable: `dense/kernel:0`.
  public let name: String
  /// Its value.
  public let tensor: Tensor

  /// A tensor with a name.
  public init(_ name: String, _ tensor: Tensor) {
    self.name = name
    self.tensor = tensor
  }

  /// Whether names, types, shapes and elements are the same; numbers by their bits, so that what is
  /// no number equals itself.
  public static func == (a: NamedTensor, b: NamedTensor) -> Bool {
    a.name == b.name && a.tensor.spec == b.tensor.spec && a.tensor.bytes == b.tensor.bytes
  }
}

/// What is kept of an optimizer: enough to go on with the training as if it had not been interrupted.
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

extension Tensor {
  /// The elements' bytes in a row.
  var bytes: [UInt8] {
    func copy<S: Scalar>(_: S.Type) -> [UInt8] {
      scalars(as: S.self).withUnsafeBytes { Array($0) }
    }
    return copy(dtype.scalarType)
  }
}
