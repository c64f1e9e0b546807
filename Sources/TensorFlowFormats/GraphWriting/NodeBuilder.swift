import Tapestry
import TensorFlowMessages

/// Collects the nodes of a function, each under a name of its own.
struct NodeBuilder {
  private(set) var nodes: [Tensorflow_NodeDef] = []
  private var used: [String: Int] = [:]
  private var constants: [[UInt8]: String] = [:]

  /// A name that no node of the function has.
  mutating func unique(_ name: String) -> String {
    let count = used[name, default: 0]
    used[name] = count + 1
    return count == 0 ? name : unique("\(name)_\(count)")
  }

  /// Adds a node, and returns its name.
  mutating func add(
    _ operation: String, named name: String? = nil, _ inputs: [String],
    after: [String] = [], _ attributes: [String: Tensorflow_AttrValue] = [:]
  ) -> String {
    var node = Tensorflow_NodeDef()
    node.name = unique(name ?? operation)
    node.op = operation
    node.input = inputs + after.map { "^\($0)" }
    node.attr = attributes
    nodes.append(node)
    return node.name
  }

  /// The value of a constant.
  mutating func constant(_ tensor: Tensor) -> String {
    let message = Tensorflow_TensorProto(tensor)
    let key = Array("\(tensor.spec)".utf8) + Array(message.tensorContent)
    if let known = constants[key] { return known }
    let name = add("Const", [], ["dtype": .type(tensor.dtype), "value": .tensor(message)])
    constants[key] = "\(name):output:0"
    return "\(name):output:0"
  }

  /// The value of a string.
  mutating func text(_ text: String) -> String {
    var message = Tensorflow_TensorProto()
    message.dtype = .dtString
    message.tensorShape = Tensorflow_TensorShapeProto([])
    message.stringVal = [.init(text.utf8)]
    var type = Tensorflow_AttrValue()
    type.type = .dtString
    return add("Const", [], ["dtype": type, "value": .tensor(message)]) + ":output:0"
  }

  /// The value of a constant in a node that nothing else uses.
  mutating func owned(_ tensor: Tensor, _ name: String) -> String {
    let node = add(
      "Const", named: name, [],
      ["dtype": .type(tensor.dtype), "value": .tensor(Tensorflow_TensorProto(tensor))])
    return "\(node):output:0"
  }

  /// Sizes, axes or a permutation.
  mutating func integers(_ numbers: [Int]) -> String {
    constant(Tensor(numbers.map(Int32.init(clamping:)), shape: [numbers.count]))
  }

  mutating func integer(_ number: Int) -> String { constant(Tensor(Int32(clamping: number))) }
}

extension Tensorflow_AttrValue {
  private static func make(_ value: OneOf_Value) -> Tensorflow_AttrValue {
    var attribute = Tensorflow_AttrValue()
    attribute.value = value
    return attribute
  }
  package static func type(_ dtype: DType) -> Tensorflow_AttrValue { make(.type(dtype.message)) }
  static func int(_ number: Int) -> Tensorflow_AttrValue { make(.i(Int64(number))) }
  static func flag(_ value: Bool) -> Tensorflow_AttrValue { make(.b(value)) }
  static func text(_ text: String) -> Tensorflow_AttrValue { make(.s(.init(text.utf8))) }
  package static func tensor(_ message: Tensorflow_TensorProto) -> Tensorflow_AttrValue {
    make(.tensor(message))
  }
  package static func shape(_ shape: Shape) -> Tensorflow_AttrValue {
    make(.shape(Tensorflow_TensorShapeProto(shape.dimensions)))
  }
  static func function(_ name: String) -> Tensorflow_AttrValue {
    var function = Tensorflow_NameAttrList()
    function.name = name
    return make(.func(function))
  }
  static func types(_ types: [Tensorflow_DataType]) -> Tensorflow_AttrValue {
    var list = ListValue()
    list.type = types
    return make(.list(list))
  }
  static func ints(_ numbers: [Int]) -> Tensorflow_AttrValue {
    var list = ListValue()
    list.i = numbers.map(Int64.init)
    return make(.list(list))
  }
}
