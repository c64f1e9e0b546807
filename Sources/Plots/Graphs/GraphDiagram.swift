/// A diagram of boxes and arrows, such as the graph of a computation: inputs above, results below.
///
/// ```swift
/// var graph = GraphDiagram()
/// graph.node("x", label: "x", kind: .input)
/// graph.node("square", label: "x * x", kind: .operation)
/// graph.edge(from: "x", to: "square")
/// try Figure.graph(graph, title: "y = x²").write(to: "graph.png")
/// ```
public struct GraphDiagram: Sendable {
  /// The kind of a box, shown by its color and the roundness of its corners.
  public enum Kind: String, Sendable {
    /// Data that comes from outside.
    case input
    /// A value that training changes.
    case variable
    /// A value that never changes.
    case constant
    /// A computation.
    case operation
    /// A result.
    case result

    var fill: Color {
      switch self {
      case .input: Color(0xFFF3D6)
      case .variable: Color(0xDCEBF7)
      case .constant: Color(0xEDEEF0)
      case .operation: .white
      case .result: Color(0xDDF2EA)
      }
    }

    var stroke: Color {
      switch self {
      case .input: .amber
      case .variable: .blue
      case .constant: Color(0x8A8F98)
      case .operation: .frame
      case .result: .green
      }
    }
  }

  struct Node: Sendable {
    let id: String
    let label: String
    let kind: Kind
  }

  struct Edge: Sendable {
    let from: Int
    let to: Int
    let label: String
  }

  private(set) var nodes: [Node] = []
  private(set) var edges: [Edge] = []
  private var indices: [String: Int] = [:]

  /// Makes a diagram without boxes.
  ///
  /// ```swift
  /// var graph = GraphDiagram()
  /// ```
  public init() {}

  /// Makes a diagram of given boxes and arrows.
  ///
  /// ```swift
  /// let graph = GraphDiagram(
  ///   nodes: [("x", "x", .input), ("y", "x * x", .operation)], edges: [("x", "y", "(3,)")])
  /// ```
  ///
  /// - Precondition: the boxes have different identifiers, and each arrow names existing boxes.
  public init(
    nodes: [(id: String, label: String, kind: Kind)],
    edges: [(from: String, to: String, label: String?)]
  ) {
    for one in nodes { node(one.id, label: one.label, kind: one.kind) }
    for one in edges { edge(from: one.from, to: one.to, label: one.label ?? "") }
  }

  /// Adds a box; its text may have several lines.
  ///
  /// ```swift
  /// graph.node("w", label: "w\n(2, 3)", kind: .variable)
  /// ```
  ///
  /// - Precondition: no other box has this identifier.
  public mutating func node(_ id: String, label: String, kind: Kind) {
    if let index = indices[id] {
      misuse(
        "GraphDiagram.node", "\"\(id)\" names the box \"\(nodes[index].label)\" already",
        cure: "give every box an identifier of its own")
    }
    indices[id] = nodes.count
    nodes.append(Node(id: id, label: label, kind: kind))
  }

  /// Adds an arrow between two boxes.
  ///
  /// ```swift
  /// graph.edge(from: "w", to: "matmul", label: "(2, 3)")
  /// ```
  ///
  /// - Precondition: there are boxes with both identifiers.
  public mutating func edge(from: String, to: String, label: String = "") {
    guard let start = indices[from], let end = indices[to] else {
      misuse(
        "GraphDiagram.edge", "no box is called \"\(indices[from] == nil ? from : to)\"",
        cure: "add both boxes before the arrow between them")
    }
    edges.append(Edge(from: start, to: end, label: label))
  }

  /// The boxes and arrows as lines of data text.
  var dataLines: [String] {
    ["diagram, \(nodes.count) nodes, \(edges.count) edges"]
      + nodes.map { "  \($0.kind.rawValue) \($0.id) \"\(Figure.oneLine($0.label))\"" }
      + edges.map { edge in
        let label = edge.label.isEmpty ? "" : " \"\(Figure.oneLine(edge.label))\""
        return "  \(nodes[edge.from].id) -> \(nodes[edge.to].id)\(label)"
      }
  }
}

extension Figure {
  /// A figure of a diagram, by default as large as the diagram; a diagram that is larger than the
  /// given size is scaled down.
  ///
  /// ```swift
  /// try Figure.graph(diagram, title: "What the tape recorded").write(to: "tape.svg")
  /// ```
  ///
  /// - **Units:** inches; `dpi` in pixels per inch.
  /// - Precondition: each size is positive and finite.
  public static func graph(
    _ diagram: GraphDiagram, title: String = "", width: Double? = nil, height: Double? = nil,
    dpi: Double = 100
  ) -> Figure {
    let natural = diagram.naturalSize(title: title)
    var figure = Figure(
      width: width ?? natural.width, height: height ?? natural.height, dpi: dpi, title: title)
    figure.diagram = diagram
    return figure
  }
}
