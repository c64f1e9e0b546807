import Tapestry
import TensorFlowMessages

/// The version of the vocabulary of graphs that are written: TensorFlow 2.1's.
package let tensorFlowProducer: Int32 = 175

extension DType {
  /// The type of a message; nil if tensors here do not have that type.
  package init?(_ message: Tensorflow_DataType) {
    switch message {
    case .dtBool: self = .bool
    case .dtInt8: self = .int8
    case .dtInt16: self = .int16
    case .dtInt32: self = .int32
    case .dtInt64: self = .int64
    case .dtUint8: self = .uint8
    case .dtHalf: self = .float16
    case .dtFloat: self = .float32
    case .dtDouble: self = .float64
    default: return nil
    }
  }

  /// The type as messages name it.
  package var message: Tensorflow_DataType {
    switch self {
    case .bool: .dtBool
    case .int8: .dtInt8
    case .int16: .dtInt16
    case .int32: .dtInt32
    case .int64: .dtInt64
    case .uint8: .dtUint8
    case .float16: .dtHalf
    case .float32: .dtFloat
    case .float64: .dtDouble
    }
  }
}

extension Tensorflow_DataType {
  /// TensorFlow's name of the type: `float32`.
  var text: String {
    if let dtype = DType(self) { return dtype.description }
    switch self {
    case .dtString: return "string"
    case .dtComplex64: return "complex64"
    case .dtComplex128: return "complex128"
    case .dtBfloat16: return "bfloat16"
    case .dtUint16: return "uint16"
    case .dtUint32: return "uint32"
    case .dtUint64: return "uint64"
    case .dtResource: return "resource"
    case .dtVariant: return "variant"
    default: return "type \(rawValue)"
    }
  }
}

extension Tensorflow_TensorShapeProto {
  /// The message of a shape.
  package init(_ dimensions: [Int?]) {
    self.init()
    dim = dimensions.map { size in
      var dimension = Dim()
      dimension.size = Int64(size ?? -1)
      return dimension
    }
  }

  /// The message of sizes, nil where one is open; nil as a whole if their number is not known.
  init(_ dimensions: [Int?]?) {
    if let dimensions {
      self.init(dimensions)
    } else {
      self.init()
      unknownRank = true
    }
  }

  /// The sizes, nil for an open one; nil as a whole if not even their number is known.
  ///
  /// Negative numbers are taken for open, as TensorFlow does.
  var dimensions: [Int?]? {
    unknownRank ? nil : dim.map { $0.size < 0 ? nil : Int(exactly: $0.size) }
  }

  /// The shape; nil if it is not known, or if a tensor of so many elements cannot fit in memory.
  func shape(elementSize: Int) -> Shape? {
    guard let dimensions, !dimensions.contains(nil), dimensions.count <= 254 else { return nil }
    var product = elementSize
    for size in dimensions.compactMap({ $0 }) where size > 1 {
      let (next, overflows) = product.multipliedReportingOverflow(by: size)
      guard !overflows, next < 1 << 47 else { return nil }
      product = next
    }
    return Shape(dimensions.compactMap { $0 })
  }
}
