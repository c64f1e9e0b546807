import Testing

@testable import Tapestry

struct GraphTextTests {
  /// A graph with a value of each kind.
  private func graph(variableNamed name: String = "w") throws -> Graph {
    let variable = Variable([1.0, 2.0], name: name)
    let function = Function("f") { (x: Tensor) in
      variable.assignAdd(x)
      return square(variable) + 1
    }
    return try function.concreteFunction(for: Tensor([3.0, 4.0])).graph
  }

  @Test func `the values of a graph are listed with what they are`() throws {
    let values = try graph().values
    #expect(
      values.map(\.kind) == [
        .parameter, .variable, .operation, .assignment, .variable, .operation, .constant,
        .operation,
      ])
    #expect(values.map(\.name) == ["parameter", "w", "+", "w", "w", "square", "1.0", "+"])
    #expect(values.map(\.inputs) == [[], [], [1, 0], [2], [], [4], [], [5, 6]])
    #expect(values.map(\.isResult) == [Bool](repeating: false, count: 7) + [true])
    #expect(values[7].spec == TensorSpec(shape: [2]))
  }

  @Test func `dot text has a box for each value and an arrow for each use`() throws {
    #expect(
      try graph().dot == #"""
        digraph "graph" {
          node [shape=box, style="rounded,filled", fillcolor="white", fontname="Helvetica"];
          v0 [label="parameter\n(2,) float32", fillcolor="#FFF3D6"];
          v1 [label="w\n(2,) float32", fillcolor="#DCEBF7"];
          v2 [label="+\n(2,) float32"];
          v3 [label="assign w\n(2,) float32", fillcolor="#DCEBF7"];
          v4 [label="w\n(2,) float32", fillcolor="#DCEBF7"];
          v5 [label="square\n(2,) float32"];
          v6 [label="1.0\n() float32", fillcolor="#EDEEF0"];
          v7 [label="+\n(2,) float32", peripheries=2];
          v1 -> v2;
          v0 -> v2;
          v2 -> v3;
          v4 -> v5;
          v5 -> v7;
          v6 -> v7;
        }
        """#)
  }

  @Test func `the same graph gives the same text`() throws {
    #expect(try graph().dot == graph().dot)
  }

  @Test func `quotes, backslashes and line breaks of a name stay inside the label`() throws {
    let dot = try graph(variableNamed: "a\"b\\n\nc").dot
    #expect(dot.contains(#"v1 [label="a\"b\\n\nc\n(2,) float32""#))
  }

  @Test func `quotes, backslashes and line breaks with an accent stay inside the label, too`()
    throws
  {
    let dot = try graph(variableNamed: "a\"\u{301}b\\\u{301}\n\u{301}c").dot
    let label = "v1 [label=\"a\\\"\u{301}b\\\\\u{301}\\n\u{301}c\\n(2,) float32\""
    // As bytes, since the quotation mark and the accent are one character.
    #expect(dot.utf8.firstRange(of: Array(label.utf8)) != nil)
  }

  @Test func `a parameter that is returned at once is a result`() throws {
    let function = Function("same") { (x: Tensor) in x }
    let graph = try function.concreteFunction(for: Tensor(1.0)).graph
    #expect(graph.values.map(\.isResult) == [true])
    #expect(graph.dot.contains("peripheries=2"))
  }
}
