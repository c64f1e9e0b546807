import Tapestry
import TensorFlowMessages

/// A graph of a function, with what it takes and returns as the file describes it.
package struct FunctionGraph {
  package let graph: OpenGraph
  let arguments: [SavedStructure]
  let result: SavedStructure
  /// Names for the tensors that it takes.
  package let argumentNames: [String]
  /// Names for the arguments, which may hold several tensors or none.
  let topNames: [String]

  /// The tensors that it takes.
  var patterns: [TensorPattern] { arguments.flatMap(\.tensors) }

  /// The graphs of a function to be written: for a function with an input signature a single graph
  /// with open sizes, for others the graphs that were traced.
  ///
  /// - Parameters:
  ///   - arguments: the names of its arguments; by default x, y and z.
  ///   - inputSignature: an input signature in place of the function's own.
  package static func all(
    of source: any GraphSource, name: String, arguments: [String]? = nil,
    inputSignature: [TensorSpec]? = nil
  ) throws -> [FunctionGraph] {
    guard let signature = inputSignature ?? source.inputSignature else {
      return try source.tracedGraphs.map { try FunctionGraph($0, $0, name, arguments) }
    }
    func specs(_ probe: Int) -> [TensorSpec] {
      signature.map { spec in
        TensorSpec(shape: Shape(spec.dimensions.map { $0 ?? probe }), dtype: spec.dtype)
      }
    }
    let isOpen = signature.contains { $0.dimensions.contains(nil) }
    func graph(_ probe: Int) throws -> TracedGraph? {
      guard isOpen else { return try source.tracedGraph(for: specs(probe)) }
      do {
        return try source.tracedGraph(trying: specs(probe))
      } catch let stop as StoppedTrace {
        throw FormatError(
          "function '\(name)'",
          "its code stops for \(probe) rows, which stand for the open size"
            + (stop.latest.map { ", after \($0)" } ?? "")
            + ": \(stop.reason.operation): \(stop.reason.problem)",
          cure: "\(OpenGraph.cure); \(stop.reason.cure)")
      }
    }
    let (first, second) = (try graph(OpenGraph.probes.first), try graph(OpenGraph.probes.second))
    guard let first, let second else {
      throw FormatError(
        "function '\(name)'", "it has an input signature and takes more than tensors",
        cure: "let it take tensors, one for each part of its input signature")
    }
    return [try FunctionGraph(first, second, name, arguments)]
  }

  /// Names for the tensors that it returns; nil if some have none.
  package var resultNames: [String]? { result.names }

  private init(
    _ first: TracedGraph, _ second: TracedGraph, _ name: String, _ arguments: [String]?
  ) throws {
    guard !first.hasCaptures else {
      throw FormatError(
        "function '\(name)'", "its graph uses tensors of a function around it",
        cure: "give them to it as arguments")
    }
    graph = try OpenGraph(GraphSteps(first.graph), GraphSteps(second.graph), function: name)
    guard case .list(let parts) = first.signature else {
      throw FormatError(
        "function '\(name)'", "its arguments are not a list", cure: "trace it again")
    }
    let letters = ["x", "y", "z"]
    topNames =
      arguments ?? parts.indices.map { parts.count <= letters.count ? letters[$0] : "x\($0)" }
    let graph = graph
    let all = graph.first.parameters.map { index in
      TensorPattern(
        name: "", dimensions: graph.dimensions(index),
        dtype: graph.first.steps[index].spec.dtype.message)
    }
    var patterns = all[...]
    var arguments: [SavedStructure] = []
    var names: [String] = []
    for (part, top) in zip(parts, topNames) {
      let before = patterns.count
      guard let argument = SavedStructure(part, &patterns) else {
        throw FormatError(
          "function '\(name)'", "it takes an object, \(part)",
          cure: "let the function use it as a property, or give its tensors")
      }
      let count = before - patterns.count
      names += count == 1 ? [top] : (0..<count).map { "\(top)_\($0)" }
      if case .tensor(var pattern) = argument {
        pattern.name = top
        arguments.append(.tensor(pattern))
      } else {
        arguments.append(argument)
      }
    }
    self.arguments = arguments
    argumentNames = names
    let outputs = graph.first.outputs.map { index in
      TensorPattern(
        name: "", dimensions: graph.dimensions(index),
        dtype: graph.first.steps[index].spec.dtype.message)
    }
    var rest = outputs[...]
    guard let result = SavedStructure(first.result, &rest) else {
      throw FormatError(
        "function '\(name)'", "it returns an object, \(first.result)",
        cure: "let it return tensors, lists and dictionaries of such")
    }
    self.result = result
  }
}
