import TestSupport
import Testing

@testable import Tapestry

struct FitBatchesTests {
  private static let batches: [(Tensor, Tensor)] = [
    (Tensor([[1.0], [2.0]]), Tensor([[2.0], [4.0]])), (Tensor([[3.0]]), Tensor([[6.0]])),
  ]

  @Test func `a sequence of batches trains as the examples in order do`() throws {
    let (a, b) = (
      try oneWeightModel(1, learningRate: 0.01), try oneWeightModel(1, learningRate: 0.01)
    )
    let (x, y) = (Tensor([[1.0], [2.0], [3.0]]), Tensor([[2.0], [4.0], [6.0]]))
    let expected = try a.fit(x, y, batchSize: 2, epochs: 3, verbose: .silent, shuffle: false)
    let history = try b.fit(
      Self.batches, epochs: 3, verbose: .silent, validationData: Self.batches)
    #expect(history["loss"] == expected["loss"])
    #expect(history["val_loss"].count == 3)
    #expect(a.onlyWeight == b.onlyWeight)
    #expect(try a.evaluate(x, y, batchSize: 2) == b.evaluate(Self.batches))
    expectSame([try b.predict(Self.batches.map(\.0))], [try a.predict(x)])
  }

  @Test func `with stepsPerEpoch an epoch continues where the previous one ended`() throws {
    let model = try oneWeightModel(1, learningRate: 0)
    let history = try model.fit(
      Self.batches + Self.batches, epochs: 4, stepsPerEpoch: 1, verbose: .silent)
    #expect(history["loss"] == [2.5, 9, 2.5, 9])
  }

  @Test func `batches that end too early throw with the numbers`() throws {
    let model = try oneWeightModel(1, learningRate: 0)
    let error = #expect(throws: OutOfBatches.self) {
      try model.fit(Self.batches, epochs: 2, stepsPerEpoch: 3, verbose: .silent)
    }
    #expect(error == OutOfBatches(method: "one.fit", delivered: 2, needed: 3))
    #expect(error?.description.contains("the batches ended after 2 of the 3 of an epoch") == true)
    // An iterator can be used only once.
    var rest = Self.batches.makeIterator()
    let used = AnyIterator { rest.next() }
    #expect(throws: OutOfBatches.self) { try model.fit(used, epochs: 2, verbose: .silent) }
  }

  @Test func `the number of batches is known after the first epoch`() throws {
    let model = try oneWeightModel(1, learningRate: 0)
    final class Totals: Callback {
      var totals: [Int?] = []
      override func batchBegins(_ batch: Int, of total: Int?) { totals.append(total) }
    }
    let totals = Totals()
    try model.fit(Self.batches, epochs: 2, verbose: .silent, callbacks: [totals])
    #expect(totals.totals == [nil, nil, 2, 2])
  }

  @Test func `a dataset trains as the examples in order do`() throws {
    let (x, y) = (Tensor.normal([10, 1]), Tensor.normal([10, 1]))
    let (a, b) = (try oneWeightModel(learningRate: 0.1), try oneWeightModel(learningRate: 0.1))
    let dataset = Dataset.fromTensorSlices((x, y)).batch(4)
    let expected = try a.fit(
      x, y, batchSize: 4, epochs: 2, verbose: .silent, validationData: (x, y), shuffle: false)
    let history = try b.fit(dataset, epochs: 2, verbose: .silent, validationData: dataset)
    #expect(history["loss"] == expected["loss"])
    #expect(a.onlyWeight == b.onlyWeight)
    #expect(try a.evaluate(x, y, batchSize: 4) == b.evaluate(dataset))
    expectSame([try b.predict(Dataset.fromTensorSlices(x).batch(4))], [try a.predict(x)])
  }

  @Test func `a dataset tells how many batches there are, a generator does not`() throws {
    final class Totals: Callback {
      var totals: [Int?] = []
      override func batchBegins(_ batch: Int, of total: Int?) { totals.append(total) }
    }
    let (model, totals) = (try oneWeightModel(1, learningRate: 0), Totals())
    let dataset = Dataset.fromTensorSlices((Tensor.ones([4, 1]), Tensor.ones([4, 1])))
    try model.fit(dataset.batch(2), verbose: .silent, callbacks: [totals])
    try model.fit(dataset.filter { _, _ in true }.batch(2), verbose: .silent, callbacks: [totals])
    try model.fit(
      dataset.batch(2).repeat(), epochs: 1, stepsPerEpoch: 3, verbose: .silent,
      callbacks: [totals])
    #expect(totals.totals == [2, 2, nil, nil, 3, 3, 3])
  }

  @Test func `what a dataset throws ends the training`() throws {
    struct Broken: Error {}
    let dataset = Dataset.fromTensorSlices((Tensor.ones([4, 1]), Tensor.ones([4, 1]))).batch(2)
      .throwing.map { _, _ -> (Tensor, Tensor) in throw Broken() }
    #expect(throws: Broken.self) { try oneWeightModel().fit(dataset, verbose: .silent) }
  }

  @Test func `a dataset without end stops with the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let (x, y) = (Tensor.ones([4, 1]), Tensor.ones([4, 1]))
        try oneWeightModel().fit(Dataset.fromTensorSlices((x, y)).batch(2).repeat())
      },
      "one.fit: a dataset without end", "say how many batches to take: stepsPerEpoch")
  }
}
