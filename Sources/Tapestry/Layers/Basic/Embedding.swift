/// A learned vector for each integer, as a row of a table.
///
/// ```swift
/// let layer = Embedding(1000, 64)
/// layer(Tensor([[4, 20], [7, 3]])).shape    // (2, 2, 64)
/// layer.variables.map(\.name)               // ["embedding/embeddings:0"]
/// ```
///
/// It computes the product with one-hot vectors, without making them. The table's gradient is 0
/// except in the rows that were looked up.
///
/// - Precondition: the table has a row for each number.
/// - **Shapes:** [...] gives [..., outputs].
/// - **DTypes:** all numbers, of which only the integer part counts.
public final class Embedding: Layer, Configurable {
  /// The number of rows of the table.
  @Configured("input_dim", 1...sizeLimit) public private(set) var inputs: Int
  /// The size of a row.
  @Configured("output_dim", 1...sizeLimit) public private(set) var outputs: Int
  @Configured("embeddings_initializer", rank: 2) private var initializer: Initializer
  @Configured("embeddings_regularizer") private var regularizer: Regularizer?
  @Configured("activity_regularizer") private var outputRegularizer: Regularizer?
  @Configured("embeddings_constraint") private var constraint: Constraint?
  /// Whether 0 stands for padding: then the result has a mask.
  @Configured("mask_zero", default: false) public private(set) var masksZero: Bool
  /// The table; nil before the layer is built.
  public private(set) var embeddings: Variable!

  /// A table of `inputs` rows of `outputs` numbers.
  ///
  /// - Parameter maskZero: whether 0 stands for padding.
  public init(
    _ inputs: Int, _ outputs: Int, embeddingsInitializer: Initializer = .randomUniform(),
    embeddingsRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    embeddingsConstraint: Constraint? = nil, maskZero: Bool = false, name: String? = nil,
    trainable: Bool = true, dtype: DType = .float32
  ) {
    super.init(name: name, trainable: trainable, dtype: dtype)
    self.inputs = inputs
    self.outputs = outputs
    initializer = embeddingsInitializer
    regularizer = embeddingsRegularizer
    outputRegularizer = activityRegularizer
    constraint = embeddingsConstraint
    masksZero = maskZero
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  override var activityRegularizer: Regularizer? { outputRegularizer }
  override var makesMasks: Bool { masksZero }

  public override func build(inputShape: Shape) {
    embeddings = addWeight(
      "embeddings", shape: [inputs, outputs], initializer: initializer, regularizer: regularizer,
      constraint: constraint)
  }

  public override func call(_ x: Tensor) -> Tensor {
    gather(embeddings, x.dtype.isInteger ? x : cast(x, to: .int32))
  }

  public override func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] {
    [masksZero ? inputs[0] != 0 : nil]
  }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    try checkSizes([inputs, outputs])
    return Shape(input.dimensions + [outputs])
  }

  override func outputType(for input: DType) -> DType { dtype }
}
