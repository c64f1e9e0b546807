/// The type of a tensor's elements.
///
/// ```swift
/// Tensor([1.5, 2.5], dtype: .float64).dtype.description  // "float64"
/// ```
///
/// - **Source:** book, chapter 1, section 1.
public enum DType: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  case bool, int8, int16, int32, int64, uint8, float16, float32, float64

  /// The name that TensorFlow and NumPy print: `float32`.
  public var description: String { rawValue }

  /// Whether elements are floating-point numbers; only these have gradients.
  public var isFloating: Bool { self == .float32 || self == .float64 || self == .float16 }

  /// Whether elements are integers; `bool` is not one.
  public var isInteger: Bool { self != .bool && !isFloating }

  /// The Swift type that holds one element.
  var scalarType: any Scalar.Type {
    switch self {
    case .bool: Bool.self
    case .int8: Int8.self
    case .int16: Int16.self
    case .int32: Int32.self
    case .int64: Int64.self
    case .uint8: UInt8.self
    case .float16: Float16.self
    case .float32: Float.self
    case .float64: Double.self
    }
  }

  /// The number of bytes in one element.
  public var size: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .int16, .float16: 2
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }
}

/// A Swift type that a tensor can hold.
///
/// ```swift
/// Tensor([1, 2, 3] as [Int16]).scalars(as: Int16.self)  // [1, 2, 3]
/// ```
public protocol Scalar: Sendable, Hashable, BitwiseCopyable {
  /// The element type under which a tensor stores values of this type.
  static var dtype: DType { get }
}

extension Bool: Scalar {
  /// `bool`
  public static var dtype: DType { .bool }
}
extension Int8: Scalar {
  /// `int8`
  public static var dtype: DType { .int8 }
}
extension Int16: Scalar {
  /// `int16`
  public static var dtype: DType { .int16 }
}
extension Int32: Scalar {
  /// `int32`
  public static var dtype: DType { .int32 }
}
extension Int64: Scalar {
  /// `int64`
  public static var dtype: DType { .int64 }
}
extension Int: Scalar {
  /// `int64`: a Swift `Int` has 64 bits wherever Tapestry runs.
  public static var dtype: DType { .int64 }
}
extension UInt8: Scalar {
  /// `uint8`
  public static var dtype: DType { .uint8 }
}
extension Float16: Scalar {
  /// `float16`
  public static var dtype: DType { .float16 }
}
extension Float: Scalar {
  /// `float32`
  public static var dtype: DType { .float32 }
}
extension Double: Scalar {
  /// `float64`
  public static var dtype: DType { .float64 }
}

// Kernels that compute are generic over one of these two protocols; the dtype decides which type it
// is.

/// A floating-point element type.
protocol FloatingScalar: Scalar, BinaryFloatingPoint {}
extension Float16: FloatingScalar {}
extension Float: FloatingScalar {}
extension Double: FloatingScalar {}

/// An integer element type.
protocol IntegerScalar: Scalar, FixedWidthInteger {}
extension Int8: IntegerScalar {}
extension Int16: IntegerScalar {}
extension Int32: IntegerScalar {}
extension Int64: IntegerScalar {}
extension UInt8: IntegerScalar {}

extension DType {
  /// The Swift type of the elements, which must be floating-point numbers.
  func floatingType(in operation: String) -> any FloatingScalar.Type {
    switch self {
    case .float16: return Float16.self
    case .float32: return Float.self
    case .float64: return Double.self
    default:
      misuse(
        operation, "needs floating-point numbers, got \(self)",
        cure: "cast first: cast(x, to: .float32)")
    }
  }

  /// The Swift type of the elements, which must be integers.
  ///
  /// A kernel that is called through this type is generic at run time, and slow. Kernels also name
  /// the two usual types explicitly, so that the compiler specializes a loop for each.
  func integerType(in operation: String) -> any IntegerScalar.Type {
    switch self {
    case .int8: return Int8.self
    case .int16: return Int16.self
    case .int32: return Int32.self
    case .int64: return Int64.self
    case .uint8: return UInt8.self
    default:
      misuse(
        operation, "needs integers, got \(self)",
        cure: "cast first: cast(x, to: .int32)")
    }
  }
}
