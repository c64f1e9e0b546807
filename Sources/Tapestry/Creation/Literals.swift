/// Numbers written in brackets, nested to any depth.
///
/// ```swift
/// Tensor([[1, 2], [3, 4]]).dtype    // int32
/// Tensor([[1, 2.5]]).dtype          // float32
/// Tensor([true, false]).dtype       // bool
/// ```
///
/// Without this type, the element type of an array literal would be fixed before the tensor's
/// initializer sees it, and a literal of mixed or deeply nested numbers would not compile.
public indirect enum TensorLiteral: Sendable, ExpressibleByArrayLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral
{
  /// A Boolean.
  case bool(Bool)
  /// An integer.
  case integer(Int)
  /// A number with a decimal point.
  case number(Double)
  /// A bracketed list.
  case list([TensorLiteral])

  /// A bracketed list.
  public init(arrayLiteral elements: TensorLiteral...) { self = .list(elements) }
  /// An integer.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A number with a decimal point.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A Boolean.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension TensorLiteral {
  /// The dimensions. Stops the program if lists at the same depth differ in length.
  var shape: Shape {
    guard case .list(let elements) = self else { return [] }
    guard let first = elements.first else { return [0] }
    let inner = first.shape
    for (index, element) in elements.enumerated() where element.shape != inner {
      misuse(
        "Tensor",
        "a ragged literal: element 0 has shape \(inner), element \(index) \(element.shape)",
        cure: "give each row the same number of elements, or pad the short ones")
    }
    return Shape([elements.count] + inner.dimensions)
  }

  /// The element type that TensorFlow gives such a list.
  var naturalDType: DType {
    switch self {
    case .bool: .bool
    case .integer(let value): Int32(exactly: value) == nil ? .int64 : .int32
    case .number: .float32
    case .list(let elements):
      elements.reduce(nil) { widest, element in
        Self.unify(widest, element.naturalDType)
      } ?? .float32
    }
  }

  private static func unify(_ a: DType?, _ b: DType) -> DType {
    guard let a, a != b else { return b }
    if a == .bool || b == .bool {
      misuse(
        "Tensor", "a literal mixes Booleans and numbers",
        cure: "write all elements as numbers, or all as true and false")
    }
    return a == .float32 || b == .float32 ? .float32 : .int64
  }

  /// Calls `body` with each number, in row-major order.
  func forEach(_ body: (TensorLiteral) -> Void) {
    if case .list(let elements) = self {
      for element in elements { element.forEach(body) }
    } else {
      body(self)
    }
  }
}

/// Swift values that hold numbers for a tensor: a number, or arrays of them nested to any depth.
///
/// ```swift
/// let rows: [[Float]] = [[1, 2], [3, 4]]
/// Tensor(rows).shape  // (2, 2)
/// ```
public protocol TensorData {
  /// The Swift type of the numbers.
  associatedtype Number: Scalar
  /// The dimensions of the nested arrays.
  var dataShape: Shape { get }
  /// Adds the numbers in row-major order.
  func appendNumbers(to numbers: inout [Number])
}

extension TensorData where Self: Scalar {
  /// A scalar's shape.
  public var dataShape: Shape { [] }
  /// Adds the number itself.
  public func appendNumbers(to numbers: inout [Self]) { numbers.append(self) }
}

extension Bool: TensorData {}
extension Int8: TensorData {}
extension Int16: TensorData {}
extension Int32: TensorData {}
extension Int64: TensorData {}
extension Int: TensorData {}
extension UInt8: TensorData {}
extension Float16: TensorData {}
extension Float: TensorData {}
extension Double: TensorData {}

extension Array: TensorData where Element: TensorData {
  /// The number of elements, followed by the dimensions of each.
  ///
  /// - Precondition: all elements have the same shape.
  public var dataShape: Shape {
    guard let inner = first?.dataShape else { return [0] }
    for (index, element) in enumerated() where element.dataShape != inner {
      misuse(
        "Tensor", "ragged rows: row 0 has shape \(inner), row \(index) \(element.dataShape)",
        cure: "give each row the same number of elements, or pad the short ones")
    }
    return Shape([count] + inner.dimensions)
  }

  /// Adds the numbers of each element in turn.
  public func appendNumbers(to numbers: inout [Element.Number]) {
    for element in self { element.appendNumbers(to: &numbers) }
  }
}
