import CKernels

extension TensorConvertible {
  /// Whether at least one element is true.
  ///
  /// ```swift
  /// (x < 0).any()
  /// ```
  ///
  /// - **DTypes:** `bool`.
  /// - **Gradient:** none.
  /// - Precondition: the axis exists.
  /// - **Source:** book, chapter 2, section 1.
  public func any(axis: (any AxesConvertible)? = nil, keepDims: Bool = false) -> Tensor {
    bind(AnyTrue(tensor, "any", axis, keepDims), [tensor])
  }
}

struct AnyTrue: LogicalReduction {
  let reductionAxes: ReductionAxes
  var name: String { "any" }
  static var fold: Fold<UInt8, UInt8> { Fold(kernel_max_u8, columns: kernel_max_columns_u8) }
}

extension TensorConvertible {
  /// Whether all elements are true.
  ///
  /// ```swift
  /// (x + y == y + x).all()
  /// ```
  ///
  /// - **DTypes:** `bool`.
  /// - **Gradient:** none.
  /// - Precondition: the axis exists.
  /// - **Source:** book, chapter 1, section 2.
  public func all(axis: (any AxesConvertible)? = nil, keepDims: Bool = false) -> Tensor {
    bind(AllTrue(tensor, "all", axis, keepDims), [tensor])
  }
}

struct AllTrue: LogicalReduction {
  let reductionAxes: ReductionAxes
  var name: String { "all" }
  static var fold: Fold<UInt8, UInt8> {
    // The minimum of no bytes is 255, but `all` of no elements is true, which is 1.
    Fold({ Swift.min(kernel_min_u8($0, $1), 1) }, columns: kernel_min_columns_u8)
  }
}
