/// A description of a function's tensor arguments, in which some sizes may be left open.
///
/// ```swift
/// let mean = Function("mean", inputSignature: [ArgumentSpec([nil, 5])]) { (x: Tensor) in
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
/// - **Source**: book, chapter 2, section 2.
public struct ArgumentSpec: Hashable, Sendable, CustomStringConvertible {
  /// The number of elements along each dimension; nil where any number will do.
  public let dimensions: [Int?]
  /// The element type.
  public let dtype: DType

  /// A description of tensors of these sizes and this type.
  public init(_ dimensions: [Int?], _ dtype: DType = .float32) {
    self.dimensions = dimensions
    self.dtype = dtype
  }

  /// Whether tensors of the given shape and type match the description.
  ///
  /// ```swift
  /// ArgumentSpec([nil, 5]).accepts(TensorSpec(shape: [3, 5]))  // true
  /// ```
  public func accepts(_ spec: TensorSpec) -> Bool {
    dtype == spec.dtype && dimensions.count == spec.shape.rank
      && zip(dimensions, spec.shape.dimensions).allSatisfy { $0 == nil || $0 == $1 }
  }

  /// TensorFlow's form: `TensorSpec(shape=(None, 5), dtype=tf.float32, name=None)`.
  public var description: String {
    let sizes = dimensions.map { $0.map(String.init) ?? "None" }
    let shape = sizes.count == 1 ? "(\(sizes[0]),)" : "(\(sizes.joined(separator: ", ")))"
    return "TensorSpec(shape=\(shape), dtype=tf.\(dtype), name=None)"
  }
}

extension TensorSpec {
  /// A description of a tensor of these sizes and this type, for which a graph can be made.
  ///
  /// ```swift
  /// let f = Function("f") { (x: Argument) in x * 2 }
  /// _ = try f.concreteFunction(for: .spec(TensorSpec([3, 5])))
  /// ```
  ///
  /// - Precondition: no size is open, since a graph knows all its sizes.
  public init(_ dimensions: [Int?], _ dtype: DType = .float32) {
    let open = ArgumentSpec(dimensions, dtype)
    guard !dimensions.contains(nil) else {
      misuse(
        "TensorSpec", "\(open) leaves a size open, and a graph knows all its sizes",
        cure: "leave sizes open with ArgumentSpec, in "
          + "f.concreteFunction(for: ArgumentSpec([nil, 5])) or "
          + "inputSignature: [ArgumentSpec([nil, 5])]: each size that comes is traced anew")
    }
    self.init(shape: Shape(dimensions.compactMap { $0 }), dtype: dtype)
  }
}

/// Arguments that a function's input signature does not allow.
public struct WrongInput: Error, Equatable, CustomStringConvertible {
  /// The function's name.
  public let function: String
  /// What the function takes.
  public let expected: [ArgumentSpec]
  /// What it was given.
  public let got: [TensorSpec]

  /// The function, both signatures, and the cure.
  public var description: String {
    "\(function): inputs incompatible with the input signature"
      + "\n  inputs: (\(got.map(\.description).joined(separator: ", ")))"
      + "\n  input signature: (\(expected.map(\.description).joined(separator: ", ")))"
      + "\n  cure: reshape or cast the inputs, or leave sizes open in the signature with nil"
  }
}
