import Foundation
import ONNXMessages
import Tapestry

/// What the graphs of a model share: names, since a branch or the body of a loop sees those of the
/// graphs around it, and the tensors that the file holds.
final class ModelParts {
  private var used: [String: Int] = [:]
  private(set) var initializers: [Onnx_TensorProto] = []
  private var constants: [TensorKey: String] = [:]
  private var variables: [Variable: String] = [:]
  /// The nodes that come first: they compute the open size.
  private(set) var sizeNodes: [Onnx_NodeProto] = []
  private var openSize: String?
  /// The values that are transposed, and the order, by the name of the result.
  private var transposes: [String: (source: String, order: [Int])] = [:]

  private struct TensorKey: Hashable {
    let spec: TensorSpec
    let bytes: Data
  }

  /// A name that no other value of the model has.
  func unique(_ name: String) -> String {
    let count = used[name, default: 0]
    used[name] = count + 1
    return count == 0 ? name : unique("\(name)_\(count)")
  }

  /// The name of a constant, the same for equal ones.
  func constant(_ tensor: Tensor) -> String {
    let key = TensorKey(spec: tensor.spec, bytes: tensor.rowMajorData())
    if let known = constants[key] { return known }
    let name = unique("constant")
    initializers.append(Onnx_TensorProto(tensor, named: name))
    constants[key] = name
    return name
  }

  /// The name of a variable's value.
  func value(of variable: Variable) -> String {
    if let known = variables[variable] { return known }
    let name = unique(
      variable.name.hasSuffix(":0") ? String(variable.name.dropLast(2)) : variable.name)
    initializers.append(Onnx_TensorProto(variable.tensor, named: name))
    variables[variable] = name
    return name
  }

  /// The open size as a list of one number, taken from an axis of an argument.
  func openSize(of argument: String, axis: Int) -> String {
    if let openSize { return openSize }
    let name = unique(Onnx_ValueInfoProto.openSize)
    let sizes = unique("shape")
    sizeNodes = [
      Onnx_NodeProto("Shape", [argument], [], [sizes]),
      Onnx_NodeProto("Gather", [sizes, constant(Tensor([Int64(axis)]))], [], [name]),
    ]
    openSize = name
    return name
  }

  /// Whose transpose a value is, and in which order.
  func transposed(_ name: String) -> (source: String, order: [Int])? { transposes[name] }

  func note(_ name: String, isTransposeOf source: String, order: [Int]) {
    transposes[name] = (source, order)
  }
}

extension Onnx_NodeProto {
  /// A node, under the name of its first result.
  init(
    _ operation: String, _ inputs: [String], _ attributes: [Onnx_AttributeProto],
    _ outputs: [String]
  ) {
    self.init()
    name = outputs.first ?? operation
    opType = operation
    input = inputs
    output = outputs
    attribute = attributes
  }

  /// The values that it takes, those that the graphs inside take from outside included.
  var uses: [String] {
    input + attribute.filter(\.hasG).flatMap { $0.g.node.flatMap(\.uses) + $0.g.output.map(\.name) }
  }
}

extension [Onnx_NodeProto] {
  /// The nodes on which the values depend: of a pair of transposes that cancel each other, or of a
  /// size that was not needed, nothing remains.
  func needed(for values: some Sequence<String>) -> [Onnx_NodeProto] {
    var needed = Set(values)
    return reversed().filter { node in
      guard !needed.isDisjoint(with: node.output) else { return false }
      needed.formUnion(node.uses)
      return true
    }.reversed()
  }
}
