import CourseData
import CourseKit
import Plots
import Tapestry

/// What an epoch over batches leaves behind.
struct Epoch {
  let number: Int
  let firstIndices: [Double]
  let training: Tensor
  let testing: Tensor
  let testingFull: Tensor
}

/// Trainings over batches of the Boston data, one after another.
struct StochasticRun {
  let data: Housing
  let training: ShuffledBatches
  let testing: ShuffledBatches

  /// As the book's program is before its first such training.
  init(_ data: Housing) {
    startRandomNumbers(afterDraws: 18)
    self.data = data
    training = ShuffledBatches(data.xTrain, data.yTrain)
    testing = ShuffledBatches(data.xTest, data.yTest)
  }

  /// Leaves random numbers and orders as the book's first trainings do: they depend on nothing that
  /// is trained, so that a section can begin where another ends without waiting for it.
  func skip(_ trainings: Training...) {
    for training in trainings {
      if training.buildsFirst { drawKernels() }
      for epoch in 0..<training.epochs {
        self.training.shuffle()
        if epoch == 0, !training.buildsFirst { drawKernels() }
        testing.shuffle()
      }
    }
  }

  /// The book's trainings.
  struct Training {
    let epochs: Int
    /// Whether the model is built before its first batch, and so draws before the first shuffle.
    let buildsFirst: Bool
    static let stochastic = Training(epochs: 2000, buildsFirst: false)
    static let momentum = Training(epochs: 1000, buildsFirst: true)
    static let adam = Training(epochs: 1000, buildsFirst: true)
  }

  /// Draws as a network does that is built, and forgets what it drew.
  func drawKernels() { MLP(4, targets: 1).build(inputShape: [32, 13]) }

  /// Every tenth epoch becomes a row of the history.
  func train<R: Rule>(
    _ model: MLP, _ rule: R, epochs: Int, every: Int = 10, report: (Epoch) -> Void
  ) throws -> Table {
    let trainStep: Function<MLP, R, Tensor, Tensor, Tensor> = makeTrainStep()
    let testStep = makeTestStep()
    var history: [Table.Record] = []
    for number in 1...epochs {
      var trained: [Tensor] = []
      for batch in training { trained.append(try trainStep(model, rule, batch[0], batch[1])) }
      var tested: [Tensor] = []
      for batch in testing { tested.append(try testStep(model, batch[0], batch[1])) }
      let full = try testStep(model, data.xTest, data.yTest)
      let epoch = Epoch(
        number: number, firstIndices: training.firstIndices, training: stack(trained).mean(),
        testing: stack(tested).mean(), testingFull: full)
      report(epoch)
      if number % every == 0 {
        history.append([
          "epoch": number, "training_loss": Float(epoch.training.number),
          "testing_loss": Float(epoch.testing.number),
          "testing_loss_full": Float(epoch.testingFull.number),
        ])
      }
    }
    return Table(records: history)
  }
}

extension Page {
  /// Compares the beginning of a training with TensorFlow's: it does not depend on the last digits
  /// yet, however chaotic the rest is.
  func checkBeginning(_ id: String, _ epoch: Epoch) {
    guard epoch.number <= 3 else { return }
    check("004.ch4.\(id).idx_tr.\(epoch.number)", epoch.firstIndices)
    check("004.ch4.\(id).tr_mean.\(epoch.number)", [epoch.training.number])
    check("004.ch4.\(id).te_full.\(epoch.number)", [epoch.testingFull.number])
  }
}

func stochastic(_ page: Page) throws {
  let run = StochasticRun(try Housing())
  let history = try run.train(
    MLP(4, targets: 1), Clipped(GradientDescent(rate: 1e-3), norm: 2), epochs: 2000
  ) { page.checkBeginning("sgd", $0) }
  let least = history["testing_loss_full"].numbers.min()!
  print("least loss by SGD", rounded(least), "and by TensorFlow 30.62")
  page.check("004.ch4.sgd.min", least)
  try page.figure(
    "ch5_stochastic", twoScales(history, "Stochastic gradient descent"),
    recording: history.head(4).plot(x: "epoch"))
}

/// A history twice: on a linear axis as the book draws it, and on a logarithmic one, which shows
/// the zig-zag of the later epochs.
func twoScales(_ history: Table, _ title: String) -> Figure {
  var figure = Figure(width: 14, height: 5.5, title: title, rows: 1, columns: 2)
  for column in 0...1 {
    figure[0, column].plot(history, x: "epoch")
    figure[0, column].yLabel = "mean squared error"
  }
  figure[0, 1].yScale = .log
  return figure
}
