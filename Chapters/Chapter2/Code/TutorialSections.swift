import CourseKit
import Foundation
import Plots
import Synchronization
import Tapestry

/// The program of document 003, from the data to the test. It stops three times on the way, once
/// for each section, and keeps what the next section goes on with.
final class Tutorial: Sendable {
  private let samples = Mutex<Samples?>(nil)
  private let parameters = Mutex<(w: Variable, b: Variable)?>(nil)

  func data(_ page: Page) throws {
    setRandomSeed(page.seed)
    let data = Samples(count: sampleCount, m: 9, c: -2)
    samples.withLock { $0 = data }
    print("Training samples: \(data.xTrain.count)")
    print("Test samples: \(data.xTest.count)")
    page.check("003.sizes", [data.xTrain.count, data.xTest.count])

    var figure = Figure(
      width: 12, height: 9, title: "Training data distribution", xLabel: "x_train",
      yLabel: "y_train")
    figure.scatter(data.xTrain.scalars(as: Float.self), data.yTrain.scalars(as: Float.self))
    try page.figure("ch2_training_data", figure)
  }

  func training(_ page: Page) throws {
    let data = samples.withLock { $0! }
    let w = Variable(1.4115247)
    let b = Variable(-0.7143893)
    parameters.withLock { $0 = (w, b) }
    print(w)
    print(b)

    let run = try page.progress("training", of: epochCount) { done in
      try TrainingRun(data, w, b) { epoch, _ in done(epoch) }
    }
    for (epoch, loss) in run.lines where TrainingRun.isPrinted(epoch) {
      print(String(format: "Epoch: %d, loss %.3f", epoch, loss.number))
      page.check("003.printed_W0B0.loss.\(epoch)", loss)
    }
    print("Learned W: \(w.tensor.number), learned B: \(b.tensor.number)")
    page.check("003.printed_W0B0.W", w)
    page.check("003.printed_W0B0.B", b)
    try page.figure("ch2_loss_surface", lossSurface(data, run))
  }

  func test(_ page: Page) throws {
    let data = samples.withLock { $0! }
    let (w, b) = parameters.withLock { $0! }
    let (xTest, yTest) = (data.xTest.scalars(as: Float.self), data.yTest.scalars(as: Float.self))

    var scatter = Figure(
      width: 12, height: 9, title: "Test data distribution", xLabel: "x_test", yLabel: "y_test")
    scatter.scatter(xTest, yTest)
    try page.figure("ch2_test_data", scatter)

    let testLoss = loss(data.xTest, data.yTest, w, b)
    print(String(format: "Test loss: %.3f", testLoss.number))
    page.check("003.printed_W0B0.test_loss", testLoss)

    let predicted = predict(data.xTest, w, b).scalars(as: Float.self)
    var figure = Figure(
      width: 12, height: 9, title: "Test data distribution and predicted y plot",
      xLabel: "x_test", yLabel: "y_test")
    figure.scatter(xTest, yTest, label: "test data")
    figure.line(xTest, predicted, label: "predicted", color: .red)
    try page.figure("ch2_predicted", figure)
  }

  func start(_ page: Page) throws {
    // The document prints a start from which its first loss cannot come: (9 - W)² + (-2 - B)² + 1
    // is the loss that a start promises, noise aside.
    let promised = square(9 - Tensor(1.4115247)) + square(-2 - Tensor(-0.7143893)) + 1
    print(String(format: "the printed start promises a first loss near %.1f", promised.number))
    print("the document prints 51.641")

    // A run from a random start, as the document's code makes it, falls in a wider band.
    let data = samples.withLock { $0! }
    let w = Variable(Tensor.normal([]))
    let b = Variable(Tensor.normal([]))
    let run = try TrainingRun(data, w, b)
    for (epoch, loss) in run.lines where TrainingRun.isPrinted(epoch) {
      page.check("003.random_W0B0.loss.\(epoch)", loss)
    }
    print(String(format: "a random start: first loss %.3f", run.lines[0].loss.number))
    print(String(format: "                last loss  %.3f", run.lines.last!.loss.number))
    page.check("003.random_W0B0.W", w)
    page.check("003.random_W0B0.B", b)
    page.check("003.random_W0B0.test_loss", loss(data.xTest, data.yTest, w, b))
  }
}

/// The loss over the plane of W and B, with the way that gradient descent took down to its foot.
private func lossSurface(_ data: Samples, _ run: TrainingRun) -> Figure {
  let slopes = Tensor.linspace(0, 14, count: 71)
  let offsets = Tensor.linspace(-6, 3, count: 61)
  // The mean of (W x + B - y)² for all pairs at once: it is a polynomial in W and B, whose
  // coefficients are means over the data.
  let (x, y) = (data.xTrain, data.yTrain)
  let w = slopes[.newAxis, .all]
  let b = offsets[.all, .newAxis]
  let surface =
    square(w) * square(x).mean() + square(b) + square(y).mean() + 2 * w * b * x.mean()
    - 2 * w * (x * y).mean() - 2 * b * y.mean()
  var figure = Figure(
    width: 10, height: 6, title: "The loss, and the way down", xLabel: "W", yLabel: "B")
  figure.hasEqualAspect = true
  let rows = (0..<offsets.count).map { surface[$0].scalars(as: Float.self) }
  figure.filledContours(
    x: slopes.scalars(as: Float.self), y: offsets.scalars(as: Float.self), z: rows.flatMap { $0 },
    levels: [1, 2, 4, 8, 16, 32, 64, 128], colorScale: .log, barLabel: "mean squared error")
  figure.line(
    run.path.map(\.w), run.path.map(\.b), label: "3000 epochs", color: .red, width: 2.5)
  let stops = run.path.indices.filter { $0 % 30 == 0 }
  figure.scatter(
    stops.map { run.path[$0].w }, stops.map { run.path[$0].b }, label: "every 300th", color: .red,
    size: 7)
  figure.scatter(
    [9.0], [-2.0], label: "the line that made the data", color: .ink, size: 9, marker: .square)
  return figure
}
