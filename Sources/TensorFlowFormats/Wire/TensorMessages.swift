import Foundation
import Tapestry
import TensorFlowMessages

extension Tensorflow_TensorProto {
  /// The message of a tensor, its elements as bytes.
  package init(_ tensor: Tensor) {
    self.init()
    dtype = tensor.dtype.message
    tensorShape = Tensorflow_TensorShapeProto(tensor.shape.dimensions)
    func bytes<S: Scalar>(of _: S.Type) -> Data {
      tensor.scalars(as: S.self).withUnsafeBytes { Data($0) }
    }
    tensorContent =
      switch tensor.dtype {
      case .bool: bytes(of: Bool.self)
      case .int8: bytes(of: Int8.self)
      case .int16: bytes(of: Int16.self)
      case .int32: bytes(of: Int32.self)
      case .int64: bytes(of: Int64.self)
      case .uint8: bytes(of: UInt8.self)
      case .float16: bytes(of: Float16.self)
      case .float32: bytes(of: Float.self)
      case .float64: bytes(of: Double.self)
      }
  }

  /// The tensor.
  ///
  /// A list of elements that is shorter than the shape is continued with its last one: a few bytes
  /// of a file can ask for any amount of memory, so `limit` bounds that.
  ///
  /// - Throws: `FormatError` at `location` if the message is not that of a supported tensor.
  package func tensor(at location: String, limit: Int = 1 << 28) throws(FormatError) -> Tensor {
    guard let dtype = DType(self.dtype) else {
      throw FormatError(
        location, "it has elements of \(self.dtype.text)",
        cure: "use a type of DType: " + DType.allCases.map(\.rawValue).joined(separator: ", "))
    }
    guard let shape = tensorShape.shape(elementSize: dtype.size) else {
      throw FormatError(
        location, "it has a shape that no tensor can have", cure: "write the file again")
    }
    switch dtype {
    case .bool: return try elements(boolVal, shape, location, limit)
    case .int8:
      return try elements(intVal.map(Int8.init(truncatingIfNeeded:)), shape, location, limit)
    case .int16:
      return try elements(intVal.map(Int16.init(truncatingIfNeeded:)), shape, location, limit)
    case .int32: return try elements(intVal, shape, location, limit)
    case .int64: return try elements(int64Val, shape, location, limit)
    case .uint8:
      return try elements(intVal.map(UInt8.init(truncatingIfNeeded:)), shape, location, limit)
    case .float16:
      let halves = halfVal.map { Float16(bitPattern: UInt16(truncatingIfNeeded: $0)) }
      return try elements(halves, shape, location, limit)
    case .float32: return try elements(floatVal, shape, location, limit)
    case .float64: return try elements(doubleVal, shape, location, limit)
    }
  }

  private func elements<S: Scalar>(
    _ list: [S], _ shape: Shape, _ location: String, _ limit: Int
  ) throws(FormatError) -> Tensor {
    let count = shape.elementCount
    if !tensorContent.isEmpty {
      guard tensorContent.count == count * MemoryLayout<S>.stride else {
        throw FormatError(
          location, "it has \(tensorContent.count) bytes for shape \(shape) of \(S.dtype)",
          cure: "write the file again")
      }
      if S.self == Bool.self {
        return Tensor(tensorContent.map { $0 != 0 }, shape: shape)
      }
      let scalars = [S](unsafeUninitializedCapacity: count) { buffer, used in
        used = tensorContent.copyBytes(to: buffer) / MemoryLayout<S>.stride
      }
      return Tensor(scalars, shape: shape)
    }
    guard list.count <= count else {
      throw FormatError(
        location, "it has \(list.count) elements for shape \(shape)", cure: "write the file again")
    }
    guard count == list.count || count * MemoryLayout<S>.stride <= limit else {
      throw FormatError(
        location, "\(list.count) elements stand for \(count)",
        cure: "make large tensors that repeat an element by an operation, or keep them in variables"
      )
    }
    let zero = withUnsafeTemporaryAllocation(of: S.self, capacity: 1) { buffer in
      UnsafeMutableRawBufferPointer(buffer).initializeMemory(as: UInt8.self, repeating: 0)
      return UnsafeRawBufferPointer(buffer).load(as: S.self)
    }
    let last = list.last ?? zero
    return Tensor(
      list + [S](repeating: last, count: count - list.count), shape: shape)
  }
}
