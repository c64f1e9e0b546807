/// The type of the elements of a dataset or an attribute, as a file describes it.
enum ElementType: Equatable {
  case number(HDF5Number, isBigEndian: Bool)
  /// Strings of a fixed size.
  case fixedString(Int)
  /// Strings in the global heap.
  case heapString

  /// The number of bytes in one element.
  var size: Int {
    switch self {
    case .number(let number, _): number.size
    case .fixedString(let size): size
    case .heapString: 16
    }
  }
}

extension BoundedBytes {
  /// The type that a message describes.
  mutating func elementType(at offset: Int) throws(HDF5Error) -> ElementType {
    let head = try bytes(offset, 4)
    let size = try int(offset + 4, 4)
    let isBigEndian = head[1] & 1 == 1
    switch (head[0] & 15, size) {
    case (0, 1), (0, 2), (0, 4), (0, 8):
      let isSigned = head[1] & 8 != 0
      let all: [Int: (HDF5Number, HDF5Number)] = [
        1: (.int8, .uint8), 2: (.int16, .uint16), 4: (.int32, .uint32), 8: (.int64, .uint64),
      ]
      return .number(isSigned ? all[size]!.0 : all[size]!.1, isBigEndian: isBigEndian)
    case (1, 2), (1, 4), (1, 8):
      let number: HDF5Number = size == 2 ? .float16 : size == 4 ? .float32 : .float64
      guard try bytes(offset + 8, 12) == number.floatLayout else {
        throw .unsupported(
          "a floating-point format that is not IEEE 754", cure: "convert the numbers to float32")
      }
      return .number(number, isBigEndian: isBigEndian)
    case (3, 1...): return .fixedString(size)
    case (8, 1) where try bytes(offset + 8, 1)[0] & 15 == 0:
      return .number(.bool, isBigEndian: false)
    case (9, 16) where head[1] & 15 == 1: return .heapString
    default:
      throw .unsupported(
        "a datatype of class \(head[0] & 15) and size \(size)",
        cure: "store numbers and strings only")
    }
  }
}

extension HDF5Number {
  /// The bit fields of a floating-point type, as in IEEE 754.
  fileprivate var floatLayout: [UInt8] {
    switch self {
    case .float16: [0, 0, 16, 0, 10, 5, 0, 10, 15, 0, 0, 0]
    case .float32: [0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0]
    default: [0, 0, 64, 0, 52, 11, 0, 52, 255, 3, 0, 0]
    }
  }

  /// The message that describes the type.
  var message: [UInt8] {
    let bits = UInt8(8 * size)
    switch self {
    case .bool:
      return [0x18, 2, 0, 0, 1, 0, 0, 0, 0x10, 8, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0]
        + Array("FALSE\0\0\0TRUE\0\0\0\0".utf8) + [0, 1]
    case .float16, .float32, .float64:
      return [0x11, 0x20, bits - 1, 0, UInt8(size), 0, 0, 0] + floatLayout
    default:
      let isSigned = [HDF5Number.int8, .int16, .int32, .int64].contains(self)
      return [0x10, isSigned ? 8 : 0, 0, 0, UInt8(size), 0, 0, 0, 0, 0, bits, 0]
    }
  }
}
