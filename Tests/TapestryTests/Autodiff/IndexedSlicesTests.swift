import TestSupport
import Testing

@testable import Tapestry

@Suite struct IndexedSlicesTests {
  private let slices = IndexedSlices(
    values: Tensor([[1.0, 2.0], [3.0, 4.0], [10.0, 20.0]]), indices: Tensor([2, 0, 2]),
    denseShape: [4, 2])

  @Test func `rows of one position add up`() {
    expectEqual(
      slices.dense, Tensor([[3.0, 4.0], [0.0, 0.0], [11.0, 22.0], [0.0, 0.0]]))
    expectEqual(slices.summed.values, Tensor([[11.0, 22.0], [3.0, 4.0], [11.0, 22.0]]))
    expectEqual(slices.summed.indices, slices.indices)
  }

  @Test func `the tape gives the rows that were looked up, and not the table`() throws {
    let table = Variable(Tensor([[1.0], [2.0], [3.0]], dtype: .float32))
    let tape = GradientTape()
    let loss = tape.record {
      (gather(table, Tensor([[2, 0]])) * Tensor([[[5.0], [7.0]]])).sum()
        + gather(table, Tensor(2)).sum()
    }
    let form = try #require(try tape.gradientForms(loss, [table])[0])
    guard case .slices(let slices) = form else {
      Issue.record("the gradient is dense")
      return
    }
    #expect(slices.values.shape == [3, 1])
    #expect(slices.denseShape == [3, 1])
    expectEqual(slices.dense, Tensor([[7.0], [0.0], [6.0]]))
  }

  @Test func `a table that is used as a whole has a dense gradient, as usual`() throws {
    let table = Variable(Tensor([[1.0, 2.0], [3.0, 4.0]], dtype: .float32))
    let programs: [() -> Tensor] = [
      { (gather(table, Tensor([1])) * 3).sum() + square(table).sum() },
      { square(table).sum() + (gather(table, Tensor([1])) * 3).sum() },
      { (gather(table * 2, Tensor([1, 1])) * 3).sum() },
      { gather(table, Tensor([1]), axis: 1).sum() },
      { gather(reshape(table, [4]), Tensor([3, 0])).sum() },
      {
        let read = table.tensor
        return (gather(read, Tensor([0])) * 5).sum() + (read * 2).sum()
      },
    ]
    for program in programs {
      let tape = GradientTape(persistent: true)
      let loss = tape.record(program)
      let expected = try tape.gradient(loss, table)
      let form = try #require(try tape.gradientForms(loss, [table])[0])
      guard case .dense(let gradient) = form else {
        Issue.record("the gradient is slices")
        continue
      }
      expectEqual(gradient, expected)
    }
  }

  @Test func `variables without a gradient have no form, and a tape gives one gradient only`()
    throws
  {
    let (w, unused) = (Variable([2.0]), Variable([3.0]))
    let tape = GradientTape()
    let loss = tape.record { square(w).sum() }
    let forms = try tape.gradientForms(loss, [w, unused])
    #expect(forms[1] == nil)
    expectEqual(try #require(forms[0]).values, Tensor([4.0]))
    #expect(throws: TapeError.self) { try tape.gradientForms(loss, [w]) }
  }

  @Test(arguments: [false, true])
  func `minimize moves the rows that were looked up and no others`(isTraced: Bool) throws {
    let table = Variable(Tensor.ones([4, 2]))
    let optimizer = SGD(learningRate: 1, momentum: 0.5)
    let words = Variable(Tensor([1, 1]), trainable: false)
    let step = { (_: Tensor) throws -> Tensor in
      try optimizer.minimize([table]) { gather(table, words).sum() }
    }
    let traced = Function("step", step)
    func run() throws { _ = isTraced ? try traced(Tensor(0)) : try step(Tensor(0)) }
    try run()
    words.assign(Tensor([2, 2]))
    try run()
    // The velocity of row 1 stays: with a dense gradient the row would move on.
    expectEqual(
      table.stored, Tensor([[1.0, 1.0], [-1.0, -1.0], [-1.0, -1.0], [1.0, 1.0]]))
  }

  @Test func `slices that do not fit stop the program`() async {
    let exit = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = IndexedSlices(values: Tensor([[1.0]]), indices: Tensor([0, 1]), denseShape: [3, 1])
    }
    expectMessage(
      exit,
      "IndexedSlices: values of shape (1, 1) at int32 indices of shape (2,) of a gradient of shape "
        + "(3, 1)", "cure: give a vector of integers")
  }
}
