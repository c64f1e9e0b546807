import CourseKit
import Plots
import Tapestry
import Testing

struct GraphDiagramTests {
  @Test func `a traced graph is drawn with a box for each value`() throws {
    let weights = Variable([1.0, 2.0], name: "w")
    let function = Function("f") { (x: Tensor) in
      weights.assignAdd(x)
      return square(weights) + 1
    }
    let graph = try function.concreteFunction(for: Tensor([3.0, 4.0])).graph
    let text = Figure.graph(GraphDiagram(graph), title: "f").dataText
    let expected = #"""
      diagram, 8 nodes, 6 edges
        input 0 "parameter\n(2,)"
        variable 1 "w\n(2,)"
        operation 2 "+\n(2,)"
        variable 3 "assign w\n(2,)"
        variable 4 "w\n(2,)"
        operation 5 "square\n(2,)"
        constant 6 "1.0\n()"
        result 7 "+\n(2,)"
        1 -> 2
      """#
    #expect(text.contains(expected), "\(text)")
  }

  @Test func `the graph as it runs can be drawn beside the graph as traced`() throws {
    let function = Function("f") { (x: Tensor) in
      let unused = exp(x)
      _ = unused
      return x * 1 + 0 * 2
    }
    let concrete = try function.concreteFunction(for: Tensor([3.0, 4.0]))
    let traced = Figure.graph(GraphDiagram(concrete.graph)).dataText
    let optimized = Figure.graph(GraphDiagram(concrete.optimizedGraph)).dataText
    #expect(traced.contains("exp"))
    #expect(!optimized.contains("exp"))
  }
}
