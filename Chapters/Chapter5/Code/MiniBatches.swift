import CourseData
import CourseKit
import Plots
import Tapestry

/// The book's own iterator over batches: each pass shuffles the order that the last one left.
final class ShuffledBatches: Sequence {
  let tensors: [Tensor]
  let batchSize: Int
  let stepCount: Int
  private var order: Tensor

  init(_ tensors: Tensor..., batchSize: Int = 32) {
    self.tensors = tensors
    self.batchSize = batchSize
    let total = tensors[0].shape[0]
    stepCount = total / batchSize
    order = Tensor.range(total)
  }

  func shuffle() { order = Tapestry.shuffled(order) }

  var firstOrder: [Int] { cast(order[..<8], to: .int64).scalars(as: Int64.self).map { Int($0) } }

  func makeIterator() -> some IteratorProtocol<[Tensor]> {
    shuffle()
    let order = order
    return (0..<stepCount).lazy.map { [tensors, batchSize] step in
      let indices = order[step * batchSize..<(step + 1) * batchSize]
      return tensors.map { gather($0, indices) }
    }.makeIterator()
  }
}

struct StochasticRun {
  let data: Housing
  let training: ShuffledBatches
  let testing: ShuffledBatches

  /// The batches as they are after so many epochs of earlier runs: their orders depend on nothing but
  /// the random numbers.
  init(_ data: Housing) {
    self.data = data
    training = ShuffledBatches(data.xTrain, data.yTrain)
    testing = ShuffledBatches(data.xTest, data.yTest)
  }

  /// Shuffles as a run of so many epochs does.
  func replay(epochs: Int, kernels: Int) {
    for epoch in 0..<epochs {
      training.shuffle()
      if epoch == 0 { for _ in 0..<kernels { _ = Tensor.uniform([1]) } }
      testing.shuffle()
    }
  }

  func train<R: Rule>(
    _ page: Page, _ id: String, _ model: MLP, _ rule: R, epochs: Int, every: Int = 10
  ) throws -> Table {
    let trainStep: Function<MLP, R, Tensor, Tensor, Tensor> = makeTrainStep()
    let testStep = makeTestStep()
    var history: [Table.Record] = []
    for epoch in 1...epochs {
      var trained: [Tensor] = []
      for batch in training { trained.append(try trainStep(model, rule, batch[0], batch[1])) }
      let order = training.firstOrder
      var tested: [Tensor] = []
      for batch in testing { tested.append(try testStep(model, batch[0], batch[1])) }
      let full = try testStep(model, data.xTest, data.yTest)
      let (trainMean, testMean) = (stack(trained).mean(), stack(tested).mean())
      if epoch <= 3 {
        page.check("004.ch4.\(id).idx_tr.\(epoch)", order.map { Double($0) })
        page.check("004.ch4.\(id).tr_mean.\(epoch)", [trainMean.number])
        page.check("004.ch4.\(id).te_full.\(epoch)", [full.number])
      }
      if epoch % every == 0 {
        history.append([
          "epoch": epoch, "training_loss": Float(trainMean.number),
          "testing_loss": Float(testMean.number), "testing_loss_full": Float(full.number),
        ])
      }
    }
    let table = Table(records: history)
    let least = table["testing_loss_full"].numbers.min()!
    print(least)
    page.check("004.ch4.\(id).min", least)
    return table
  }
}

func stochastic(_ page: Page) throws {
  startRandomNumbers(afterDraws: 18)
  let run = StochasticRun(try Housing())
  _ = try run.train(
    page, "sgd", MLP(4, targets: 1), GradientDescent(rate: 1e-3, clipNorm: 2), epochs: 2000)
}

func momentum(_ page: Page) throws {
  startRandomNumbers(afterDraws: 18)
  let run = StochasticRun(try Housing())
  run.replay(epochs: 2000, kernels: 2)
  let model = MLP(4, targets: 1)
  model.build(inputShape: [32, 13])
  let rule = Momentum(rate: 1e-3, beta: 0.98, clipNorm: 2)
  rule.makeMoments(for: model.variables)
  _ = try run.train(page, "momentum", model, rule, epochs: 1000)
}

func adam(_ page: Page) throws {
  startRandomNumbers(afterDraws: 18)
  let run = StochasticRun(try Housing())
  run.replay(epochs: 2000, kernels: 2)
  for _ in 0..<2 { _ = Tensor.uniform([1]) }
  run.replay(epochs: 1000, kernels: 0)
  let model = MLP(4, targets: 1)
  model.build(inputShape: [32, 13])
  let rule = PlainAdam(rate: 1e-3, clipNorm: 2)
  rule.makeMoments(for: model.variables)
  _ = try run.train(page, "adam", model, rule, epochs: 1000)
}

func kerasAdam(_ page: Page) throws {
  startRandomNumbers(afterDraws: 18)
  let run = StochasticRun(try Housing())
  run.replay(epochs: 2000, kernels: 2)
  for _ in 0..<2 {
    for _ in 0..<2 { _ = Tensor.uniform([1]) }
    run.replay(epochs: 1000, kernels: 0)
  }
  _ = try run.train(page, "kadam_straight", MLP(4, targets: 1), CustomAdam(), epochs: 1000)
}

/// The author's session, as it can be reconstructed: two failed attempts, one whole run, and the run
/// whose number the book prints.
func authorsAdam(_ page: Page) throws {
  startRandomNumbers(afterDraws: 18)
  let run = StochasticRun(try Housing())
  run.replay(epochs: 2000, kernels: 2)
  for _ in 0..<2 {
    for _ in 0..<2 { _ = Tensor.uniform([1]) }
    run.replay(epochs: 1000, kernels: 0)
  }
  for _ in 0..<2 {
    run.training.shuffle()
    for _ in 0..<2 { _ = Tensor.uniform([1]) }
  }
  _ = try run.train(page, "kadam_first", MLP(4, targets: 1), CustomAdam(), epochs: 1000)
  _ = try run.train(page, "kadam", MLP(4, targets: 1), CustomAdam(), epochs: 1000)
}
