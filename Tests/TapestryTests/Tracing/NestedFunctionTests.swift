import Synchronization
import Testing

@testable import Tapestry

struct NestedFunctionTests {
  @Test func `functions inside functions become one graph`() throws {
    let inner = Function("inner") { (x: Tensor) in square(x) + Tensor([1.0, 1.0]) * 2 }
    let outer = Function("outer") { (x: Tensor) in try inner(x) + inner(x * 2) }
    #expect(try outer(Tensor([1.0, 2.0])).scalars(as: Float.self) == [9, 24])
    #expect(inner.tracingCount == 1)
    let graph = outer.concreteFunctions[0].optimizedGraph
    #expect(graph.fault() == nil)
    #expect(graph.operations.filter { $0 == "square" }.count == 2)
  }

  @Test func `a function inside another may use tensors of the outer one`() throws {
    let outer = Function("outer") { (x: Tensor) in
      let y = x * 2
      let inner = Function("inner") { (z: Tensor) in y * z + y }
      return try inner(x) + inner(x + 1)
    }
    #expect(try outer(Tensor(3.0)).number == 54)
    #expect(try outer(Tensor(5.0)).number == 130)
    #expect(outer.tracingCount == 1)
  }

  @Test func `a function that captured a tensor of one trace can be used in another`() throws {
    let captured = Mutex<Tensor?>(nil)
    let inner = Function("inner") { (z: Tensor) in z + captured.withLock { $0! } }
    let outer = Function("outer") { (x: Tensor) in
      captured.withLock { $0 = x * 10 }
      return try inner(x)
    }
    #expect(try outer(Tensor(1.0)).number == 11)
    #expect(try outer(Tensor([2.0])).number == 22)
    captured.withLock { $0 = Tensor(100.0) }
    #expect(try inner(Tensor(1.0)).number == 101)
  }
}
