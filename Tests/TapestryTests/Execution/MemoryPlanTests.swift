import Testing

@testable import Tapestry

struct MemoryPlanTests {
  private func plan(
    _ spec: TensorSpec = TensorSpec(shape: [1000]), _ body: @escaping @Sendable (Tensor) -> [Tensor]
  ) throws -> MemoryPlan {
    let graph = try graph(spec) { body($0) }.optimized()
    return MemoryPlan(graph, Schedule(graph))
  }

  @Test func `what stays within a cluster and what is returned take no memory`() throws {
    #expect(try plan { [exp(square($0)) + 1] }.byteCount == 0)
    #expect(try plan { [$0] }.byteCount == 0)
  }

  @Test func `blocks are reused`() throws {
    let matrix = TensorSpec(shape: [64, 64])
    let bytes = 64 * 64 * 4
    #expect(
      try plan(matrix) { x in
        [(0..<6).reduce(x) { y, _ in matmul(y, x) }]
      }.byteCount == 2 * bytes)
  }

  @Test func `variables' values are stored with the variables`() throws {
    let v = Variable(Tensor.ones([1000]))
    #expect(
      try plan { x in
        v.assign(x)
        return [v * x]
      }.byteCount == 0)
  }

  @Test func `large assigned values are handed over, small ones copied`() throws {
    func bytes(_ count: Int) throws -> Int {
      let v = Variable(Tensor.ones([count]))
      return try plan(TensorSpec(shape: [count])) { x in
        v.assign(v * x)
        return []
      }.byteCount
    }
    let smallest = MemoryPlan.smallestHandedOver / 4
    #expect(try bytes(smallest) == 0)
    #expect(try bytes(smallest - 16) == (smallest - 16) * 4)
  }

  @Test(arguments: 0..<150)
  func `values that are needed at the same time never overlap`(seed: Int) throws {
    let program = RandomProgram(seed: seed, length: 10 + seed % 50)
    let f = Function("f") { (arguments: [Tensor]) in program(arguments) }
    let graph = try f.concreteFunction(for: randomArguments(seed: seed)).optimizedGraph
    let schedule = Schedule(graph)
    let (values, memory) = (schedule.aliasing, MemoryPlan(graph, schedule))
    var lastUse: [Int: Int] = [:]
    for (step, group) in schedule.groups.enumerated() {
      for index in group.nodes {
        lastUse[index] = step
        for input in graph.nodes[index].inputs { lastUse[values.root[input]] = step }
      }
    }
    var alive: [Int] = []
    for (step, group) in schedule.groups.enumerated() {
      alive.removeAll { lastUse[$0]! < step }
      for index in group.nodes where !memory.isInner[index] && !memory.isFresh(index) {
        guard graph.nodes[index].primitive?.variableRead == nil else { continue }
        func range(_ index: Int) -> Range<Int> {
          let size = graph.nodes[index].spec.dtype.size
          let offset = memory.offset[index]
          return offset..<offset + values.storedCount(index, in: graph) * size
        }
        #expect(range(index).upperBound <= memory.byteCount)
        #expect(
          !alive.contains { range($0).overlaps(range(index)) }, "node \(index), seed \(seed)")
        alive.append(index)
      }
    }
  }
}
