import Foundation
import Tapestry
import TensorFlowMessages

/// Signatures: functions under the names by which servers know them.
extension SavedModelWriter {
  /// Writes a function as a signature.
  ///
  /// - Throws: `FormatError` if it takes or gives what has no name: anything but tensors, and lists
  ///   and dictionaries of these as a result.
  mutating func serve(_ concrete: Concrete, as name: String, in map: Int) throws {
    guard let outputs = Self.outputs(of: concrete) else {
      throw FormatError(
        "signature '\(name)'",
        "its function takes \(SavedStructure.list(concrete.structures)) and gives "
          + "\(concrete.result)",
        cure: "let it take tensors, and give a tensor, or a list or a dictionary of tensors")
    }
    try serve(concrete, outputs, as: name, in: map)
  }

  /// A result of a signature: its name, and its index among the function's.
  typealias Output = (name: String, pattern: TensorPattern, index: Int)

  /// The results in the order of their names, in which TensorFlow flattens a dictionary; nil if
  /// some have none.
  static func outputs(of concrete: Concrete) -> [Output]? {
    named(concrete)?.enumerated().map { ($1.name, $1.pattern, $0) }.sorted { $0.name < $1.name }
  }

  /// The results in the order of the function's; nil if some have no names.
  private static func named(_ concrete: Concrete) -> [(name: String, pattern: TensorPattern)]? {
    if let served = concrete.served {
      return zip(served.outputs, concrete.result.tensors).map { ($0, $1) }
    }
    guard concrete.arguments.count == concrete.patterns.count else { return nil }
    return concrete.result.names.map { zip($0, concrete.result.tensors).map { ($0, $1) } }
  }

  /// Writes a signature: a function whose results have names, and nodes that call it in a session.
  private mutating func serve(
    _ concrete: Concrete, _ outputs: [Output], as name: String, in map: Int
  ) throws {
    concreteCount += 1
    let wrapper = "__inference_signature_wrapper_\(concreteCount)"
    var body = concrete.body
    body.signature.name = wrapper
    body.signature.outputArg = []
    body.ret = [:]
    // Arguments by name are flattened in the order of their names.
    let names = concrete.served?.inputs ?? concrete.arguments
    let order = names.indices.sorted { names[$0] < names[$1] }
    let parameters = concrete.body.signature.inputArg
    body.signature.inputArg = order.map { parameters[$0] } + parameters.dropFirst(order.count)
    if order != Array(names.indices) { body.argAttr = [:] }
    for output in outputs {
      // It keeps its own name, since the name of a layer need not be one that TensorFlow takes.
      let argument = concrete.body.signature.outputArg[output.index]
      body.signature.outputArg.append(argument)
      body.ret[argument.name] = concrete.body.ret[argument.name]
    }
    graph.library.function.append(body)

    var inputs: [String: SavedStructure] = [:]
    var signature = Tensorflow_SignatureDef()
    signature.methodName = "tensorflow/serving/predict"
    var feeds: [String] = []
    for index in order {
      let argument = names[index]
      var pattern = concrete.patterns[index]
      pattern.name = argument
      inputs[argument] = .tensor(pattern)
      var shape = Tensorflow_AttrValue()
      shape.shape = Tensorflow_TensorShapeProto(pattern.dimensions)
      var type = Tensorflow_AttrValue()
      type.type = pattern.dtype
      let node = top.add(
        "Placeholder", named: identifier("\(name)_\(argument)"), [],
        ["dtype": type, "shape": shape])
      feeds.append(node)
      signature.inputs[argument] = info("\(node):0", pattern)
    }
    let call = top.add(
      "StatefulPartitionedCall",
      feeds + concrete.captures.map(\.handle),
      [
        "Tin": .types(
          order.map { concrete.patterns[$0].dtype } + concrete.captures.map(\.type)),
        "Tout": .types(outputs.map(\.pattern.dtype)), "f": .function(wrapper),
      ])
    var results: [String: SavedStructure] = [:]
    for (index, output) in outputs.enumerated() {
      var pattern = output.pattern
      pattern.name = output.name
      results[output.name] = .tensor(pattern)
      signature.outputs[output.name] = info("\(call):\(index)", pattern)
    }
    signatures[name] = signature

    var saved = Tensorflow_SavedConcreteFunction()
    saved.boundInputs = concrete.captures.map { Int32($0.nodeID) }
    saved.canonicalizedInputSignature = .tuple([
      .tuple([]), Tensorflow_StructuredValue(.dictionary(inputs)),
    ])
    saved.outputSignature = Tensorflow_StructuredValue(.dictionary(results))
    objects.concreteFunctions[wrapper] = saved
    var object = Tensorflow_SavedObject()
    object.bareConcreteFunction.concreteFunctionName = wrapper
    object.bareConcreteFunction.argumentKeywords = order.map { names[$0] }
    link(map, name, append(object))
  }

  private func info(_ name: String, _ pattern: TensorPattern) -> Tensorflow_TensorInfo {
    var info = Tensorflow_TensorInfo()
    info.name = name
    info.dtype = pattern.dtype
    info.tensorShape = Tensorflow_TensorShapeProto(pattern.dimensions)
    return info
  }
}
