/// A leaky rectifier that learns how much leaks: x, and alpha · x where it is negative.
///
/// ```swift
/// PReLU()(Tensor([[-1.0, 2.0]]))          // [[0, 2]] before training
/// PReLU(sharedAxes: [1, 2])               // one number for each channel of an image
/// ```
///
/// Shapes: the result has the input's. Traps: if an axis to share is that of the batch, or beyond the
/// last.
/// Source: He, Zhang, Ren and Sun, 2015, "Delving deep into rectifiers".
public final class PReLU: Layer, Configurable {
  private let alphaInitializer: Initializer
  private let alphaRegularizer: Regularizer?
  /// The dimensions along which all units have one number.
  public let sharedAxes: [Int]
  /// What the negative numbers are multiplied by; nil before the layer is built.
  public private(set) var alpha: Variable!

  /// A rectifier that learns.
  public init(
    alphaInitializer: Initializer = .zeros, alphaRegularizer: Regularizer? = nil,
    sharedAxes: [Int] = [], name: String? = nil, trainable: Bool = true, dtype: DType = .float32
  ) {
    self.alphaInitializer = alphaInitializer
    self.alphaRegularizer = alphaRegularizer
    self.sharedAxes = sharedAxes
    super.init(name: name, trainable: trainable, dtype: dtype)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(
      alphaInitializer: given.initializer("alpha_initializer"),
      alphaRegularizer: given.regularizer("alpha_regularizer"),
      sharedAxes: given.optional("shared_axes", given.ints) ?? [],
      name: given.name, trainable: given.trainable, dtype: given.dtype)
  }

  public override func build(inputShape: Shape) {
    var sizes = inputShape.dimensions
    for axis in sharedAxes {
      guard axis > 0, axis < inputShape.rank else {
        misuse(
          name, "axis \(axis) to share of an input of shape \(inputShape)",
          cure: "use axes from 1 to \(max(inputShape.rank - 1, 1))")
      }
      sizes[axis] = 1
    }
    alpha = addWeight(
      "alpha", shape: Shape(Array(sizes.dropFirst())), initializer: alphaInitializer,
      regularizer: alphaRegularizer)
    let fixed = (1..<max(inputShape.rank, 1)).filter { !sharedAxes.contains($0) }
    inputSpec = InputSpec(
      rank: inputShape.rank,
      sizes: Dictionary(uniqueKeysWithValues: fixed.map { ($0, inputShape[$0]) }))
  }

  public override func call(_ x: Tensor) -> Tensor { relu(x) - alpha * relu(-x) }

  public override var config: Config {
    super.config.merging([
      "alpha_initializer": .initializer(alphaInitializer),
      "alpha_regularizer": .regularizer(alphaRegularizer),
      "shared_axes": sharedAxes.isEmpty ? .none : .ints(sharedAxes),
    ])
  }
}
