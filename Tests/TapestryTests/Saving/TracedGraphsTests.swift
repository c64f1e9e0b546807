import Foundation
import Synchronization
import Testing

@testable import Tapestry

@Suite struct TracedGraphsTests {
  /// Code that fits four rows only, behind the traces of two functions.
  private static func fitsFourRows() -> Function<Tensor, Tensor> {
    let inner = Function("inner") { (x: Tensor) in reshape(x * 2, [4, 3]) }
    return Function("outer", inputSignature: [TensorSpec([nil, 3])]) { (x: Tensor) in
      try inner(x + 1)
    }
  }

  private static func specs(_ rows: Int) -> [TensorSpec] {
    [TensorSpec(shape: [rows, 3], dtype: .float32)]
  }

  @Test func `code is tried for sizes that it may not fit`() throws {
    let function = Self.fitsFourRows()
    let graph = try #require(try function.tracedGraph(trying: Self.specs(4)))
    // The reshape changes nothing there.
    #expect(graph.graph.operations == ["+", "*"])
    let stop = try #require(throws: StoppedTrace.self) {
      try function.tracedGraph(trying: Self.specs(5))
    }
    #expect(stop.reason.operation == "reshape")
    // The latest node of the function that was asked for, not of one inside.
    #expect(stop.latest == "%2 = +(%0, %1): float32 (5, 3)")
  }

  @Test func `after a stop the function is traced and called as before, on all threads`() throws {
    let function = Self.fitsFourRows()
    #expect(throws: StoppedTrace.self) { try function.tracedGraph(trying: Self.specs(5)) }
    #expect(function.tracingCount == 0)
    let sums = Mutex<[Float]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      let sum = try? function(Tensor.ones([4, 3])).sum().scalar(as: Float.self)
      sums.withLock { $0.append(sum ?? 0) }
    }
    #expect(sums.withLock { $0 } == [48, 48, 48, 48] && function.tracingCount == 1)
  }

  @Test func `within a trace nothing is tried, since the trial could not enter it`() throws {
    let function = Self.fitsFourRows()
    let around = Function("around") { (x: Tensor) in
      let graph = try initScope { try function.tracedGraph(trying: Self.specs(4)) }
      #expect(graph?.graph.parameters.count == 1)
      return x
    }
    _ = try around(Tensor(1.0))
  }
}
