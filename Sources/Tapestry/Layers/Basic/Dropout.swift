/// Sets a random fraction of its inputs to 0 in each training step, so that no unit relies on
/// another.
///
/// ```swift
/// let layer = Dropout(0.5)
/// layer(Tensor.ones([4]), training: true)     // some [0, 2, 2, 0]
/// layer(Tensor.ones([4]))                     // [1, 1, 1, 1]
/// ```
///
/// The others are multiplied by 1 / (1 - rate), which keeps the mean; at inference nothing is done.
/// The alternative, scaling everything at inference, makes each prediction slower.
///
/// - Precondition: the rate is from 0 up to but not including 1.
/// - **Shapes:** the result has the input's shape.
/// - **DTypes:** floating-point numbers.
/// - **Source:** Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, 2014, "Dropout: a
///   simple way to prevent neural networks from overfitting"; document 001, utilizing tf.keras for
///   training.
public final class Dropout: ElementwiseLayer, Configurable {
  /// The fraction that is set to 0.
  @Configured("rate", .rate) public private(set) var rate: Double
  @Configured(noise: "noise_shape") private var noiseSizes: [Int]?
  /// The seed; nil to draw from the program's random numbers.
  @Configured("seed") public private(set) var seed: Int?

  /// The shape of the random mask, in which a size of 1 drops all or none of the elements along a
  /// dimension; nil for the input's shape.
  public var noiseShape: Shape? { noiseSizes.map { Shape($0) } }

  /// A layer that drops a fraction of its inputs.
  public init(_ rate: Double, noiseShape: Shape? = nil, seed: Int? = nil, name: String? = nil) {
    super.init(name: name)
    self.rate = rate
    noiseSizes = noiseShape?.dimensions
    self.seed = seed
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard training && rate > 0 else { return x }
    let drawn = Tensor.uniform(noiseShape ?? x.shape, dtype: x.dtype, seed: seed)
    return x * (1 / (1 - rate)) * cast(drawn >= rate, to: x.dtype)
  }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    let sizes = noiseSizes ?? input.dimensions
    let fits = zip(sizes.reversed(), input.dimensions.reversed()).allSatisfy { $0 == 1 || $0 == $1 }
    guard sizes.count <= input.rank, fits else {
      throw InvalidUse(
        name, "noise of shape \(Shape(sizes)) for an input of shape \(input)",
        cure: "give sizes of 1, or those of the input")
    }
    return input
  }
}

extension Configured where Value == [Int]? {
  /// The shape of `Dropout`'s random mask, or none.
  fileprivate convenience init(noise key: String) {
    self.init(
      key, default: .some(nil), read: { try $0.optional($1, $0.ints) },
      write: { $0.map { .ints($0) } ?? .none },
      expected: { sizes in
        sizes?.allSatisfy { 0...sizeLimit ~= $0 } ?? true ? nil : "sizes of 0 or more, or none"
      })
  }
}
