/// A vector for each integer: a table whose rows are learned.
///
/// ```swift
/// let layer = Embedding(1000, 64)
/// layer(Tensor([[4, 20], [7, 3]])).shape    // (2, 2, 64)
/// layer.variables.map(\.name)               // ["embedding/embeddings:0"]
/// ```
///
/// The same as a product with one-hot vectors, without making them. The table's gradient is 0 but in
/// the rows that were looked up.
///
/// Shapes: [...] gives [..., outputs]. DTypes: numbers, of which only the whole part counts.
/// Traps: for a number that the table has no row for.
public final class Embedding: Layer, Configurable {
  /// How many rows the table has.
  public let inputs: Int
  /// The size of a row.
  public let outputs: Int
  private let initializer: Initializer
  private let regularizer: Regularizer?
  /// The table; nil before the layer is built.
  public private(set) var embeddings: Variable!

  /// A table of so many rows of so many numbers.
  public init(
    _ inputs: Int, _ outputs: Int, embeddingsInitializer: Initializer = .randomUniform(),
    embeddingsRegularizer: Regularizer? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32
  ) {
    guard inputs > 0 && outputs > 0 else {
      misuse(
        "Embedding", "a table of \(inputs) rows of \(outputs) numbers",
        cure: "give it at least one row of one number")
    }
    self.inputs = inputs
    self.outputs = outputs
    initializer = embeddingsInitializer
    regularizer = embeddingsRegularizer
    super.init(name: name, trainable: trainable, dtype: dtype)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(
      given.positive("input_dim"), given.positive("output_dim"),
      embeddingsInitializer: given.initializer("embeddings_initializer"),
      embeddingsRegularizer: given.regularizer("embeddings_regularizer"), name: given.name,
      trainable: given.trainable, dtype: given.dtype)
  }

  public override func build(inputShape: Shape) {
    embeddings = addWeight(
      "embeddings", shape: [inputs, outputs], initializer: initializer, regularizer: regularizer)
  }

  public override func call(_ x: Tensor) -> Tensor {
    gather(embeddings, x.dtype.isInteger ? x : cast(x, to: .int32))
  }

  public override var config: Config {
    super.config.merging([
      "input_dim": .int(inputs), "output_dim": .int(outputs),
      "embeddings_initializer": .initializer(initializer),
      "embeddings_regularizer": .regularizer(regularizer),
    ])
  }
}
