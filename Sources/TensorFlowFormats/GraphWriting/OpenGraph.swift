import Tapestry

/// A graph in which some sizes are left open: traced twice, for two sizes of the open dimensions,
/// with graphs that are the same except for these.
///
/// Graphs here know all sizes. Files of other programs may leave them open, and a second trace
/// shows what depends on them; the alternative, symbolic sizes in the engine, would make every
/// shape of every operation carry what only this needs.
package struct OpenGraph {
  /// The sizes that stand for open ones: primes, so that no other size is likely to equal them.
  package static let probes = (first: 13, second: 17)

  package let first: GraphSteps
  /// The same graph for the other size; the first itself if nothing is open.
  package let second: GraphSteps
  /// The function, for messages.
  package let function: String

  /// - Throws: `FormatError` that names the node which depends on an open size.
  package init(_ first: GraphSteps, _ second: GraphSteps, function: String) throws(FormatError) {
    self.first = first
    self.second = second
    self.function = function
    guard first.steps.count == second.steps.count, first.outputs == second.outputs,
      first.parameters == second.parameters
    else {
      throw FormatError(
        "function '\(function)'",
        "its graph has \(first.steps.count) values for \(Self.probes.first) rows and "
          + "\(second.steps.count) for \(Self.probes.second)",
        cure: Self.cure)
    }
    for index in first.steps.indices {
      let (a, b) = (first.steps[index], second.steps[index])
      guard a.inputs == b.inputs, a.action.name == b.action.name, a.spec.dtype == b.spec.dtype,
        a.spec.shape.rank == b.spec.shape.rank
      else { throw differing(index) }
    }
  }

  package static let cure =
    "give the input signature all sizes (for a model, that of a Function that calls it), or "
    + "compute what depends on them with tensors"

  /// The sizes of a value, nil where they are open.
  package func dimensions(_ index: Int) -> [Int?] {
    zip(first.steps[index].spec.shape.dimensions, second.steps[index].spec.shape.dimensions)
      .map { $0 == $1 ? $0 : nil }
  }

  /// Whether a size of a value is the open size itself, and not computed from it.
  package func isBatch(_ index: Int, _ axis: Int) -> Bool {
    first.steps[index].spec.shape.dimensions[axis] == Self.probes.first
      && second.steps[index].spec.shape.dimensions[axis] == Self.probes.second
  }

  package func differing(_ index: Int) -> FormatError {
    let (a, b) = (first.steps[index], second.steps[index])
    return FormatError(
      "function '\(function)'",
      "node %\(index), \(a.action.name), depends on the open size: it gives \(a.spec) for "
        + "\(Self.probes.first) rows and \(b.spec) for \(Self.probes.second)",
      cure: Self.cure)
  }
}

extension GraphAction {
  /// The operation's name, as the engine's graphs print it.
  package var name: String {
    switch self {
    case .parameter: "parameter"
    case .constant: "constant"
    case .read: "readVariable"
    case .assign: "assign"
    case .embed: "embed"
    case .plain(let name), .other(let name), .reduction(let name, _, _), .window(let name, _),
      .cumulative(let name, _, _, _), .made(let name, _):
      name
    case .transpose: "transpose"
    case .matmul: "matmul"
    case .concat: "concat"
    case .pad: "pad"
    case .slice: "slice"
    case .gather: "gather"
    case .oneHot: "oneHot"
    case .assertion: "assert"
    case .flow(let flow, _): if case .branch = flow.kind { "cond" } else { "while" }
    }
  }
}
