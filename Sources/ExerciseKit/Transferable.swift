import Miniature
import Tapestry

/// A type whose values travel between the judge and a solution.
///
/// ```swift
/// extension Celsius: Transferable {
///   public var datum: Datum { degrees.datum }
///   public init(datum: Datum) throws { degrees = try Double(datum: datum) }
/// }
/// ```
public protocol Transferable: SendableMetatype {
  /// The value as a datum.
  var datum: Datum { get }
  /// The value of a datum.
  ///
  /// - Throws: `DatumMismatch` if the datum is of another kind.
  init(datum: Datum) throws
  /// A datum of this type in words for a student; nil if the general form of data is clear enough.
  static func text(for datum: Datum) -> String?
}

extension Transferable {
  /// Uses the general form.
  public static func text(for datum: Datum) -> String? { nil }
}

/// The error for a datum that is not of the kind that a type requires.
public struct DatumMismatch: Error, CustomStringConvertible {
  /// The expected type and the actual datum.
  public let description: String

  init(_ type: Any.Type, _ datum: Datum) { description = "expected a \(type), not \(datum)" }
}

extension Bool: Transferable {
  /// The value as a datum.
  public var datum: Datum { .bool(self) }
  /// The value of a datum.
  public init(datum: Datum) throws {
    guard case .bool(let value) = datum else { throw DatumMismatch(Self.self, datum) }
    self = value
  }
}

extension Int: Transferable {
  /// The value as a datum.
  public var datum: Datum { .integer(self) }
  /// The value of a datum.
  public init(datum: Datum) throws {
    guard case .integer(let value) = datum else { throw DatumMismatch(Self.self, datum) }
    self = value
  }
}

extension Int64: Transferable {
  /// The value as a datum.
  public var datum: Datum { .integer(Int(self)) }
  /// The value of a datum.
  public init(datum: Datum) throws { self = Int64(try Int(datum: datum)) }
}

extension Double: Transferable {
  /// The value as a datum.
  public var datum: Datum { .number(self) }
  /// The value of a datum.
  public init(datum: Datum) throws {
    guard case .number(let value) = datum else { throw DatumMismatch(Self.self, datum) }
    self = value
  }
}

extension Float: Transferable {
  /// The value as a datum.
  public var datum: Datum { .number(Double(self)) }
  /// The value of a datum.
  public init(datum: Datum) throws { self = Float(try Double(datum: datum)) }
}

extension String: Transferable {
  /// The value as a datum.
  public var datum: Datum { .text(self) }
  /// The value of a datum.
  public init(datum: Datum) throws {
    guard case .text(let value) = datum else { throw DatumMismatch(Self.self, datum) }
    self = value
  }
}

extension Character: Transferable {
  /// The value as a datum.
  public var datum: Datum { .text(String(self)) }
  /// The value of a datum.
  public init(datum: Datum) throws {
    guard case .text(let value) = datum, value.count == 1 else {
      throw DatumMismatch(Self.self, datum)
    }
    self = value.first!
  }
}

extension Optional: Transferable where Wrapped: Transferable {
  /// The value as a datum.
  public var datum: Datum { self?.datum ?? .nothing }
  /// The value of a datum.
  public init(datum: Datum) throws { self = datum == .nothing ? nil : try Wrapped(datum: datum) }
}

// Numbers are packed: a million of them become one array and not a million data.
extension Array: Transferable where Element: Transferable {
  /// The value as a datum.
  public var datum: Datum {
    switch self {
    // An empty array of any type can be cast to an array of any other.
    case let integers as [Int] where Element.self == Int.self: .array(NumberArray(integers))
    case let numbers as [Float] where Element.self == Float.self:
      .array(NumberArray(kind: .float32, shape: [count], bytes: NumberArray.raw(numbers))!)
    case let numbers as [Double] where Element.self == Double.self:
      .array(NumberArray(kind: .float64, shape: [count], bytes: NumberArray.raw(numbers))!)
    default: .list(map(\.datum))
    }
  }

  /// The value of a datum.
  public init(datum: Datum) throws {
    switch datum {
    case .list(let elements): self = try elements.map { try Element(datum: $0) }
    case .array(let array) where array.kind == .int64 && Element.self == Int.self:
      self = array.elements(Int.self) as! [Element]
    case .array(let array) where array.kind == .float32 && Element.self == Float.self:
      self = array.elements(Float.self) as! [Element]
    case .array(let array) where array.kind == .float64 && Element.self == Double.self:
      self = array.elements(Double.self) as! [Element]
    default: throw DatumMismatch(Self.self, datum)
    }
  }
}

extension Range: Transferable where Bound == Int {
  /// The value as a datum.
  public var datum: Datum { [lowerBound, upperBound].datum }
  /// The value of a datum.
  public init(datum: Datum) throws {
    let bounds = try [Int](datum: datum)
    guard bounds.count == 2, bounds[0] <= bounds[1] else { throw DatumMismatch(Self.self, datum) }
    self = bounds[0]..<bounds[1]
  }
}

extension Tensor: Transferable {
  /// The value as a datum.
  public var datum: Datum {
    let kind = NumberArray.Kind(rawValue: dtype.rawValue)!
    let shape = self.shape.dimensions
    let bytes: [UInt8] =
      switch dtype {
      case .bool: scalars(as: Bool.self).map { $0 ? 1 : 0 }
      case .int8: NumberArray.raw(scalars(as: Int8.self))
      case .int16: NumberArray.raw(scalars(as: Int16.self))
      case .int32: NumberArray.raw(scalars(as: Int32.self))
      case .int64: NumberArray.raw(scalars(as: Int64.self))
      case .uint8: scalars(as: UInt8.self)
      case .float16: NumberArray.raw(cast(self, to: .float32).scalars(as: Float.self))
      case .float32: NumberArray.raw(scalars(as: Float.self))
      case .float64: NumberArray.raw(scalars(as: Double.self))
      }
    if dtype == .float16 {
      let wide = NumberArray(kind: .float32, shape: shape, bytes: bytes)!
      return .array(NumberArray(kind: .float16, shape: shape, numbers: wide.numbers))
    }
    return .array(NumberArray(kind: kind, shape: shape, bytes: bytes)!)
  }

  /// The value of a datum.
  public init(datum: Datum) throws {
    guard case .array(let array) = datum else { throw DatumMismatch(Self.self, datum) }
    let shape = Shape(array.shape)
    self =
      switch array.kind {
      case .bool: Tensor(array.bytes.map { $0 != 0 }, shape: shape)
      case .int8: Tensor(array.elements(Int8.self), shape: shape)
      case .int16: Tensor(array.elements(Int16.self), shape: shape)
      case .int32: Tensor(array.elements(Int32.self), shape: shape)
      case .int64: Tensor(array.elements(Int64.self), shape: shape)
      case .uint8: Tensor(array.bytes, shape: shape)
      case .float16: cast(Tensor(array.numbers.map { Float($0) }, shape: shape), to: .float16)
      case .float32: Tensor(array.elements(Float.self), shape: shape)
      case .float64: Tensor(array.elements(Double.self), shape: shape)
      }
  }
}

extension TensorSpec: Transferable {
  /// The value as a datum.
  public var datum: Datum { .list([shape.dimensions.datum, dtype.rawValue.datum]) }
  /// The value of a datum.
  public init(datum: Datum) throws {
    guard case .list(let parts) = datum, parts.count == 2,
      let dtype = DType(rawValue: try String(datum: parts[1]))
    else { throw DatumMismatch(Self.self, datum) }
    let sizes = try [Int](datum: parts[0])
    guard sizes.allSatisfy({ $0 >= 0 }) else { throw DatumMismatch(Self.self, datum) }
    self.init(shape: Shape(sizes), dtype: dtype)
  }
}

extension View: Transferable {
  /// The value as a datum.
  public var datum: Datum { .list([shape.datum, strides.datum, offset.datum]) }
  /// The value of a datum.
  public init(datum: Datum) throws {
    guard case .list(let parts) = datum, parts.count == 3 else {
      throw DatumMismatch(Self.self, datum)
    }
    self.init(
      shape: try [Int](datum: parts[0]), strides: try [Int](datum: parts[1]),
      offset: try Int(datum: parts[2]))
  }
}

extension MiniNode: Transferable {
  /// The value as a datum.
  public var datum: Datum {
    .list([
      operation.rawValue.datum, inputs.datum, constant.datum, name.datum, elementCount.datum,
    ])
  }
  /// The value of a datum.
  public init(datum: Datum) throws {
    guard case .list(let parts) = datum, parts.count == 5,
      let operation = MiniOperation(rawValue: try String(datum: parts[0]))
    else { throw DatumMismatch(Self.self, datum) }
    self.init(
      operation: operation, inputs: try [Int](datum: parts[1]),
      constant: try Float?(datum: parts[2]), name: try String?(datum: parts[3]),
      elementCount: try Int(datum: parts[4]))
  }
}

extension MiniGraph: Transferable {
  /// The value as a datum.
  public var datum: Datum { .list([nodes.datum, outputs.datum]) }
  /// The value of a datum.
  public init(datum: Datum) throws {
    guard case .list(let parts) = datum, parts.count == 2 else {
      throw DatumMismatch(Self.self, datum)
    }
    self.init(nodes: try [MiniNode](datum: parts[0]), outputs: try [Int](datum: parts[1]))
  }
}

extension MiniArgument: Transferable {
  /// The value as a datum.
  public var datum: Datum {
    switch self {
    case .tensor(let dtype, let shape): .list([dtype.datum, shape.datum])
    case .number(let number): Double(number).datum
    }
  }
  /// The value of a datum.
  public init(datum: Datum) throws {
    switch datum {
    case .list(let parts) where parts.count == 2:
      self = .tensor(dtype: try String(datum: parts[0]), shape: try [Int](datum: parts[1]))
    case .number(let number): self = .number(number)
    default: throw DatumMismatch(Self.self, datum)
    }
  }
}
