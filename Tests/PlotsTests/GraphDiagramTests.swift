import Testing

@testable import Plots

@Suite struct GraphDiagramTests {
  private func layout(_ count: Int, _ edges: [(from: Int, to: Int)]) -> GraphLayout {
    GraphLayout(
      boxes: Array(repeating: .init(width: 50, height: 20), count: count), edges: edges,
      labels: Array(repeating: nil, count: edges.count), gapBetweenSlots: 10,
      gapBetweenLayers: 30)
  }

  /// A network of five layers with jumps over layers, a cycle and a box that feeds itself.
  private var network: GraphDiagram {
    var graph = GraphDiagram()
    graph.node("x", label: "x\n(32, 4)", kind: .input)
    var last = "x"
    for index in 0..<5 {
      graph.node("W\(index)", label: "W\(index)", kind: .variable)
      graph.node("matmul\(index)", label: "matmul", kind: .operation)
      graph.node("relu\(index)", label: "relu", kind: .operation)
      graph.edge(from: last, to: "matmul\(index)", label: index == 2 ? "(32, 64)" : "")
      graph.edge(from: "W\(index)", to: "matmul\(index)")
      graph.edge(from: "matmul\(index)", to: "relu\(index)")
      if index > 1 { graph.edge(from: "relu\(index - 2)", to: "relu\(index)", label: "skip") }
      last = "relu\(index)"
    }
    graph.node("loss", label: "loss", kind: .result)
    graph.edge(from: last, to: "loss")
    graph.edge(from: "loss", to: "W0", label: "update")
    graph.edge(from: last, to: last, label: "again")
    return graph
  }

  @Test func `boxes are below everything that leads to them`() {
    let edges = [(0, 1), (1, 2), (0, 2), (3, 2), (2, 4)]
    let layout = layout(5, edges.map { (from: $0.0, to: $0.1) })
    for (from, to) in edges { #expect(layout.slots[from].layer < layout.slots[to].layer) }
    #expect(layout.slots[2].layer == 2)
    #expect(layout.slots[3].layer == 1, "an input stands directly above what it leads to")
  }

  @Test func `slots of one layer do not overlap`() {
    let edges = (0..<40).map { (from: $0 % 7, to: 7 + ($0 * 5) % 11) }
    let layout = layout(18, edges)
    for layer in layout.layers {
      for (left, right) in zip(layer, layer.dropFirst()) {
        let (a, b) = (layout.slots[left], layout.slots[right])
        #expect(b.x - a.x >= (a.width + b.width) / 2 + 10 - 1e-9)
      }
    }
  }

  @Test func `arrows that need not cross do not cross`() {
    // Two chains whose boxes were given in the wrong order.
    let layout = layout(
      6, [(from: 0, to: 3), (from: 3, to: 4), (from: 1, to: 2), (from: 2, to: 5)])
    #expect(layout.crossingCount == 0)
    // A binary tree whose boxes were given in no order.
    func shuffled(_ index: Int) -> Int { index * 13 % 31 }
    let tree = (1..<31).map { (from: shuffled(($0 - 1) / 2), to: shuffled($0)) }
    #expect(self.layout(31, tree).crossingCount == 0)
  }

  @Test func `an arrow that closes a cycle is reversed for the layout`() {
    let layout = layout(3, [(from: 0, to: 1), (from: 1, to: 2), (from: 2, to: 0)])
    #expect(layout.routes.map(\.isReversed) == [false, false, true])
    #expect(layout.layers.count == 3)
  }

  @Test func `a chain of ten thousand boxes is laid out`() {
    let layout = layout(10_000, (1..<10_000).map { (from: $0 - 1, to: $0) })
    #expect(layout.layers.count == 10_000)
  }

  @Test func `no text of a diagram leaves the page or touches another`() throws {
    try expectReadable(.graph(network, title: "A network"))
    try expectReadable(.graph(network, title: "A network", width: 4, height: 4))
  }

  @Test func `a diagram has its own size or the requested one`() throws {
    let own = Figure.graph(network)
    let picture = try Picture(own.bytes(as: .png))
    #expect(picture.width == Int((own.width * 100).rounded()))
    #expect(picture.count(GraphDiagram.Kind.variable.fill.hex) > 1000)
    let asked = try Picture(Figure.graph(network, width: 5, height: 7).bytes(as: .png))
    #expect((asked.width, asked.height) == (500, 700))
  }

  @Test func `an empty diagram is a page`() throws {
    #expect(try Picture(Figure.graph(GraphDiagram(), title: "nothing").bytes(as: .png)).width > 0)
  }
}
