import Synchronization

/// A layer that can be made again from its configuration.
///
/// ```swift
/// final class Scale: Layer, ConfigurableLayer {
///   let factor: Double
///   init(_ factor: Double, name: String? = nil) {
///     self.factor = factor
///     super.init(name: name)
///   }
///   convenience init(config: Config) throws {
///     let given = LayerConfig(config, of: Scale.self)
///     try self.init(given.double("factor"), name: given.name)
///   }
///   override func call(_ x: Tensor) -> Tensor { factor * x }
///   override var config: Config { super.config.merging(["factor": .double(factor)]) }
/// }
/// Layer.register(Scale.self)
/// let twin = try Layer.made(from: Scale(2).serialized)
/// ```
///
/// A protocol and no initializer of `Layer`, which each layer of one's own would have to repeat,
/// whether it is ever written down or not.
public protocol ConfigurableLayer: Layer, SendableMetatype {
  /// The layer that was made with this configuration.
  ///
  /// Throws: `ConfigError` if something is missing, `UnknownName` for an activation or the like that
  /// there is not.
  init(config: Config) throws
}

extension Layer {
  /// The class and the configuration, as Keras writes them down.
  ///
  /// ```swift
  /// print(Flatten().serialized)
  /// // {'class_name': 'Flatten', 'config': {'name': 'flatten', 'trainable': True, 'dtype': 'float32'}}
  /// ```
  public var serialized: Config {
    ["class_name": .string(type(of: self).className), "config": .config(config)]
  }

  /// The layer that was written down: made as it was, with weights of its own.
  ///
  /// ```swift
  /// let twin = try Layer.made(from: layer.serialized)
  /// ```
  ///
  /// Throws: `UnknownName` with all classes for one that is not registered, `ConfigError` for a
  /// configuration that does not fit its class.
  public static func made(from serialized: Config) throws -> Layer {
    let name = try serialized.string("class_name", of: "Layer")
    let config = try serialized.config("config", of: name)
    let makers = LayerMakers.all
    guard let make = makers[name] else {
      throw UnknownName(kind: "layer class", name: name, known: makers.keys.sorted())
    }
    return try make(config)
  }

  /// Lets `made(from:)` know a class.
  ///
  /// ```swift
  /// Layer.register(Scale.self)
  /// ```
  public static func register(_ kind: (some ConfigurableLayer).Type) {
    register(kind.className) { try kind.init(config: $0) }
  }

  /// Lets `made(from:)` know how to make layers of a class that need more than a configuration, such
  /// as a function.
  ///
  /// ```swift
  /// Layer.register("Lambda") { _ in LambdaLayer { 2 * $0 } }
  /// ```
  public static func register(
    _ className: String, _ make: @escaping @Sendable (Config) throws -> Layer
  ) {
    LayerMakers.add(className, make)
  }
}

/// How to make the layers of each class.
private enum LayerMakers {
  typealias Make = @Sendable (Config) throws -> Layer

  private static let added = Mutex<[String: Make]>([:])

  static func add(_ className: String, _ make: @escaping Make) {
    added.withLock { $0[className] = make }
  }

  static var all: [String: Make] { own.merging(added.withLock { $0 }) { $1 } }

  private static let own: [String: Make] = {
    let kinds: [any ConfigurableLayer.Type] = [
      Dense.self, ActivationLayer.self, ReLU.self, LeakyReLU.self, ELU.self, PReLU.self,
      Softmax.self, ThresholdedReLU.self, Dropout.self, GaussianNoise.self, Flatten.self,
      Reshape.self, Permute.self, RepeatVector.self, Add.self, Subtract.self, Multiply.self,
      Average.self, Maximum.self, Concatenate.self, Dot.self, BatchNormalization.self,
      LayerNormalization.self, Embedding.self, Conv1D.self, Conv2D.self, Conv2DTranspose.self,
      MaxPooling1D.self, MaxPooling2D.self, AveragePooling1D.self, AveragePooling2D.self,
      GlobalMaxPooling1D.self, GlobalMaxPooling2D.self, GlobalAveragePooling1D.self,
      GlobalAveragePooling2D.self, ZeroPadding2D.self, UpSampling2D.self, SimpleRNN.self,
      LSTM.self, GRU.self, TimeDistributed.self, Bidirectional.self,
    ]
    return Dictionary(uniqueKeysWithValues: kinds.map { ($0.className, maker($0)) })
  }()

  private static func maker<Kind: ConfigurableLayer>(_ kind: Kind.Type) -> Make {
    { config in try kind.init(config: config) }
  }
}
