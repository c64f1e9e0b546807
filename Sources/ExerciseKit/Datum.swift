/// A value that travels between the judge and the process that runs a solution.
///
/// ```swift
/// let datum = [2, 3].datum  // .array: int64, [2]
/// try [Int](datum: datum)  // [2, 3]
/// ```
///
/// There are few kinds, whatever the Swift types: the judge compares and prints data without
/// knowing an exercise's types, and nothing that a solution sends can be more than data.
public indirect enum Datum: Hashable, Sendable {
  /// The absence of a value: Swift's `nil`.
  case nothing
  /// `true` or `false`.
  case bool(Bool)
  /// An integer.
  case integer(Int)
  /// A floating-point number, of either width.
  case number(Double)
  /// A text.
  case text(String)
  /// Numbers in a shape: a tensor, or a Swift array of numbers.
  case array(NumberArray)
  /// Several values.
  case list([Datum])
}

/// Numbers of one kind in a shape.
///
/// ```swift
/// let array = NumberArray(kind: .float32, shape: [2], numbers: [1, 2.5])
/// array.numbers  // [1, 2.5]
/// ```
public struct NumberArray: Hashable, Sendable {
  /// How a number is stored, under NumPy's name for it.
  public enum Kind: String, Sendable, CaseIterable {
    case bool, int8, int16, int32, int64, uint8, float16, float32, float64

    var size: Int {
      switch self {
      case .bool, .int8, .uint8: 1
      case .int16, .float16: 2
      case .int32, .float32: 4
      case .int64, .float64: 8
      }
    }
  }

  /// How each number is stored.
  public let kind: Kind
  /// The number of elements along each dimension.
  public let shape: [Int]
  /// The numbers in row-major order, each little-endian.
  let bytes: [UInt8]

  /// An array from its bytes, or nil if their number does not fit the shape.
  init?(kind: Kind, shape: [Int], bytes: [UInt8]) {
    // An empty array has strides too, which must not overflow.
    var most = 1
    for size in shape {
      guard size >= 0 else { return nil }
      let (product, overflow) = most.multipliedReportingOverflow(by: max(1, size))
      guard !overflow, product <= 1 << 40 else { return nil }
      most = product
    }
    guard bytes.count == (shape.contains(0) ? 0 : most) * kind.size else { return nil }
    self.kind = kind
    self.shape = shape
    self.bytes = bytes
  }

  /// A one-dimensional array of integers.
  init(_ integers: [Int]) {
    kind = .int64
    shape = [integers.count]
    bytes = integers.withUnsafeBytes { Array($0) }
  }

  /// An array of numbers, rounded to its kind.
  public init(kind: Kind, shape: [Int], numbers: [Double]) {
    self.kind = kind
    self.shape = shape
    bytes =
      switch kind {
      case .bool: numbers.map { $0 == 0 ? 0 : 1 }
      case .int8: Self.raw(numbers.map { Int8($0) })
      case .int16: Self.raw(numbers.map { Int16($0) })
      case .int32: Self.raw(numbers.map { Int32($0) })
      case .int64: Self.raw(numbers.map { Int64($0) })
      case .uint8: Self.raw(numbers.map { UInt8($0) })
      case .float16: Self.raw(numbers.map { Self.half(Float($0)) })
      case .float32: Self.raw(numbers.map { Float($0) })
      case .float64: Self.raw(numbers)
      }
  }

  /// The number of elements.
  public var count: Int { bytes.count / kind.size }

  /// All numbers in row-major order. Integers beyond 2⁵³ lose their last digits.
  public var numbers: [Double] {
    switch kind {
    case .bool, .uint8: bytes.map { Double($0) }
    case .int8: elements(Int8.self).map { Double($0) }
    case .int16: elements(Int16.self).map { Double($0) }
    case .int32: elements(Int32.self).map { Double($0) }
    case .int64: elements(Int64.self).map { Double($0) }
    case .float16: elements(UInt16.self).map { Double(Self.single($0)) }
    case .float32: elements(Float.self).map { Double($0) }
    case .float64: elements(Double.self)
    }
  }

  /// The integers in row-major order, to the last digit; nil for other numbers.
  package var integers: [Int]? {
    switch kind {
    case .int8: elements(Int8.self).map { Int($0) }
    case .int16: elements(Int16.self).map { Int($0) }
    case .int32: elements(Int32.self).map { Int($0) }
    case .int64: elements(Int64.self).map { Int($0) }
    case .uint8: bytes.map { Int($0) }
    case .bool, .float16, .float32, .float64: nil
    }
  }

  /// All numbers as they are stored.
  func elements<Element: BitwiseCopyable>(_ type: Element.Type) -> [Element] {
    [Element](unsafeUninitializedCapacity: bytes.count / MemoryLayout<Element>.stride) {
      buffer, count in
      count = bytes.count / MemoryLayout<Element>.stride
      UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
    }
  }

  static func raw<Element: BitwiseCopyable>(_ elements: [Element]) -> [UInt8] {
    elements.withUnsafeBytes { Array($0) }
  }

  // `Float16` is missing on Macs with Intel chips, so its bits are read here.
  private static func single(_ bits: UInt16) -> Float {
    let exponent = Int(bits >> 10 & 31)
    let fraction = Float(bits & 1023) / 1024
    let size: Float =
      switch exponent {
      case 0: fraction * 0x1p-14
      case 31: fraction == 0 ? .infinity : .nan
      default: (1 + fraction) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
      }
    return bits >> 15 == 1 ? -size : size
  }

  private static func half(_ number: Float) -> UInt16 {
    let sign: UInt16 = number.sign == .minus ? 1 << 15 : 0
    let size = number.magnitude
    if size.isNaN { return sign | 0x7e00 }
    if size >= 65520 { return sign | 0x7c00 }
    if size < 0x1p-14 { return sign | UInt16((size * 0x1p24).rounded(.toNearestOrEven)) }
    let fraction = ((size.significand - 1) * 1024).rounded(.toNearestOrEven)
    return sign | UInt16(Int(size.exponent + 15) << 10 + Int(fraction))
  }
}
