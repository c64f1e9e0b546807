import Foundation
import Tapestry
import TensorFlowMessages
import Testing

@testable import TensorFlowFormats

@Suite struct TensorMessagesTests {
  static let tensors = [
    Tensor([1.5, -0.0, .nan, .infinity] as [Float]), Tensor([1e300, 2] as [Double]),
    Tensor([0.5, 65504] as [Float16]), Tensor([true, false, true]),
    Tensor([1, -2] as [Int8]), Tensor([1, 255] as [UInt8]), Tensor([-30000] as [Int16]),
    Tensor([.min, .max] as [Int32]), Tensor([.min, .max] as [Int64]),
    Tensor.zeros([0, 3]), Tensor(2.5), Tensor.ones([2, 1, 3]),
  ]

  @Test(arguments: tensors.indices) func `a tensor comes back from its message`(index: Int) throws {
    let tensor = Self.tensors[index]
    let message = Tensorflow_TensorProto(tensor)
    let copy = try Tensorflow_TensorProto(message.bytes(for: "t"), at: "t").tensor(at: "t")
    #expect(copy.spec == tensor.spec)
    #expect(Tensorflow_TensorProto(copy).tensorContent == message.tensorContent)
  }

  @Test func `a list that is shorter than the shape is continued with its last element`() throws {
    var message = Tensorflow_TensorProto()
    message.dtype = .dtFloat
    message.tensorShape = Tensorflow_TensorShapeProto([4])
    #expect(try message.tensor(at: "t").scalars(as: Float.self) == [0, 0, 0, 0])
    message.floatVal = [1, 2]
    #expect(try message.tensor(at: "t").scalars(as: Float.self) == [1, 2, 2, 2])
    message.floatVal = [1, 2, 3, 4, 5]
    #expect(throws: FormatError.self) { try message.tensor(at: "t") }
  }

  @Test func `a message cannot ask for more memory than the limit`() throws {
    var message = Tensorflow_TensorProto()
    message.dtype = .dtInt32
    message.tensorShape = Tensorflow_TensorShapeProto([1 << 20, 1 << 20])
    #expect(throws: FormatError.self) { try message.tensor(at: "t") }
    message.tensorShape = Tensorflow_TensorShapeProto([.max, .max, 0])
    #expect(throws: FormatError.self) { try message.tensor(at: "t") }
    message.tensorShape = Tensorflow_TensorShapeProto([nil, 2])
    #expect(throws: FormatError.self) { try message.tensor(at: "t") }
    message.tensorShape = Tensorflow_TensorShapeProto([2])
    message.tensorContent = Data([1, 2, 3])
    #expect(throws: FormatError.self) { try message.tensor(at: "t") }
  }

  @Test func `elements of a type that tensors do not have are named`() {
    var message = Tensorflow_TensorProto()
    message.dtype = .dtComplex64
    #expect {
      try message.tensor(at: "node 'c'")
    } throws: {
      "\($0)".hasPrefix("node 'c': it has elements of complex64")
    }
  }
}
