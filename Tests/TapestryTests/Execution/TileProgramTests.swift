import Testing

@testable import Tapestry

struct TileProgramTests {
  /// The program of the only cluster of a function of a matrix and a row.
  private func program(
    _ shape: Shape, _ body: @escaping @Sendable (Tensor, Tensor) -> [Tensor]
  ) throws -> TileProgram {
    let f = Function("f") { (x: Tensor, row: Tensor) in body(x, row) }
    let (x, row) = (Tensor.zeros(shape), Tensor.zeros([shape[-1]]))
    let graph = try f.concreteFunction(for: x, row).optimizedGraph
    let schedule = Schedule(graph)
    let (aliasing, memory) = (schedule.aliasing, MemoryPlan(graph, schedule))
    let programs = schedule.groups.compactMap { group -> TileProgram? in
      guard case .cluster(let cluster) = group else { return nil }
      let pairs = ElementPair.pairs(of: cluster, graph, aliasing, memory)
      return TileProgram(cluster, pairs, graph, aliasing, memory)
    }
    #expect(programs.count == 1)
    return try #require(programs.first)
  }

  @Test func `a buffer serves another value once its own was used for the last time`() throws {
    let chain = try program([50, 20]) { x, _ in
      [(0..<9).reduce(x) { value, _ in tanh(value) }]
    }
    #expect(chain.instructions.count == 9)
    #expect(chain.bufferCount == 2)
    let alive = try program([50, 20]) { x, _ in
      let values = (0..<4).map { exp(x * Float($0 + 2)) }
      return [tanh(values[0] / values[1]) / tanh(values[2] / values[3])]
    }
    #expect(alive.bufferCount > 2)
  }

  @Test func `a row that several operations use is written out once`() throws {
    let program = try program([50, 20]) { x, row in [exp(x * row) / row, tanh(x) - row] }
    #expect(program.rows.map(\.period) == [20])
    #expect(program.rows.map(\.length) == [20 + program.tileLength])
    #expect(program.rowBytes == (20 + program.tileLength) * 4)
  }

  @Test func `a pair is one instruction`() throws {
    let program = try program([50, 20]) { x, _ in [exp(x) * x + x] }
    #expect(program.instructions.count == 2)
    guard case .pair = program.instructions[1].kind else {
      Issue.record("\(program.instructions)")
      return
    }
  }

  @Test func `a tile is some rows if rows are added up, and a block of sum if all is`() throws {
    let plain = try program([50, 100]) { x, _ in [tanh(x)] }
    #expect((plain.tileLength, plain.rowLength) == (256, nil))
    let rows = try program([50, 100]) { x, _ in [tanh(x).sum(axis: 1)] }
    #expect((rows.tileLength, rows.rowLength) == (200, 100))
    let all = try program([50, 100]) { x, _ in [tanh(x).mean()] }
    #expect((all.tileLength, all.rowLength) == (TileSums.length, nil))
    #expect(all.reductions.map(\.divisor) == [5000])
  }
}
