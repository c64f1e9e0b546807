import Foundation
import ONNXFiles
import Tapestry
import TestSupport
import Testing

@Suite struct FlowNodesTests {
  @Test func `a branch is a node with two graphs that use the values around them`() throws {
    let scale = Variable(Tensor([1.0, 2.0], dtype: .float32), name: "scale:0")
    let written = try WrittenModel(TensorSpec([2])) { x in
      cond(x.sum() > 0, then: { [x * scale] }, else: { [-x] })[0]
    }
    let node = try written.node("If")
    let (then, otherwise) = (
      try #require(node.graph("then_branch")), try #require(node.graph("else_branch"))
    )
    #expect(then.node.map(\.opType) == ["Mul", "Identity"])
    #expect(then.node[0].input == ["x", "scale"])
    #expect(otherwise.node.map(\.opType) == ["Neg", "Identity"])
    #expect(then.input.isEmpty && otherwise.input.isEmpty)
    #expect(written.graph.initializer.contains { $0.name == "scale" })
  }

  @Test func `a loop computes its condition before the first step and in each`() throws {
    let written = try WrittenModel(TensorSpec([], .int32)) { n in
      whileLoop([n, Tensor(0 as Int32)], while: { $0[0] > 1 }, do: { [$0[0] - 3, $0[1] + 1] })[1]
    }
    let node = try written.node("Loop")
    #expect(node.input.count == 4 && node.input[0].isEmpty)
    #expect(written.operations == ["Greater", "Loop", "Identity"])
    let body = try #require(node.graph("body"))
    #expect(body.input.map(\.type.tensorType.elemType) == [7, 9, 6, 6])
    #expect(body.output.map(\.type.tensorType.elemType) == [9, 6, 6])
    #expect(
      body.node.map(\.opType).sorted() == [
        "Add", "Greater", "Identity", "Identity", "Identity", "Sub",
      ])
    // No name occurs twice, since a graph sees those around it.
    let names = written.graph.node.flatMap(\.output) + body.node.flatMap(\.output)
    #expect(Set(names).count == names.count)
  }

  @Test func `a loop that changes a variable, or has a limit, is an error with its cure`() throws {
    let calls = Variable(Tensor(0 as Int32), name: "calls:0")
    #expect {
      try WrittenModel(TensorSpec([], .int32)) { n in
        whileLoop(
          [n], while: { $0[0] > 0 },
          do: { state in
            calls.assignAdd(Tensor(1 as Int32))
            return [state[0] - 1]
          })[0]
      }
    } throws: { "\($0)".contains("while: it changes variable 'calls:0'") }
    #expect {
      try WrittenModel(TensorSpec([], .int32)) { n in
        whileLoop([n], while: { $0[0] > 0 }, do: { [$0[0] - 1] }, maximumSteps: 9)[0]
      }
    } throws: { "\($0)".contains("a limit of steps") && "\($0)".contains("count the steps") }
  }
}
