import Foundation
import ONNXFiles
import ONNXMessages
import Tapestry
import TensorFlowFormats
import TestSupport

/// A file as it was written, read again.
struct WrittenModel {
  let message: Onnx_ModelProto

  var graph: Onnx_GraphProto { message.graph }
  /// The operations of the nodes, in their order.
  var operations: [String] { graph.node.map(\.opType) }

  init(_ save: (URL) throws -> Void) throws {
    let folder = try TemporaryFolder()
    let file = folder.file("model.onnx")
    try save(file)
    message = try Onnx_ModelProto(Data(contentsOf: file), at: file.path)
  }

  /// The model of a function of one tensor.
  init(_ spec: TensorSpec, _ body: @escaping @Sendable (Tensor) throws -> Tensor) throws {
    let function = Function("f", inputSignature: [spec]) { (x: Tensor) in try body(x) }
    try self.init { try ONNX.save(function, to: $0) }
  }

  /// The only node with an operation.
  func node(_ operation: String) throws -> Onnx_NodeProto {
    let found = graph.node.filter { $0.opType == operation }
    return try requireOne(found, operation)
  }

  private func requireOne(_ nodes: [Onnx_NodeProto], _ name: String) throws -> Onnx_NodeProto {
    guard nodes.count == 1 else { throw Unexpected(problem: "\(nodes.count) nodes \(name)") }
    return nodes[0]
  }

  struct Unexpected: Error { let problem: String }
}

extension Onnx_NodeProto {
  /// The numbers of an attribute.
  func numbers(_ name: String) -> [Int]? {
    attribute.first { $0.name == name }.map { $0.hasI ? [Int($0.i)] : $0.ints.map { Int($0) } }
  }

  /// The graph of an attribute.
  func graph(_ name: String) -> Onnx_GraphProto? { attribute.first { $0.name == name }?.g }
}

extension Onnx_ValueInfoProto {
  /// The sizes as text: `batch, 3`, and `?` for one that is not known.
  var sizes: String {
    type.tensorType.shape.dim.map { dimension in
      switch dimension.value {
      case .dimValue(let size): "\(size)"
      case .dimParam(let name): name
      case nil: "?"
      }
    }.joined(separator: ", ")
  }
}
