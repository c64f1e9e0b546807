import Testing

@testable import Tapestry

/// What would stop a program if it were reached: tracing does not reach it.
struct UntakenPathTests {
  /// A computation that stops the program, from constants only.
  struct Stopping: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let compute: @Sendable () -> Tensor

    init(_ name: String, _ compute: @escaping @Sendable () -> Tensor) {
      (testDescription, self.compute) = (name, compute)
    }
  }

  static let stopping: [Stopping] = [
    .init("floorDivide") { floorDivide(Tensor(1), Tensor(0)) },
    .init("floorDivide int64") {
      cast(floorDivide(Tensor(1, dtype: .int64), Tensor(0, dtype: .int64)), to: .int32)
    },
    .init("remainder") { Tensor(1) % Tensor(0) },
    .init("power") { pow(Tensor(2), Tensor(-1)) },
    .init("of a constant expression") { floorDivide(Tensor(1), Tensor(2) - 2) },
    .init("gather") { gather(Tensor([1, 2, 3]), Tensor(5)) },
    .init("gatherND") { gatherND(Tensor([1, 2, 3]), Tensor([7])) },
    .init("scatterAdd") {
      scatterAdd(Tensor([1, 2, 3]), Tensor([5]), Tensor([1])).sum()
    },
    .init("sparse cross-entropy") {
      cast(
        sparseSoftmaxCrossEntropyWithLogits(labels: Tensor([9]), logits: Tensor([[1.0, 2]])).sum(),
        to: .int32)
    },
  ]

  @Test(arguments: stopping)
  func `a branch that is not taken does not stop the trace`(_ stopping: Stopping) throws {
    let f = Function("f") { (x: Tensor) in
      cond(x > 0, then: { [x] }, else: { [stopping.compute() + x] })[0]
    }
    #expect(try f(Tensor(3)).number == 3)
    let g = Function("g") { (x: Tensor) in
      whileLoop([x], while: { $0[0] < 0 }, do: { [stopping.compute() + $0[0]] })[0]
    }
    #expect(try g(Tensor(3)).number == 3)
  }

  @Test(arguments: stopping)
  func `a graph that would stop is made without running`(_ stopping: Stopping) throws {
    let f = Function("f") { (x: Tensor) in stopping.compute() + x }
    #expect(try f.concreteFunction(for: Tensor(1)).graph.outputs.count == 1)
  }

  @Test(arguments: stopping)
  func `elements that take the other branch do not stop a batch`(_ stopping: Stopping) throws {
    let ways = { (x: Tensor) in cond(x > 0, then: { [x] }, else: { [stopping.compute() + x] })[0] }
    let x = Tensor([3, 1])
    #expect(vectorizedMap(ways, x).scalars(as: Int32.self) == [3, 1])
    let f = Function("f") { (x: Tensor) in vectorizedMap(ways, x) }
    #expect(try f(x).scalars(as: Int32.self) == [3, 1])
  }

  @Test func `the run that reaches it stops`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let f = Function("f") { (x: Tensor) in floorDivide(Tensor(1), Tensor(0)) + x }
      _ = try f(Tensor(1))
    }
    #expect(text(result).contains("floorDivide: "))
  }
}
