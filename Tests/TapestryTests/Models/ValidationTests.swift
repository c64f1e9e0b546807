import Testing

@testable import Tapestry

// What `evaluate` and the validation of an epoch measure, whatever training does.
struct ValidationTests {
  private var eight: (x: Tensor, y: Tensor) {
    (reshape(Tensor.range(0.0, 8.0), [8, 1]), Tensor.zeros([8, 1]))
  }

  @Test func `evaluate measures all batches after a training that was stopped`() throws {
    let ((x, y), model) = (eight, try oneWeightModel(1, learningRate: 0))
    try model.fit(
      x, y, batchSize: 2, epochs: 5, verbose: .silent,
      callbacks: [EarlyStopping(monitor: "loss", patience: 1)])
    #expect(model.stopsTraining)
    #expect(try model.evaluate(x, y, batchSize: 2)["loss"] == 17.5)
    let batches = Dataset.fromTensorSlices((x, y)).batch(2)
    #expect(try model.evaluate(batches)["loss"] == 17.5)
    #expect(try model.evaluate(Array(batches))["loss"] == 17.5)
  }

  @Test func `an epoch that is stopped midway is validated with all batches`() throws {
    let ((x, y), model) = (eight, try oneWeightModel(1, learningRate: 0))
    var batches = 0
    let stopper = LambdaCallback(batchEnds: { batch, _ in
      batches += 1
      if batch == 1 { model.stopsTraining = true }
    })
    let history = try model.fit(
      x, y, batchSize: 2, epochs: 2, verbose: .silent, callbacks: [stopper],
      validationData: (x, y), shuffle: false)
    #expect(history["val_loss"] == [17.5])
    #expect(history["loss"] == [3.5])
    #expect(batches == 2)
  }

  @Test(arguments: [(1, 0.5), (3, 55.0 / 6), (4, 17.5)])
  func `each epoch is validated with the same batches`(_ steps: Int, _ loss: Double) throws {
    let (x, y) = eight
    let batches = Dataset.fromTensorSlices((x, y)).batch(2)
    let a = try oneWeightModel(1, learningRate: 0).fit(
      batches, epochs: 3, verbose: .silent, validationData: batches, validationSteps: steps)
    let b = try oneWeightModel(1, learningRate: 0).fit(
      Array(batches), epochs: 3, verbose: .silent, validationData: Array(batches),
      validationSteps: steps)
    for history in [a, b] {
      #expect(history["val_loss"].count == 3)
      for value in history["val_loss"] { #expect(abs(value - loss) < 1e-6) }
    }
  }

  @Test func `class weights do not reach the validation`() throws {
    let x = eight.x
    let y = Tensor([[0], [1], [0], [1], [0], [1], [0], [1]] as [[Float]])
    let model = try oneWeightModel(1, learningRate: 0)
    let split = try model.fit(
      x, y, batchSize: 2, verbose: .silent, validationSplit: 0.5, classWeight: [0: 1, 1: 10])
    let given = try model.fit(
      x[..<4], y[..<4], batchSize: 2, verbose: .silent, validationData: (x[4...], y[4...]),
      classWeight: [0: 1, 1: 10])
    #expect(split["val_loss"] == given["val_loss"])
    #expect(split["loss"] == given["loss"])
  }
}
