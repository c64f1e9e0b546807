import Tapestry
import TensorFlowMessages

// The functions of a SavedModel, each with one concrete function for every graph, and its
// signatures.

extension SavedModelWriter {
  /// Whether functions have been added.
  var holdsFunctions: Bool { !functions.isEmpty }

  /// Writes the functions and the signatures.
  ///
  /// - Parameter named: functions by the names of signatures. If there are none, the function that
  ///   alone has an input signature is `serving_default`; of a model, its call.
  mutating func writeFunctions(signatures named: [String: any TracedFunction]?) throws {
    let map = addObject("signature_map")
    link(0, "signatures", map)
    var written: [ObjectIdentifier: [Concrete]] = [:]
    for function in functions {
      let concrete = try write(function.source, function.name)
      written[ObjectIdentifier(function.source)] = concrete
      if case .bareConcreteFunction = objects.nodes[function.nodeID].kind {
        objects.nodes[function.nodeID].bareConcreteFunction.concreteFunctionName =
          concrete.first?.name ?? ""
        continue
      }
      objects.nodes[function.nodeID].function.concreteFunctions = concrete.map(\.name)
      guard let source = function.source as? any GraphSource else { continue }
      var spec = Tensorflow_FunctionSpec()
      spec.fullargspec = .fullArgumentSpec(concrete.first?.arguments ?? [])
      spec.isMethod = true
      spec.inputSignature = .none
      // TensorFlow would compare a signature of tensors with a list as they stand.
      if source.inputSignature != nil, let first = concrete.first,
        first.patterns.count == first.structures.count
      {
        spec.inputSignature = .tuple(first.patterns.map { Tensorflow_StructuredValue(.tensor($0)) })
      }
      objects.nodes[function.nodeID].function.functionSpec = spec
    }
    guard let named else {
      let calls = functions.filter { names[ObjectIdentifier($0.source)] != nil }
      let served =
        calls.isEmpty
        ? functions.filter { ($0.source as? any GraphSource)?.inputSignature != nil } : calls
      guard served.count == 1, let first = written[ObjectIdentifier(served[0].source)]?.first,
        Self.outputs(of: first) != nil
      else { return }
      return try serve(first, as: "serving_default", in: map)
    }
    for (name, source) in named.sorted(by: { $0.key < $1.key }) {
      let concrete = try written[ObjectIdentifier(source)] ?? write(source, name)
      written[ObjectIdentifier(source)] = concrete
      guard concrete.count == 1 else {
        throw FormatError(
          "signature '\(name)'", "its function has \(concrete.count) graphs, not one",
          cure: "give the function an input signature")
      }
      try serve(concrete[0], as: name, in: map)
    }
  }

  private mutating func write(_ source: any TracedFunction, _ name: String) throws -> [Concrete] {
    if let loaded = source as? LoadedFunction { return try copy(loaded, name) }
    guard let source = source as? any GraphSource else {
      throw FormatError(
        "function '\(name)'", "the graphs of \(type(of: source)) cannot be written",
        cure: "wrap it: Function(\"serve\") { … }, and trace that")
    }
    let served = names[ObjectIdentifier(source)]
    return try FunctionGraph.all(of: source, name: name, arguments: served.map { _ in ["inputs"] })
      .map { try write($0, name, served) }
  }

  /// What a function takes besides its arguments: an object of the file, and the node that
  /// represents it outside functions.
  struct Capture {
    let nodeID: Int
    let handle: String
    let type: Tensorflow_DataType
  }

  /// A variable as a function takes it.
  mutating func capture(_ variable: Variable) -> Capture {
    if indices[variable] == nil {
      // A variable that no property holds is kept under a name of its own.
      let nodeID = add(variable, path: ["captured", String(variables.count)])
      link(0, "captured_\(variables.count)", nodeID)
    }
    let known = variables[indices[variable]!]
    return Capture(nodeID: known.nodeID, handle: known.handle, type: .dtResource)
  }

  /// A function as it is in the file.
  struct Concrete {
    let name: String
    let arguments: [String]
    let structures: [SavedStructure]
    let patterns: [TensorPattern]
    let result: SavedStructure
    let captures: [Capture]
    let body: Tensorflow_FunctionDef
    /// Names for a signature; nil if it takes those of the arguments.
    var served: ServedNames?
  }

  private mutating func write(
    _ traced: FunctionGraph, _ name: String, _ served: ServedNames?
  ) throws -> Concrete {
    concreteCount += 1
    var writer = FunctionWriter(traced.graph)
    let parameters = traced.graph.first.parameters
    let arguments = traced.argumentNames
    let concrete = "__inference_\(identifier(name))_\(concreteCount)"
    try writer.write(
      concrete, arguments: arguments,
      types: parameters.map { traced.graph.first.steps[$0].spec.dtype })
    graph.library.function += writer.functions
    var captures: [Capture] = []
    for variable in writer.variables { captures.append(capture(variable)) }
    var saved = Tensorflow_SavedConcreteFunction()
    saved.boundInputs = captures.map { Int32($0.nodeID) }
    saved.canonicalizedInputSignature = .tuple([
      .tuple(traced.arguments.map { Tensorflow_StructuredValue($0) }), .dictionary([:]),
    ])
    saved.outputSignature = Tensorflow_StructuredValue(traced.result)
    objects.concreteFunctions[concrete] = saved
    return Concrete(
      name: concrete, arguments: traced.topNames, structures: traced.arguments,
      patterns: traced.patterns,
      result: traced.result, captures: captures, body: writer.functions.last!,
      served: served)
  }

  /// A name that TensorFlow accepts for a function.
  func identifier(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }
}
