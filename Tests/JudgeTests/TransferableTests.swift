import ExerciseKit
import Miniature
import Tapestry
import Testing

@testable import Judge

@Suite struct TransferableTests {
  @Test func `an array without elements keeps its type on the way`() throws {
    #expect(try [Float](datum: [Float]().datum) == [])
    #expect(try [Double](datum: [Double]().datum) == [])
    #expect(try [Int](datum: [Int]().datum) == [])
    #expect(throws: DatumMismatch.self) { try [Float](datum: [Int]().datum) }
  }

  @Test func `a graph is shown node by node`() {
    let graph = MiniGraph(
      nodes: [
        MiniNode(operation: .input, name: "x", elementCount: 3),
        MiniNode(operation: .constant, constant: 0.5, elementCount: 1),
        MiniNode(operation: .multiply, inputs: [0, 1], elementCount: 3),
      ], outputs: [2])
    #expect(
      MiniGraph.text(for: graph.datum) == """
        %0 = input x: 3
        %1 = constant 0.5: 1
        %2 = *(%0, %1): 3
        return %2
        """)
  }

  @Test func `values without a special form are shown in words, in lists too`() {
    let view = View(shape: [2], strides: [-1], offset: 1)
    #expect(View.text(for: view.datum) == "View(shape: [2], strides: [-1], offset: 1)")
    let arguments: [MiniArgument] = [.tensor(dtype: "int32", shape: [2, 3]), .number(0.5)]
    #expect([MiniArgument].text(for: arguments.datum) == "[int32 [2, 3], 0.5]")
    let calls = [[TensorSpec(shape: [3])], []]
    #expect([[TensorSpec]].text(for: calls.datum) == "[[float32 (3,)], []]")
    #expect(NamedFunction.text(for: NamedFunction.cube.datum) == "x³")
  }

  @Test func `numbers, and data not of the type, are left to the judge`() {
    #expect([Int].text(for: [1, 2].datum) == nil)
    #expect(View.text(for: 1.datum) == nil)
  }
}
