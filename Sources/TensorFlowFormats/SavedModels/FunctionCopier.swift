import Tapestry
import TensorFlowMessages

/// Loaded functions, written into another file as they are in the first.
///
/// The alternative, to write new traces of them, would lose open sizes and unsupported operations.
extension SavedModelWriter {
  /// Writes the graphs of a loaded function, each with all the functions that it calls.
  mutating func copy(_ function: LoadedFunction, _ name: String) throws -> [Concrete] {
    try function.overloads.map { overload in
      let captures = try overload.captures.map { try capture($0, of: name) }
      let copied = try copy(overload.concrete, from: function.library)
      let body = graph.library.function.first { $0.signature.name == copied }!
      var message = overload.message
      message.boundInputs = captures.map { Int32($0.nodeID) }
      objects.concreteFunctions[copied] = message
      let keywords = overload.keywords.sorted { $0.key < $1.key }
      let names = function.parameters.names
      let positional = overload.arguments.indices.map {
        $0 < names.count ? names[$0] : "argument_\($0)"
      }
      let structures = overload.arguments + keywords.map(\.value)
      return Concrete(
        name: copied, arguments: positional + keywords.map(\.key), structures: structures,
        patterns: structures.flatMap(\.tensors), result: overload.result, captures: captures,
        body: body)
    }
  }

  /// What represents in the file something that a function takes besides its arguments.
  private mutating func capture(_ value: GraphValue, of name: String) throws -> Capture {
    switch value {
    case .variable(let variable): return capture(variable)
    case .tensor(let tensor):
      let node = top.add(
        "Const", named: "constant", [],
        ["dtype": .type(tensor.dtype), "value": .tensor(Tensorflow_TensorProto(tensor))])
      var object = Tensorflow_SavedObject()
      object.constant.operation = node
      let nodeID = append(object)
      link(0, "constant_\(nodeID)", nodeID)
      return Capture(nodeID: nodeID, handle: node, type: tensor.dtype.message)
    case .list, .optional, .text, .other:
      let what =
        switch value {
        case .other(let text): text
        case .text: "a string"
        default: "a list of tensors"
        }
      throw FormatError(
        "function '\(name)'", "it was loaded, and uses \(what), which cannot be written again",
        cure: "copy the folder that it was loaded from, or save the model without this function")
    }
  }

  /// Copies a function and those that it calls, under names that no other function of the file has,
  /// and returns the name of its copy.
  private mutating func copy(_ name: String, from library: GraphLibrary) throws -> String {
    var waiting = [name]
    var new: [Tensorflow_FunctionDef] = []
    while let next = waiting.popLast() {
      let key = CopiedFunction(library: ObjectIdentifier(library), name: next)
      if copies[key] != nil { continue }
      guard let function = library.functions[next] else {
        throw FormatError(
          library.location, "there is no function '\(next)'",
          cure: "the file is damaged: write it again")
      }
      concreteCount += 1
      copies[key] = "\(Self.copyPrefix)\(Self.stem(next))_\(concreteCount)"
      new.append(function)
      waiting += function.nodeDef.flatMap(\.functionsUsed).filter { library.functions[$0] != nil }
      waiting += [library.gradients[next]].compactMap { $0 }
      waiting += function.nodeDef.compactMap(\.customGradient)
        .compactMap { library.customGradients[$0] }
    }
    let known = copies
    func renamed(_ name: String) -> String? {
      known[CopiedFunction(library: ObjectIdentifier(library), name: name)]
    }
    for function in new {
      var function = function
      let old = function.signature.name
      function.signature.name = renamed(old)!
      for index in function.nodeDef.indices {
        function.nodeDef[index].renameFunctions(renamed)
        try register(gradientOf: &function.nodeDef[index], from: library, renamed)
      }
      graph.library.function.append(function)
      if let gradient = library.gradients[old].flatMap(renamed) {
        var message = Tensorflow_GradientDef()
        message.functionName = function.signature.name
        message.gradientFunc = gradient
        graph.library.gradient.append(message)
      }
    }
    libraryProducer = max(libraryProducer, library.versions.producer)
    return renamed(name)!
  }

  /// Registers a node's custom gradient under the name of its copy, which is unique among all
  /// files.
  private mutating func register(
    gradientOf node: inout Tensorflow_NodeDef, from library: GraphLibrary,
    _ renamed: (String) -> String?
  ) throws {
    guard let name = node.customGradient, let gradient = library.customGradients[name],
      let copied = renamed(gradient)
    else { return }
    node.customGradient = copied
    guard !graph.library.registeredGradients.contains(where: { $0.gradientFunc == copied })
    else { return }
    var message = Tensorflow_RegisteredGradient()
    (message.gradientFunc, message.registeredOpType) = (copied, copied)
    graph.library.registeredGradients.append(message)
    guard var concrete = library.objects.concreteFunctions[gradient] else { return }
    concrete.boundInputs = try concrete.boundInputs.map {
      try Int32(capture($0, ofGradient: gradient, from: library, renamed))
    }
    objects.concreteFunctions[copied] = concrete
  }

  /// What represents in the file a tensor in the middle of a function, which the function's custom
  /// gradient takes besides the gradients of the results.
  private mutating func capture(
    _ index: Int32, ofGradient gradient: String, from library: GraphLibrary,
    _ renamed: (String) -> String?
  ) throws -> Int {
    let nodes = library.objects.nodes
    guard nodes.indices.contains(Int(index)),
      case .capturedTensor(var tensor)? = nodes[Int(index)].kind,
      let function = renamed(tensor.concreteFunction)
    else {
      throw FormatError(
        "function '\(gradient)'",
        "it is a custom gradient that uses a variable or a constant, and cannot be written again",
        cure: "copy the folder that it was loaded from")
    }
    tensor.concreteFunction = function
    var object = Tensorflow_SavedObject()
    object.capturedTensor = tensor
    return append(object)
  }

  /// The prefix of copies' names; no other function's name has it.
  private static let copyPrefix = "loaded_"

  /// A function's name without what an earlier copy added.
  private static func stem(_ name: String) -> String {
    let own = name.hasPrefix(copyPrefix) ? String(name.dropFirst(copyPrefix.count)) : name
    guard let underscore = own.lastIndex(of: "_"),
      own[own.index(after: underscore)...].allSatisfy(\.isNumber)
    else { return own }
    return String(own[..<underscore])
  }
}

/// A function of a file.
struct CopiedFunction: Hashable {
  let library: ObjectIdentifier
  let name: String
}

extension Tensorflow_NodeDef {
  /// The functions that the node names, itself among them if its operation is one.
  fileprivate var functionsUsed: [String] {
    [op] + attr.values.flatMap { $0.list.func.map(\.name) + [$0.func.name] }
  }

  /// The name under which the node's gradient is registered, if it is not its operation's.
  fileprivate var customGradient: String? {
    get {
      guard case .s(let name)? = attr["_gradient_op_type"]?.value else { return nil }
      return String(decoding: name, as: UTF8.self)
    }
    set { attr["_gradient_op_type"] = newValue.map { .text($0) } }
  }

  fileprivate mutating func renameFunctions(_ renamed: (String) -> String?) {
    if let name = renamed(op) { op = name }
    for key in attr.keys {
      switch attr[key]!.value {
      case .func(var function):
        function.name = renamed(function.name) ?? function.name
        attr[key]!.func = function
      case .list(var list) where !list.func.isEmpty:
        for index in list.func.indices {
          list.func[index].name = renamed(list.func[index].name) ?? list.func[index].name
        }
        attr[key]!.list = list
      default: continue
      }
    }
  }
}
