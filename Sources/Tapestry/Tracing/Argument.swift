/// An argument that can be a tensor or a number, as Python's arguments can.
///
/// ```swift
/// let f = Function("f") { (a: Argument, b: Argument) in a + b }
/// try f(1, 2)               // a graph for the numbers 1 and 2
/// try f(.tensor(x), 2)      // a graph for a tensor like x and the number 2
/// ```
///
/// A number is part of a graph's signature, so each different number gets a graph of its own. The
/// values of a tensor are not.
///
/// - **Source**: book, chapter 2, section 2.
public enum Argument: TensorStructure, Operand, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral, Sendable
{
  /// A tensor.
  case tensor(Tensor)
  /// An integer. It shares a graph with the same number written with a decimal point.
  case integer(Int)
  /// A number with a decimal point.
  case number(Double)
  /// Any tensor of this shape and type, to make a graph without running it.
  case spec(TensorSpec)

  /// A number with a decimal point.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// An integer.
  public init(integerLiteral value: Int) { self = .integer(value) }

  /// The argument with its tensor replaced; a number is returned as it is.
  public func mapTensors(_ transform: (Tensor) -> Tensor) -> Argument {
    switch self {
    case .tensor(let tensor): .tensor(transform(tensor))
    case .integer, .number: self
    case .spec(let spec): .tensor(transform(Tensor(standIn: spec)))
    }
  }

  /// The tensor's shape and type, or the number's value.
  public var signature: Signature {
    switch self {
    case .tensor(let tensor): tensor.signature
    case .integer(let number): number.signature
    case .number(let number): number.signature
    case .spec(let spec): .tensor(spec)
    }
  }

  /// The tensor's element type; nil for a number, which takes its partner's.
  public var fixedDType: DType? {
    switch self {
    case .tensor(let tensor): tensor.dtype
    case .integer, .number: nil
    case .spec(let spec): spec.dtype
    }
  }

  /// The tensor, or the number as one.
  ///
  /// - Precondition: the argument is not just the description of a tensor.
  public func tensor(weakDType: DType?) -> Tensor {
    switch self {
    case .tensor(let tensor): tensor
    // Without a partner, 2 has the type of 2.0: the two share a graph, whose type cannot depend on
    // which came first.
    case .integer(let number): number.tensor(weakDType: weakDType ?? .float32)
    case .number(let number): number.tensor(weakDType: weakDType)
    case .spec(let spec):
      misuse(
        "Argument", "\(spec) has no value",
        cure: "use it to make a graph: function.concreteFunction(for: .spec(...))")
    }
  }
}
