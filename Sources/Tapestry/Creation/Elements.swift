// Out of tensors again: elements as Swift values.

extension Tensor {
  /// The elements as a Swift array, in row-major order.
  ///
  /// ```swift
  /// Tensor([[1, 2], [3, 4]]).scalars(as: Int32.self)  // [1, 2, 3, 4]
  /// ```
  ///
  /// - Precondition: the elements are of this type.
  public func scalars<S: Scalar>(as type: S.Type) -> [S] {
    guard S.dtype == dtype else {
      misuse(
        "scalars", "a \(dtype) tensor cannot give \(S.self) values",
        cure: "ask for the tensor's own type, or cast first: cast(x, to: .\(S.dtype))")
    }
    return contiguous().withElements(as: S.self) {
      Array(UnsafeBufferPointer(start: $0, count: count))
    }
  }

  /// The only element.
  ///
  /// ```swift
  /// loss.scalar(as: Float.self)
  /// ```
  ///
  /// - Precondition: there is exactly one element, and it is of this type.
  public func scalar<S: Scalar>(as type: S.Type) -> S {
    requireSingleElement("scalar")
    return scalars(as: type)[0]
  }

  /// The only element as a `Double`, which formatting functions take.
  ///
  /// ```swift
  /// String(format: "%.4f", loss.number)
  /// ```
  ///
  /// - Precondition: there is exactly one element.
  public var number: Double {
    requireSingleElement("number")
    return convert(self, to: .float64).scalar(as: Double.self)
  }

  private func requireSingleElement(_ operation: String) {
    guard count == 1 else {
      misuse(
        operation, "a tensor of shape \(shape) has \(count) elements, not one",
        cure: "reduce it first (sum, mean), or take all elements with scalars(as:)")
    }
  }
}
