// The printed forms of TensorFlow 2.1: `description` is what it prints, `debugDescription` what it
// shows for a value at the prompt and in lists.

extension Tensor: CustomStringConvertible, CustomDebugStringConvertible {
  /// What TensorFlow prints; for a symbolic tensor, which has no values, the function and the node.
  ///
  /// ```swift
  /// print(Tensor(83.24384))  // tf.Tensor(83.24384, shape=(), dtype=float32)
  /// ```
  ///
  /// - **Source:** book, chapter 3, section 4.
  public var description: String {
    if let symbol = value.symbol {
      return "Tensor(\"\(symbol.trace.name):\(symbol.node)\", shape=\(shape), dtype=\(dtype))"
    }
    return "tf.Tensor(\(numpyText(.printed)), shape=\(shape), dtype=\(dtype))"
  }

  /// What TensorFlow shows for a tensor in a list or at the prompt.
  ///
  /// ```swift
  /// debugPrint(Tensor([1.0, 2.0]))
  /// // <tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>
  /// ```
  ///
  /// - **Source:** book, chapter 1, section 1.
  public var debugDescription: String {
    if let symbol = value.symbol {
      return "<tf.Tensor '\(symbol.trace.name):\(symbol.node)' shape=\(shape) dtype=\(dtype)>"
    }
    return "<tf.Tensor: shape=\(shape), dtype=\(dtype), numpy=\(numpyText(.shown))>"
  }

  /// The only element as Python prints it: `34.1`, `True`.
  ///
  /// ```swift
  /// Tensor([8.0, 11.8, 14.3]).sum().scalarDescription  // "34.1"
  /// ```
  ///
  /// - Precondition: there is exactly one element.
  public var scalarDescription: String {
    guard count == 1 else {
      misuse(
        "scalarDescription", "a tensor of shape \(shape) has \(count) elements, not one",
        cure: "print the tensor, or reduce it first")
    }
    return Tensor(view: self, shape: [], strides: nil).numpyText(.shown)
  }

  /// The two forms in which NumPy shows an array.
  enum NumPyStyle {
    /// `[1. 2.]`, as `print` gives it.
    case printed
    /// `array([1., 2.], dtype=float32)`, as the prompt shows it.
    case shown
  }

  /// NumPy's text of the elements; if it has several lines, it starts on a line of its own.
  func numpyText(_ style: NumPyStyle) -> String {
    let tensor = contiguous()
    func text<S: Scalar>(_: S.Type) -> String {
      tensor.withElements(as: S.self) { elements in
        switch style {
        case .printed: return numpyStr(shape: shape.dimensions) { elements[$0] }
        case .shown: return numpyRepr(shape: shape.dimensions) { elements[$0] }
        }
      }
    }
    let elements = text(dtype.scalarType)
    return elements.contains("\n") ? "\n" + elements : elements
  }
}

/// Prints a value as Python's `pprint` does.
///
/// ```swift
/// pprint(Tensor([1.0, 2.0]))
/// // <tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>
/// ```
///
/// - **Source:** book, chapter 1, section 1.
public func pprint(_ value: some TensorConvertible & CustomDebugStringConvertible) {
  print(value.debugDescription)
}

/// Prints a list as Python's `pprint` does: in brackets, each value on a line of its own.
///
/// ```swift
/// pprint([Tensor(1.0), Tensor(2.0)])
/// // [<tf.Tensor: shape=(), dtype=float32, numpy=1.0>,
/// //  <tf.Tensor: shape=(), dtype=float32, numpy=2.0>]
/// ```
///
/// - **Source:** book, chapter 1, section 1.
public func pprint(_ values: [any TensorConvertible & CustomDebugStringConvertible]) {
  print("[" + values.map(\.debugDescription).joined(separator: ",\n ") + "]")
}
