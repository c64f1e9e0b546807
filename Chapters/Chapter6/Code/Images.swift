import CourseData
import CourseKit
import Foundation
import Plots
import Tapestry

/// Bytes become numbers between 0 and 1 with a channel, as convolutions want them.
@Sendable private func decoded(_ images: Tensor) -> Tensor {
  cast(images[.all, .all, .all, .newAxis], to: .float32) / 255
}

func images(_ page: Page) throws {
  let (train, test) = page.timed("drawing") { DrawnDigits.load() }
  print(train.images.shape, train.images.dtype, train.labels.shape, train.labels.dtype)
  // Cairo's edges differ by a shade between its versions, so no number of this section's figures
  // can be compared.
  try page.measuredFigure("ch6_digits", Figure.tiles(images(train, digitsEach: 5), columns: 10))

  try page.figure("ch6_convolution", convolutionWindow())

  setRandomSeed(page.seed)
  let batches = Dataset.fromTensorSlices((train.images, train.labels))
    .shuffle(train.images.shape[0])
    .batch(32, dropRemainder: true)
    .map { images, labels in (decoded(images), labels) }
    .prefetch(2)

  let eyes = Conv2D(8, 5, activation: .relu)
  let model = Sequential {
    eyes
    MaxPooling2D()
    Conv2D(16, 3, activation: .relu)
    MaxPooling2D()
    Flatten()
    Dense(10)
  }
  model.compile(
    optimizer: Adam(learningRate: 2e-3), loss: .sparseCategoricalCrossentropy(fromLogits: true),
    metrics: ["accuracy"])
  try page.timed("training") {
    try model.fit(batches, epochs: 5, verbose: page.verbosity)
  }
  let testImages = decoded(test.images)
  let tested = try model.evaluate(testImages, test.labels, batchSize: 250)
  page.note(String(format: "%.1f %% of the test images right", 100 * tested["accuracy"]!))
  print("weights:", model.parameterCount)
  print("more than 97 % of the test images right:", tested["accuracy"]! > 0.97)

  let scores = try model.predict(testImages, batchSize: 250)
  try page.measuredFigure("ch6_mistakes", mistakes(scores, test))
  try page.measuredFigure("ch6_filters", filterFigure(eyes))
}

/// A kernel over one window of an image, and the number that it makes there.
private func convolutionWindow() -> Figure {
  let image = Tensor([
    [0, 0, 0, 0, 0], [0, 1, 1, 1, 0], [0, 0, 0, 1, 0], [0, 0, 0, 1, 0], [0, 0, 0, 1, 0],
  ])
  let kernel = Tensor([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])
  let output = stack(
    (0..<3).map { row in
      stack((0..<3).map { (image[row..<row + 3, $0..<$0 + 3] * kernel).sum() })
    })
  var figure = Figure(width: 10, height: 4.2, title: "The same nine weights at each window")
  (figure.showsTicks, figure.showsFrame, figure.hasEqualAspect) = (false, false, true)
  figure.xLimits = .from(-0.1, to: 15.1)
  figure.yLimits = .from(-0.1, to: 5.1)
  let (row, column) = (1, 1)
  for (table, left, top, isLit) in [
    (image, 0, 4, { r, c in (row..<row + 3).contains(r) && (column..<column + 3).contains(c) }),
    (kernel, 6, 3, { _, _ in true }), (output, 12, 3, { r, c in (r, c) == (row, column) }),
  ] as [(Tensor, Int, Int, (Int, Int) -> Bool)] {
    for (r, line) in unstack(table).enumerated() {
      for (c, number) in line.scalars(as: Int32.self).enumerated() {
        figure.cell(
          "\(number)", x: Double(left + c), y: Double(top - r),
          color: isLit(r, c) ? .amber.opacity(0.5) : .white)
      }
    }
  }
  figure.arrow([5.1, 5.9], [2.5, 2.5], color: .gray)
  figure.arrow([9.1, 11.9], [2.5, 2.5], color: .gray)
  return figure
}

/// The first images of each digit, below one another.
private func images(
  _ digits: (images: Tensor, labels: Tensor), digitsEach count: Int
) -> [(image: Tensor, caption: String)] {
  let labels = digits.labels.scalars(as: Int32.self)
  let indices = (0..<10).map { digit in labels.indices.filter { labels[$0] == digit } }
  return (0..<count).flatMap { row in
    indices.map { (digits.images[$0[row]], "") }
  }
}

/// The images of which the network was most certain, and wrong.
private func mistakes(_ scores: Tensor, _ test: (images: Tensor, labels: Tensor)) -> Figure {
  let likelihoods = softmax(scores)
  let guesses = cast(scores.argmax(axis: -1), to: .int64).scalars(as: Int64.self)
  let certainties = likelihoods.max(axis: -1).scalars(as: Float.self)
  let labels = test.labels.scalars(as: Int32.self)
  let wrong = labels.indices.filter { guesses[$0] != Int64(labels[$0]) }
    .sorted { certainties[$0] > certainties[$1] }
  return Figure.tiles(
    wrong.prefix(20).map { (test.images[$0], "\(labels[$0]) taken for \(guesses[$0])") },
    columns: 10)
}

/// What the first layer looks for: red for ink, blue for paper.
private func filterFigure(_ layer: Conv2D) -> Figure {
  let filters = layer.kernel.tensor
  return Figure.tiles(
    (0..<layer.filters).map { (filters[.all, .all, 0, $0], "filter \($0)") }, columns: 4,
    colors: .coolwarm)
}

extension Figure {
  /// Pictures beside and below one another, with one scale of colors.
  fileprivate static func tiles(
    _ tiles: [(image: Tensor, caption: String)], columns: Int, colors: ColorMap = .grays
  ) -> Figure {
    guard let (first, caption) = tiles.first else { return Figure(title: "nothing to show") }
    let (height, width) = (first.shape[0], first.shape[1])
    let (gap, captionHeight) = (max(1, width / 10), caption.isEmpty ? 0 : height / 3 + 1)
    let cell = (width: width + gap, height: height + gap + captionHeight)
    let rows = (tiles.count + columns - 1) / columns
    let page = (width: columns * cell.width - gap, height: rows * cell.height - gap)
    var pixels = [Double](repeating: .nan, count: page.width * page.height)
    var figure = Figure(
      width: 12, height: 0.6 + 11 * Double(page.height) / Double(page.width))
    for (tile, (image, caption)) in tiles.enumerated() {
      let left = tile % columns * cell.width
      // A figure's rows count upwards, a picture's downwards.
      let top = page.height - 1 - tile / columns * cell.height
      for (index, pixel) in cast(image, to: .float32).scalars(as: Float.self).enumerated() {
        pixels[(top - index / width) * page.width + left + index % width] = Double(pixel)
      }
      guard !caption.isEmpty else { continue }
      figure.text(caption, x: left, y: top + 1 - height - captionHeight)
    }
    figure.heatMap(
      x: Array(0..<page.width), y: Array(0..<page.height), z: pixels, colors: colors)
    figure.showsTicks = false
    // Ink and paper explain themselves; only of weights one asks how large they are.
    figure.showsColorBar = colors == .coolwarm
    return figure
  }
}
