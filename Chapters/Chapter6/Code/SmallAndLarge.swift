import CourseData
import CourseKit
import Foundation
import Miniature
import Plots
import Tapestry

/// The accuracy on the test images, and after how many seconds of training.
private struct Learning {
  private(set) var seconds = [0.0]
  private(set) var shares: [Double]

  init(before share: Double) { shares = [share] }

  /// Trains a little more, and then asks how good it is; the clock runs for the training only.
  mutating func goOn(_ train: () throws -> Void, _ share: () throws -> Double) rethrows {
    let time = try ContinuousClock().measure(train)
    seconds.append(seconds.last! + time / .seconds(1))
    shares.append(try share())
  }
}

func smallAndLarge(_ page: Page) throws {
  let (train, test) = DrawnDigits.load()
  let small = miniature(page, train, test)
  let large = try engine(page, train, test, seconds: small.seconds.last!)
  print("Miniature reads more than 90 % after one epoch:", small.shares.last! > 0.9)
  print("the engine, too:", large.shares[1] > 0.9)
  page.note(
    String(
      format: "an epoch: Miniature %.2f s, the engine %.2f s; %.1f %% and %.1f %% right at the end",
      small.seconds.last!, large.seconds[2] - large.seconds[1], 100 * small.shares.last!,
      100 * large.shares.last!))

  var figure = Figure(width: 12, height: 5, rows: 1, columns: 2)
  figure[0, 0].title = "The same network, the same time"
  figure[0, 0].xLabel = "seconds of training"
  figure[0, 0].yLabel = "accuracy on the test images"
  figure[0, 0].line(small.seconds, small.shares, label: "Miniature", marker: .circle)
  figure[0, 0].line(large.seconds, large.shares, label: "engine, epoch by epoch", marker: .square)
  let reasons = try reasons()
  for (name, gain) in reasons { page.note(String(format: "%@: %.1f times as fast", name, gain)) }
  figure[0, 1].title = "Why: one cause at a time"
  figure[0, 1].yLabel = "times as fast"
  figure[0, 1].bar(reasons.map(\.name), reasons.map(\.gain))
  figure[0, 1].horizontalLine(at: 1, label: "no gain")
  figure[0, 1].yScale = .log
  try page.measuredFigure("ch6_small_and_large", figure)
}

/// One epoch of Miniature's training, two thousand pictures at a time.
private func miniature(
  _ page: Page, _ train: (images: Tensor, labels: Tensor), _ test: (images: Tensor, labels: Tensor)
) -> Learning {
  let training = DigitTraining(seed: page.seed)
  let (images, labels) = (train.images.scalars(as: UInt8.self), numbers(train.labels))
  let (testImages, testLabels) = (test.images.scalars(as: UInt8.self), numbers(test.labels))
  let share = { Double(training.accuracy(on: testImages, testLabels)) }
  let (size, part) = (images.count / labels.count, 2000)
  var learning = Learning(before: share())
  page.progress("Miniature", of: labels.count) { done in
    for start in stride(from: 0, to: labels.count, by: part) {
      let rows = start..<start + part
      let pixels = Array(images[rows.lowerBound * size..<rows.upperBound * size])
      learning.goOn({ training.train(on: pixels, Array(labels[rows]), epochs: 1) }, share)
      done(rows.upperBound)
    }
  }
  return learning
}

/// Epochs of the engine, with the same layers and the same optimizer, until the time is used up.
private func engine(
  _ page: Page, _ train: (images: Tensor, labels: Tensor), _ test: (images: Tensor, labels: Tensor),
  seconds: Double
) throws -> Learning {
  setRandomSeed(page.seed)
  let batches = Dataset.fromTensorSlices((train.images, train.labels))
    .shuffle(train.images.shape[0])
    .batch(32, dropRemainder: true)
    .map { images, labels in (standardized(images), labels) }
    .prefetch(2)
  let model = Sequential {
    Conv2D(4, 5, activation: .relu)
    AveragePooling2D()
    Flatten()
    Dense(32, activation: .relu)
    Dense(10)
  }
  model.compile(
    optimizer: Adam(learningRate: 0.002), loss: .sparseCategoricalCrossentropy(fromLogits: true),
    metrics: ["accuracy"])
  let testImages = standardized(test.images)
  let share = { Double(try model.evaluate(testImages, test.labels, batchSize: 250)["accuracy"]!) }
  var learning = Learning(before: try share())
  while learning.shares.count < 3 || learning.seconds.last! < seconds {
    try learning.goOn({ try model.fit(batches, epochs: 1, verbose: .silent) }, share)
  }
  return learning
}

/// How many times as fast each cause makes the computation for which it is there.
private func reasons() throws -> [(name: String, gain: Double)] {
  // Small enough for one core: what is left is how the products are computed.
  let a = Tensor.uniform([64, 64])
  let small = MiniTensor(a.scalars(as: Float.self), shape: [64, 64])
  let vectors = shortestTime { _ = matmul(small, small) } / shortestTime { _ = matmul(a, a) }

  // The first is too small for a second core, the second is not.
  let (few, many) = (Tensor.uniform([50_000]), Tensor.uniform([500_000]))
  let cores = 10 * shortestTime { _ = tanh(few) } / shortestTime { _ = tanh(many) }

  @Sendable func chain(_ x: Tensor) -> Tensor { square(x * 2 + 1) * x - 3 * x + square(x) / 2 }
  let large = Tensor.uniform([1_000_000])
  let fused = Function("chain", chain)
  let fusion = try shortestTime { _ = chain(large) } / shortestTime { _ = try fused(large) }

  let one = Tensor.uniform([10])
  let planned = Function("planned", chain)
  let plans = try shortestTime { _ = chain(one) } / shortestTime { _ = try planned(one) }
  return [("vectors", vectors), ("cores", cores), ("fusion", fusion), ("plans", plans)]
}

/// Numbers around 0, as `DigitTraining` makes them of each batch.
@Sendable private func standardized(_ images: Tensor) -> Tensor {
  let x = cast(images[.all, .all, .all, .newAxis], to: .float32)
  let mean = x.mean()
  return (x - mean) / sqrt(square(x - mean).mean())
}

private func numbers(_ labels: Tensor) -> [Int] { labels.scalars(as: Int32.self).map(Int.init) }
