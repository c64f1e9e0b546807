import TestSupport
import Testing

@testable import Tapestry

// Rows of a variable changed in place by a graph, against the program as it is written.

private func makeTable() -> Variable {
  Variable(reshape(cast(Tensor.range(12), to: .float32), [4, 3]), name: "table")
}

@Test func `a table made of the old one is changed row by row`() throws {
  let table = makeTable()
  let (indices, rows) = (Tensor([2, 0, 2]), Tensor.ones([3, 3]))
  let step = Function("step") { (rows: Tensor) in
    table.assign(scatterAdd(table, indices, -2 * rows))
    return rows.sum()
  }
  let graph = try step.concreteFunction(for: rows).graph.optimized()
  #expect(graph.description.contains("assignAddRows"))
  #expect(graph.fault() == nil)
  _ = try step(rows)
  expectTensor(table.tensor, [4, 3], [-2, -1, 0, 3, 4, 5, 2, 3, 4, 9, 10, 11])
}

@Test func `a value that somebody read before keeps its numbers`() throws {
  let table = makeTable()
  let before = table.tensor
  let step = Function("step") { (rows: Tensor) in
    let old = table.tensor
    table.assign(scatterUpdate(table, Tensor([1]), rows))
    return old.sum(axis: 1) + gather(table, Tensor([1, 1, 1, 1])).sum(axis: 1)
  }
  expectTensor(try step(Tensor.zeros([1, 3])), [4], [3, 12, 21, 30])
  expectTensor(before, [4, 3], (0..<12).map(Double.init))
  expectTensor(table.tensor[1], [3], [0, 0, 0])
}

@Test func `a new table that is used again is a new table`() throws {
  let table = makeTable()
  let step = Function("step") { (rows: Tensor) in
    let changed = scatterAdd(table, Tensor([0]), rows)
    table.assign(changed)
    return changed.sum()
  }
  #expect(
    !(try step.concreteFunction(for: Tensor.ones([1, 3])).graph.optimized())
      .description.contains("Rows"))
  #expect(try step(Tensor.ones([1, 3])).scalar(as: Float.self) == 69)
}

@Test func `two updates of one table follow each other`() throws {
  let table = makeTable()
  let step = Function("step") { (rows: Tensor) in
    table.assign(scatterAdd(table, Tensor([0]), rows))
    table.assign(scatterAdd(table, Tensor([0, 1]), concat([rows, 2 * rows], axis: 0)))
    return rows.sum()
  }
  _ = try step(Tensor.ones([1, 3]))
  expectTensor(table.tensor, [4, 3], [2, 3, 4, 5, 6, 7, 6, 7, 8, 9, 10, 11])
}

@Test func `rows that stand several times have their sum in each place`() throws {
  let rows = Tensor([[1.0, 2], [3, 4], [5, 6], [7, 8]])
  let sums = bind(EqualRowSums(), [rows, Tensor([5, 2, 5, 5])])
  expectTensor(sums, [4, 2], [13, 16, 3, 4, 13, 16, 13, 16])
  let unequal = bind(EqualRowSums(), [rows, Tensor([5, 2, 4, 3])])
  expectTensor(unequal, [4, 2], [1, 2, 3, 4, 5, 6, 7, 8])
  try checkBothPrecisions("equalRowSums", at: [rows]) {
    square(bind(EqualRowSums(), [$0[0], Tensor([1, 0, 1, 2])]))
  }
}
