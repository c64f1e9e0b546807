/// What is known of a tensor before it is computed: its shape and element type.
///
/// Sizes may be left open where a function says what it takes:
///
/// ```swift
/// TensorSpec(shape: [3], dtype: .float32)
/// TensorSpec([nil, 5])                     // five columns, any number of rows
///
/// let mean = Function("mean", inputSignature: [TensorSpec([nil, 5])]) { (x: Tensor) in
///   x.mean(axis: 0)
/// }
/// try mean(Tensor.ones([3, 5]))
/// try mean(Tensor.ones([7, 5]))
/// try mean(Tensor.ones([7, 4]))   // throws WrongInput
/// ```
///
/// TensorFlow's graphs leave such a size open until they run. Graphs here know all sizes, since
/// their memory plan and their loops are made from them: the code is traced for each size that
/// occurs, which gets a graph of its own.
///
/// - **Source:** book, chapter 2, section 2.
public struct TensorSpec: Hashable, Sendable, CustomStringConvertible {
  // An array of optional sizes would say the same, but every call of an operation makes a spec,
  // and would pay for a second array.
  private let sizes: Shape
  /// Whether each size is known, as for every tensor that exists.
  public let isFullyDefined: Bool
  /// The element type.
  public let dtype: DType

  /// A description of tensors with the given shape and element type.
  public init(shape: Shape, dtype: DType = .float32) {
    sizes = shape
    isFullyDefined = true
    self.dtype = dtype
  }

  /// A description of tensors of these sizes, nil where any number of elements will do.
  ///
  /// ```swift
  /// TensorSpec([nil, 5]).isFullyDefined  // false
  /// TensorSpec([3], .int32).shape         // (3,)
  /// ```
  ///
  /// - Precondition: no size is negative.
  public init(_ dimensions: [Int?], _ dtype: DType = .float32) {
    _ = Shape(dimensions.map { $0 ?? 0 })
    sizes = Shape(withOpenSizes: dimensions.map { $0 ?? -1 })
    isFullyDefined = !dimensions.contains(nil)
    self.dtype = dtype
  }

  /// The shape.
  ///
  /// - Precondition: no size is open.
  public var shape: Shape {
    guard isFullyDefined else {
      misuse(
        "TensorSpec", "\(self) leaves a size open, and a graph knows all its sizes",
        cure: "leave sizes open in f.concreteFunction(TensorSpec([nil, 5])) or in "
          + "inputSignature: [TensorSpec([nil, 5])]: each size that comes is traced anew")
    }
    return sizes
  }

  /// The number of elements along each dimension; nil where any number will do.
  public var dimensions: [Int?] { sizes.dimensions.map { $0 < 0 ? nil : $0 } }

  /// Whether tensors of the given shape and type match the description.
  ///
  /// ```swift
  /// TensorSpec([nil, 5]).accepts(TensorSpec(shape: [3, 5]))  // true
  /// ```
  public func accepts(_ spec: TensorSpec) -> Bool {
    dtype == spec.dtype && sizes.rank == spec.sizes.rank
      && zip(dimensions, spec.dimensions).allSatisfy { $0 == nil || $0 == $1 }
  }

  /// TensorFlow's form: `TensorSpec(shape=(None, 5), dtype=tf.float32, name=None)`.
  public var description: String {
    "TensorSpec(shape=\(shapeText), dtype=tf.\(dtype), name=None)"
  }

  /// The sizes as a Python tuple: `(None, 5)`.
  private var shapeText: String {
    if isFullyDefined { return sizes.description }
    let texts = dimensions.map { $0.map(String.init) ?? "None" }
    return texts.count == 1 ? "(\(texts[0]),)" : "(\(texts.joined(separator: ", ")))"
  }
}
