extension Layer: Serializable {
  /// The layers that can be made from configurations.
  static let registry = Registry<Layer>(
    "layer class",
    [
      .init(layer: Dense.self), .init(layer: ActivationLayer.self), .init(layer: ReLU.self),
      .init(layer: LeakyReLU.self), .init(layer: ELU.self), .init(layer: PReLU.self),
      .init(layer: Softmax.self), .init(layer: ThresholdedReLU.self), .init(layer: Dropout.self),
      .init(layer: GaussianNoise.self), .init(layer: Flatten.self), .init(layer: Reshape.self),
      .init(layer: Permute.self), .init(layer: RepeatVector.self), .init(layer: Add.self),
      .init(layer: Subtract.self), .init(layer: Multiply.self), .init(layer: Average.self),
      .init(layer: Maximum.self), .init(layer: Minimum.self),
      .init(layer: Concatenate.self), .init(layer: Dot.self), .init(layer: OperationLayer.self),
      .init(layer: BatchNormalization.self), .init(layer: LayerNormalization.self),
      .init(layer: Embedding.self), .init(layer: Masking.self), .init(layer: Conv1D.self),
      .init(layer: Conv2D.self),
      .init(layer: Conv2DTranspose.self), .init(layer: MaxPooling1D.self),
      .init(layer: MaxPooling2D.self), .init(layer: AveragePooling1D.self),
      .init(layer: AveragePooling2D.self), .init(layer: GlobalMaxPooling1D.self),
      .init(layer: GlobalMaxPooling2D.self), .init(layer: GlobalAveragePooling1D.self),
      .init(layer: GlobalAveragePooling2D.self), .init(layer: ZeroPadding2D.self),
      .init(layer: UpSampling2D.self), .init(layer: SimpleRNN.self), .init(layer: LSTM.self),
      .init(layer: GRU.self), .init(layer: TimeDistributed.self), .init(layer: Bidirectional.self),
    ])

  /// The layer that a saved class and configuration describe, with new weights.
  ///
  /// ```swift
  /// let twin = try Layer.made(from: layer.serialized)
  /// ```
  ///
  /// - Throws: `UnknownName` with all classes for one that is not registered, `ConfigError` for a
  ///   configuration that does not fit its class or asks for what it cannot do.
  public static func made(from serialized: Config) throws -> Layer {
    try registry.made(from: serialized)
  }

  /// Registers a custom class, so that `made(from:)` can make its layers.
  ///
  /// ```swift
  /// Layer.register(Scale.self)
  /// ```
  public static func register(_ kind: (some Layer & Configurable).Type) {
    registry.add(.init(layer: kind))
  }

  /// Registers how to make layers that need more than a configuration, such as a closure.
  ///
  /// ```swift
  /// Layer.register("Lambda") { reader in try LambdaLayer(name: reader.name) { 2 * $0 } }
  /// ```
  public static func register(
    _ className: String, _ make: @escaping @Sendable (ConfigReader) throws -> Layer
  ) {
    registry.add(.init(layer: className, make))
  }
}

extension Registry<Layer>.Entry {
  fileprivate init<Kind: Layer & Configurable>(layer kind: Kind.Type) {
    self.init(layer: kind.className) { try kind.init(from: $0) }
  }

  /// The entry of a class, whose layers are frozen if their configuration says so.
  fileprivate init(
    layer className: String, _ make: @escaping @Sendable (ConfigReader) throws -> Layer
  ) {
    self.init(className) { reader in
      let layer = try make(reader)
      // The layers inside have configurations of their own.
      layer.isTrainableItself = try reader.trainable
      guard try reader.dtype == layer.dtype else {
        throw reader.wrong("dtype", "'\(layer.dtype)', the only one that the class makes")
      }
      return layer
    }
  }
}
