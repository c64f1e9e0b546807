import ONNXMessages
import Tapestry

extension DType {
  /// The type as messages of ONNX name it.
  var dataType: Onnx_TensorProto.DataType {
    switch self {
    case .bool: .bool
    case .int8: .int8
    case .int16: .int16
    case .int32: .int32
    case .int64: .int64
    case .uint8: .uint8
    case .float16: .float16
    case .float32: .float
    case .float64: .double
    }
  }
}

extension Onnx_TensorProto {
  /// The message of a tensor.
  init(_ tensor: Tensor, named name: String) {
    self.init()
    self.name = name
    dims = tensor.shape.dimensions.map(Int64.init)
    dataType = Int32(tensor.dtype.dataType.rawValue)
    rawData = tensor.rowMajorData()
  }
}

extension Onnx_ValueInfoProto {
  /// The name under which all sizes that are left open are known: they are one and the same.
  static let openSize = "batch"

  /// The message of an input or an output.
  init(named name: String, _ dimensions: [Dimension], _ dtype: DType) {
    self.init()
    self.name = name
    var tensor = Onnx_TypeProto.Tensor()
    tensor.elemType = Int32(dtype.dataType.rawValue)
    var shape = Onnx_TensorShapeProto()
    shape.dim = dimensions.map { dimension in
      var message = Onnx_TensorShapeProto.Dimension()
      switch dimension {
      case .size(let size): message.dimValue = Int64(size)
      case .open: message.dimParam = Self.openSize
      case .unknown: break
      }
      return message
    }
    tensor.shape = shape
    type.tensorType = tensor
  }

  /// A size of an input or an output.
  enum Dimension {
    case size(Int)
    /// The open size.
    case open
    /// A size that is computed from the open one.
    case unknown
  }
}

extension Onnx_AttributeProto {
  private init(_ name: String, _ type: AttributeType) {
    self.init()
    self.name = name
    self.type = type
  }

  static func int(_ name: String, _ value: Int) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto(name, .int)
    attribute.i = Int64(value)
    return attribute
  }

  static func ints(_ name: String, _ values: [Int]) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto(name, .ints)
    attribute.ints = values.map(Int64.init)
    return attribute
  }

  static func text(_ name: String, _ value: String) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto(name, .string)
    attribute.s = .init(value.utf8)
    return attribute
  }

  static func graph(_ name: String, _ value: Onnx_GraphProto) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto(name, .graph)
    attribute.g = value
    return attribute
  }
}
