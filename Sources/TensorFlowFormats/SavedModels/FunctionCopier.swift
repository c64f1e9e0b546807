import Tapestry
import TensorFlowMessages

/// Functions that were loaded, written into another file as the first file has them.
///
/// The alternative, to trace them and write what was traced, would lose sizes that are open and
/// operations that are not known here.
extension SavedModelWriter {
  /// Writes the graphs of a loaded function, each with all the functions that it calls.
  mutating func copy(_ function: LoadedFunction, _ name: String) throws -> [Concrete] {
    try function.overloads.map { overload in
      let captures = try overload.captures.map { try capture($0, of: name) }
      let copied = try copy(overload.concrete, from: function.library)
      let body = graph.library.function.first { $0.signature.name == copied }!
      var message = overload.message
      message.boundInputs = captures.map { Int32($0.number) }
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

  /// What stands in the file for something that a function takes besides its arguments.
  private mutating func capture(_ value: GraphValue, of name: String) throws -> Capture {
    switch value {
    case .variable(let variable): return capture(variable)
    case .tensor(let tensor):
      let node = top.add(
        "Const", named: "constant", [],
        ["dtype": .type(tensor.dtype), "value": .tensor(Tensorflow_TensorProto(tensor))])
      var object = Tensorflow_SavedObject()
      object.constant.operation = node
      let number = append(object)
      link(0, "constant_\(number)", number)
      return Capture(number: number, handle: node, type: tensor.dtype.message)
    case .list, .other:
      var what = "a list of tensors"
      if case .other(let text) = value { what = text }
      throw FormatError(
        "function '\(name)'", "it was loaded, and uses \(what), which cannot be written again",
        cure: "copy the folder that it was loaded from, or save the model without this function")
    }
  }

  /// Copies a function and those that it calls, under names that no other function of the file has,
  /// and gives its own.
  private mutating func copy(_ name: String, from library: GraphLibrary) throws -> String {
    var waiting = [name]
    var new: [Tensorflow_FunctionDef] = []
    while let next = waiting.popLast() {
      let key = CopiedFunction(library: ObjectIdentifier(library), name: next)
      if copies[key] != nil { continue }
      guard let function = library.functions[next] else {
        throw FormatError(
          library.place, "there is no function '\(next)'",
          cure: "the file is damaged: write it again")
      }
      concreteCount += 1
      copies[key] = "\(Self.copyPrefix)\(Self.stem(next))_\(concreteCount)"
      new.append(function)
      waiting += function.nodeDef.flatMap(\.functionsUsed).filter { library.functions[$0] != nil }
      if let gradient = library.gradients[next] { waiting.append(gradient) }
    }
    func renamed(_ name: String) -> String? {
      copies[CopiedFunction(library: ObjectIdentifier(library), name: name)]
    }
    for function in new {
      var function = function
      let old = function.signature.name
      function.signature.name = renamed(old)!
      for place in function.nodeDef.indices { function.nodeDef[place].renameFunctions(renamed) }
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

  /// With what the names of copies begin, and those of no function that is written here.
  private static let copyPrefix = "loaded_"

  /// A function's name without what an earlier copy added.
  private static func stem(_ name: String) -> String {
    let own = name.hasPrefix(copyPrefix) ? String(name.dropFirst(copyPrefix.count)) : name
    guard let mark = own.lastIndex(of: "_"), own[own.index(after: mark)...].allSatisfy(\.isNumber)
    else { return own }
    return String(own[..<mark])
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

  fileprivate mutating func renameFunctions(_ renamed: (String) -> String?) {
    if let name = renamed(op) { op = name }
    for key in attr.keys {
      switch attr[key]!.value {
      case .func(var function):
        function.name = renamed(function.name) ?? function.name
        attr[key]!.func = function
      case .list(var list) where !list.func.isEmpty:
        for place in list.func.indices {
          list.func[place].name = renamed(list.func[place].name) ?? list.func[place].name
        }
        attr[key]!.list = list
      default: continue
      }
    }
  }
}
