import Testing

@testable import Miniature

@Suite struct RecorderTests {
  @Test func `operations are recorded in their order, with the nodes that they read`() {
    let recorder = Recorder()
    let x = recorder.input("x", elementCount: 3)
    let y = (x * recorder.constant(2)).apply(.exp).sum()
    #expect(
      recorder.graph(outputs: [y])
        == MiniGraph(
          nodes: [
            MiniNode(operation: .input, name: "x", elementCount: 3),
            MiniNode(operation: .constant, constant: 2, elementCount: 1),
            MiniNode(operation: .multiply, inputs: [0, 1], elementCount: 3),
            MiniNode(operation: .exp, inputs: [2], elementCount: 3),
            MiniNode(operation: .sum, inputs: [3], elementCount: 1),
          ], outputs: [4]))
  }

  @Test func `an assignment is recorded between the reads before and after it`() {
    let recorder = Recorder()
    let before = recorder.read("w", elementCount: 2)
    recorder.assign("w", before + before)
    let after = recorder.read("w", elementCount: 2)
    #expect(
      recorder.graph(outputs: [after]).nodes.map(\.operation) == [.read, .add, .assign, .read])
  }
}
