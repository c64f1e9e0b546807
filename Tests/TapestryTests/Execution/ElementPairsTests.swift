import Testing

@testable import Tapestry

/// Pairs of operations against separate operations, to the bit.
struct ElementPairsTests {
  typealias Operation = @Sendable (Tensor, Tensor) -> Tensor

  static let inner: [(name: String, apply: Operation)] = [
    ("sum", { $0 + $1 }), ("difference", { $0 - $1 }), ("product", { $0 * $1 }),
  ]

  /// The second operation of `inner` and `c`.
  static let outer: [(name: String, apply: Operation)] = [
    ("sum", { $0 + $1 }), ("sum, swapped", { $1 + $0 }), ("difference", { $0 - $1 }),
    ("difference from", { $1 - $0 }), ("product", { $0 * $1 }),
    ("relu gradient", { bind(ReluGradient(), [$1, $0]) }),
    ("sigmoid gradient", { bind(SigmoidGradient(), [$1, $0]) }),
    ("tanh gradient", { bind(TanhGradient(), [$1, $0]) }),
  ]

  @Test(arguments: inner.map(\.name), outer.map(\.name))
  func `a pair gives the bits of separate operations`(
    innerName: String, outerName: String
  ) throws {
    let inner = Self.inner.first { $0.name == innerName }!.apply
    let outer = Self.outer.first { $0.name == outerName }!.apply
    @Sendable func program(_ a: Tensor, _ b: Tensor, _ c: Tensor) -> Tensor {
      outer(inner(a, b), c)
    }
    let f = Function("f") { (a: Tensor, b: Tensor, c: Tensor) in program(a, b, c) }
    // Whole arrays, rows that repeat and single elements, as each operand.
    let shapes: [Shape] = [[70, 33], [33], []]
    for aShape in shapes {
      for bShape in shapes {
        for cShape in shapes {
          let operands = [aShape, bShape, cShape].map { Tensor.uniform($0, from: -2, to: 2) }
          let got = try f(operands[0], operands[1], operands[2])
          let expected = program(operands[0], operands[1], operands[2])
          #expect(got.shape == expected.shape)
          #expect((got == expected).all().scalar(as: Bool.self), "\(aShape) \(bShape) \(cShape)")
        }
      }
    }
  }

  /// The number of pairs in the graph of a program.
  private func pairs(_ program: @escaping @Sendable (Tensor, Tensor) -> [Tensor]) throws -> Int {
    let f = Function("f") { (x: Tensor, y: Tensor) in program(x, y) }
    let x = Tensor.zeros([100])
    let graph = try f.concreteFunction(for: x, x).graph.optimized()
    let schedule = Schedule(graph)
    let memory = MemoryPlan(graph, schedule)
    return schedule.groups.reduce(0) { count, group in
      guard case .cluster(let cluster) = group else { return count }
      return count + ElementPair.pairs(of: cluster, graph, schedule.aliasing, memory).count
    }
  }

  @Test func `what is returned or needed twice is not the first of a pair`() throws {
    #expect(try pairs { x, y in [x * y - x] } == 1)
    #expect(
      try pairs { x, y in
        let product = x * y
        return [product - x, product]
      } == 0)
    #expect(
      try pairs { x, y in
        let product = x * y
        return [(product - x) / (product + y)]
      } == 0)
    #expect(
      try pairs { x, y in
        let sum = x + y
        return [sum * sum]
      } == 0)
  }

  @Test func `an operation is in one pair at most`() throws {
    #expect(try pairs { x, y in [(x * y + x) * y] } == 1)
    #expect(try pairs { x, y in [((x * y + x) * y - x) / y] } == 2)
    #expect(try pairs { x, y in [(x * y) - (x + y)] } == 1)
  }
}
