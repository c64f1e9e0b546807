// Three kinds of values can be operands of a formula: tensors, variables and Swift numbers.
// `Operand` is what an operator takes; a tensor, or what stands for one, is `TensorConvertible`; a
// Swift number is weak: it has no element type of its own and takes that of its partner, so that `2
// * x` works whatever `x` holds.

/// A value that can be an operand in a formula over tensors: a tensor, a variable or a Swift
/// number.
///
/// ```swift
/// let y = 2 * x + 1   // Int is an operand, and takes x's element type
/// ```
public protocol Operand {
  /// The element type, or nil if the operand takes that of its partner.
  var fixedDType: DType? { get }

  /// The operand as a tensor, with the given element type if it has none of its own.
  func tensor(weakDType: DType?) -> Tensor
}

/// A tensor, or a value that stands for one, such as a variable.
public protocol TensorConvertible: Operand {
  /// The current value.
  var tensor: Tensor { get }
}

extension TensorConvertible {
  /// The current value, with its own element type.
  public func tensor(weakDType: DType?) -> Tensor { tensor }
}

extension Tensor: TensorConvertible {
  /// The tensor itself.
  public var tensor: Tensor { self }
  /// The tensor's element type.
  public var fixedDType: DType? { dtype }
}

extension Int: Operand {
  /// nil: a Swift number takes its partner's element type.
  public var fixedDType: DType? { nil }
  /// A scalar; `int32` if there is no partner, as TensorFlow reads a Python `int`.
  public func tensor(weakDType: DType?) -> Tensor { Tensor(self, dtype: weakDType ?? .int32) }
}

extension Double: Operand {
  /// nil: a Swift number takes its partner's element type.
  public var fixedDType: DType? { nil }
  /// A scalar; `float32` if there is no partner, as TensorFlow reads a Python `float`.
  public func tensor(weakDType: DType?) -> Tensor { Tensor(self, dtype: weakDType ?? .float32) }
}

extension Float: Operand {
  /// nil: a Swift number takes its partner's element type.
  public var fixedDType: DType? { nil }
  /// A scalar; `float32` if there is no partner.
  public func tensor(weakDType: DType?) -> Tensor {
    Tensor(Double(self), dtype: weakDType ?? .float32)
  }
}
