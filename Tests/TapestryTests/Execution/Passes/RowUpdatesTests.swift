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

@Test func `a value that was read before keeps its numbers`() throws {
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

@Test func `rows that occur several times have their sum at each position`() throws {
  let rows = Tensor([[1.0, 2], [3, 4], [5, 6], [7, 8]])
  let sums = bind(EqualRowSums(), [rows, Tensor([5, 2, 5, 5])])
  expectTensor(sums, [4, 2], [13, 16, 3, 4, 13, 16, 13, 16])
  let unequal = bind(EqualRowSums(), [rows, Tensor([5, 2, 4, 3])])
  expectTensor(unequal, [4, 2], [1, 2, 3, 4, 5, 6, 7, 8])
  try checkBothPrecisions("equalRowSums", at: [rows]) {
    square(bind(EqualRowSums(), [$0[0], Tensor([1, 0, 1, 2])]))
  }
}

@Test func `rows that a mean repeats are added where they go, and never written down`() throws {
  let table = makeTable()
  let words = Tensor([[2, 0, 2], [1, 1, 3]])
  let optimizer = SGD(learningRate: 0.5)
  let step = Function("step") { (weights: Tensor) in
    let tape = GradientTape()
    let loss = tape.record { (gather(table, words).mean(axis: 1) * weights).sum() }
    optimizer.applyGradients(try tape.gradientForms(loss, [table]), to: [table])
    return loss
  }
  let weights = Tensor([[3.0, 6, 9], [12, 15, 18]])
  let graph = try step.concreteFunction(for: weights).graph.optimized()
  #expect(graph.description.contains("assignAddRows"))
  #expect(!graph.description.contains("float32 (6, 3)"))
  #expect(graph.fault() == nil)
  let before = table.tensor
  let shares = Tensor([[1.0, 2, 3], [8, 10, 12], [2, 4, 6], [4, 5, 6]])
  _ = try step(weights)
  expectEqual(table.tensor, before - 0.5 * shares)
}

@Test(arguments: [1, 7, 300])
func `many rows are added as if in sequence, on all cores`(width: Int) throws {
  let count = (1 << 17) / width + 3
  let positions = (0..<count).map { ($0 * 7919) % 61 }
  let rows = cast(Tensor.range(count * width) % 5, to: .float32)
  let table = Variable(Tensor.zeros([61, width]))
  let step = Function("step") { (rows: Tensor) in
    table.assign(scatterAdd(table, Tensor(positions), 2 * reshape(rows, [count, width])))
  }
  try step(rows)
  var expected = [Float](repeating: 0, count: 61 * width)
  for (row, position) in positions.enumerated() {
    for column in 0..<width {
      expected[position * width + column] += Float(2 * ((row * width + column) % 5))
    }
  }
  #expect(table.tensor.scalars(as: Float.self) == expected)
  #expect(
    scatterAdd(Tensor.zeros([61, width]), Tensor(positions), 2 * reshape(rows, [count, width]))
      .scalars(as: Float.self) == expected)
}

@Test func `sums of many rows of the same position are those of a dictionary`() {
  let positions = (0..<5000).map { ($0 &* 2_654_435_761) >> 7 % 1000 - 300 }
  let rows = cast(Tensor.range(5000), to: .float64)
  var sums: [Int: Double] = [:]
  for (row, position) in positions.enumerated() { sums[position, default: 0] += Double(row) }
  let got = bind(EqualRowSums(), [reshape(rows, [5000, 1]), Tensor(positions)])
  #expect(got.scalars(as: Double.self) == positions.map { sums[$0]! })
}
