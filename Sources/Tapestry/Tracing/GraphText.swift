import FileAccess

extension Graph {
  /// The graph in the language of Graphviz, to be drawn by `dot -Tsvg` or any other tool that reads
  /// it.
  ///
  /// ```swift
  /// let f = Function("f") { (x: Tensor) in square(x) + 1 }
  /// print(try f.concreteFunction(for: Tensor([1.0, 2.0, 3.0])).graph.dot)
  /// // digraph "graph" {
  /// //   node [shape=box, style="rounded,filled", fillcolor="white", fontname="Helvetica"];
  /// //   v0 [label="parameter\n(3,) float32", fillcolor="#FFF3D6"];
  /// //   v1 [label="square\n(3,) float32"];
  /// //   …
  /// //   v2 -> v3;
  /// // }
  /// ```
  ///
  /// The same graph always gives the same text. Parameters, constants and variables are colored,
  /// results have a double border, and an arrow leads from each value to what is computed from it.
  public var dot: String {
    var lines = [
      "digraph \"graph\" {",
      "  node [shape=box, style=\"rounded,filled\", fillcolor=\"white\", fontname=\"Helvetica\"];",
    ]
    for value in values {
      let name = value.kind == .assignment ? "assign \(value.name)" : value.name
      let label = "\(name)\n\(value.spec.shape) \(value.spec.dtype)"
      var attributes = ["label=\(dotQuoted(label))"]
      if let color = value.kind.dotColor { attributes.append("fillcolor=\"\(color)\"") }
      if value.isResult { attributes.append("peripheries=2") }
      lines.append("  v\(value.index) [\(attributes.joined(separator: ", "))];")
    }
    for value in values {
      for input in value.inputs { lines.append("  v\(input) -> v\(value.index);") }
    }
    return (lines + ["}"]).joined(separator: "\n")
  }
}

extension Graph.Value.Kind {
  /// The color of a box; nil for an operation, of which there are most.
  fileprivate var dotColor: String? {
    switch self {
    case .parameter: "#FFF3D6"
    case .constant: "#EDEEF0"
    case .variable, .assignment: "#DCEBF7"
    case .operation: nil
    }
  }
}

/// A text as a quoted string of the DOT language. A variable may have any name, so quotes and
/// backslashes must be escaped.
private func dotQuoted(_ text: String) -> String {
  "\"" + text.escaping(["\"": "\\\"", "\\": "\\\\", "\n": "\\n"]) + "\""
}
