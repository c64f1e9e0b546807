import Foundation
import Tapestry
import TensorBoardFiles
import TestSupport
import Testing

struct GraphSummariesTests {
  private func nodes(_ function: any TracedFunction) throws -> [String] {
    let folder = try TemporaryFolder()
    try SummaryWriter(logDirectory: folder.url.path).graph(function)
    return try EventAccumulator(folder.url.path).graphNodes
  }

  @Test func `operations are in the box of the variable that they read`() throws {
    let kernel = Variable(Tensor.ones([2, 1]), name: "dense/kernel:0")
    let cost = Function("cost") { (x: Tensor) in square(matmul(x, kernel) - 1).mean() }
    _ = try cost(Tensor.ones([3, 2]))
    let nodes = try nodes(cost)
    #expect(nodes.starts(with: ["input"]))
    for name in ["dense/kernel", "dense/matmul", "sub", "square", "mean", "output"] {
      #expect(nodes.contains(name), "\(name) is not in \(nodes)")
    }
    #expect(Set(nodes).count == nodes.count)
  }

  @Test func `branches and loops are boxes, and symbols become words`() throws {
    let count = Variable(0.0, name: "count")
    let flow = Function("flow") { (x: Tensor) in
      count.assignAdd(1)
      let part = cond(x.sum() > 0, then: { [x * count] }, else: { [-x] })[0]
      return whileLoop(
        [part, Tensor(0 as Int32)], while: { $0[1] < 3 }, do: { [$0[0] / 2, $0[1] + 1] })[0]
    }
    _ = try flow(Tensor.ones([3]))
    let nodes = try nodes(flow)
    for name in [
      "assign", "greater", "cond/If", "cond/then/mul", "cond/else/negate", "while/While",
      "while/condition/less", "while/body/div", "while/body/add",
    ] { #expect(nodes.contains(name), "\(name) is not in \(nodes)") }
    #expect(nodes.allSatisfy { $0.wholeMatch(of: #/[A-Za-z0-9.][A-Za-z0-9_.\/-]*/#) != nil })
    #expect(Set(nodes).count == nodes.count)
  }

  @Test func `a node with the name of a box is renamed`() throws {
    let kernel = Variable(Tensor.ones([2, 1]), name: "output/kernel")
    let scale = Variable(2.0, name: "input")
    let cost = Function("cost") { (x: Tensor) in scale * matmul(x, kernel) }
    _ = try cost(Tensor.ones([3, 2]))
    #expect(
      try nodes(cost).sorted() == [
        "input", "input_1", "mul", "output/kernel", "output/matmul", "output_1",
      ])
  }

  @Test func `a function that was never called stops the program`() async {
    let exit = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let folder = try TemporaryFolder()
      let twice = Function("twice") { (x: Tensor) in 2 * x }
      try SummaryWriter(logDirectory: folder.url.path).graph(twice)
    }
    expectMessage(exit, "the function 'twice' has no graph yet", "call it first")
  }
}
