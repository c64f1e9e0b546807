/// A leaky rectifier with a learned slope: x, or alpha · x where x is negative.
///
/// ```swift
/// PReLU()(Tensor([[-1.0, 2.0]]))          // [[0, 2]] before training
/// PReLU(sharedAxes: [1, 2])               // one number for each channel of an image
/// ```
///
/// - Precondition: no shared axis is that of the batch, or beyond the last.
/// - **Shapes:** the result has the input's shape.
/// - **Source:** He, Zhang, Ren and Sun, 2015, "Delving deep into rectifiers".
public final class PReLU: ElementwiseLayer, Configurable {
  @Configured("alpha_initializer") private var alphaInitializer: Initializer
  @Configured("alpha_regularizer") private var alphaRegularizer: Regularizer?
  @Configured("alpha_constraint") private var alphaConstraint: Constraint?
  /// The dimensions along which all units share one slope.
  @Configured(shared: "shared_axes") public private(set) var sharedAxes: [Int]
  /// The slopes for negative numbers; nil before the layer is built.
  public private(set) var alpha: Variable!

  /// A rectifier with a learned slope.
  public init(
    alphaInitializer: Initializer = .zeros, alphaRegularizer: Regularizer? = nil,
    alphaConstraint: Constraint? = nil, sharedAxes: [Int] = [], name: String? = nil,
    trainable: Bool = true, dtype: DType = .float32
  ) {
    super.init(name: name, trainable: trainable, dtype: dtype)
    self.alphaInitializer = alphaInitializer
    self.alphaRegularizer = alphaRegularizer
    self.alphaConstraint = alphaConstraint
    self.sharedAxes = sharedAxes
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  override var ownType: DType? { dtype }

  public override func build(inputShape: Shape) {
    let shape = trapping { () throws(InvalidUse) in try alphaShape(for: inputShape) }
    alpha = addWeight(
      "alpha", shape: shape, initializer: alphaInitializer, regularizer: alphaRegularizer,
      constraint: alphaConstraint)
    let fixed = (1..<max(inputShape.rank, 1)).filter { !sharedAxes.contains($0) }
    inputSpec = InputSpec(
      rank: inputShape.rank,
      sizes: Dictionary(uniqueKeysWithValues: fixed.map { ($0, inputShape[$0]) }))
  }

  public override func call(_ x: Tensor) -> Tensor { relu(x) - alpha * relu(-x) }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    let rank = try alphaShape(for: input).rank
    guard alphaInitializer.ranks.contains(rank) else {
      throw InvalidUse(
        name, "the initializer '\(alphaInitializer.name)' for a weight of rank \(rank)",
        cure: "choose another alphaInitializer")
    }
    return input
  }

  private func alphaShape(for input: Shape) throws(InvalidUse) -> Shape {
    var sizes = input.dimensions
    for axis in sharedAxes {
      guard axis > 0, axis < input.rank else {
        throw InvalidUse(
          name, "axis \(axis) to share of an input of shape \(input)",
          cure: "use axes from 1 to \(max(input.rank - 1, 1))")
      }
      sizes[axis] = 1
    }
    return Shape(Array(sizes.dropFirst()))
  }
}

extension Configured where Value == [Int] {
  /// The axes that `PReLU` shares, saved as `None` if there are none.
  fileprivate convenience init(shared key: String) {
    self.init(
      key, read: { try $0.optional($1, $0.ints) ?? [] },
      write: { $0.isEmpty ? .none : .ints($0) })
  }
}
