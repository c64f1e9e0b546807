import CourseKit
import Foundation
import Plots
import Tapestry

func shuffling(_ page: Page) throws {
  let seed = page.seed
  for bufferSize in [1, 3, 10] {
    print("buffer of \(bufferSize):", numbers(Dataset.range(10).shuffle(bufferSize, seed: seed)))
  }

  let anew = Dataset.range(10).shuffle(10, seed: seed)
  print("two passes:", numbers(anew), numbers(anew))
  let once = Dataset.range(10).shuffle(10, seed: seed, reshuffleEachIteration: false)
  print("two passes:", numbers(once), numbers(once))

  // Files are often sorted: here all samples of class 0 come before those of class 1.
  let labels = Tensor.range(1000) >= 500
  for bufferSize in [1, 100, 1000] {
    let batches = Dataset.fromTensorSlices(cast(labels, to: .float32))
      .shuffle(bufferSize, seed: seed).batch(100)
    let shares = batches.map { $0.mean() }.map { String(format: "%.2f", $0.number) }
    print("buffer of \(bufferSize), share of class 1:", shares.joined(separator: " "))
  }

  let count = 600
  var figure = Figure(
    width: 12, height: 4.5, title: "Where shuffle puts \(count) elements", rows: 1, columns: 3)
  for (column, bufferSize) in [6, 60, 600].enumerated() {
    let order = numbers(Dataset.range(count).shuffle(bufferSize, seed: seed))
    figure[0, column].title = "a buffer of \(bufferSize)"
    figure[0, column].xLabel = "position in the file"
    figure[0, column].scatter(order, Array(order.indices), size: 3)
    // The earliest position that a buffer allows.
    figure[0, column].line(
      [0, count], [1 - bufferSize, count + 1 - bufferSize], color: .orange, width: 1.2)
    figure[0, column].yLimits = .from(0, to: Double(count))
    figure[0, column].xLimits = .from(0, to: Double(count))
  }
  figure[0, 0].yLabel = "position in the epoch"
  try page.figure("ch6_shuffle", figure)
  try page.figure("ch6_shuffle_buffer", buffer(numbers(Dataset.range(8).shuffle(3, seed: seed))))
}

/// What is in a buffer of three before each draw, from the order in which the elements came out.
private func buffer(_ order: [Int]) -> Figure {
  var figure = Figure(width: 10, height: 5.2, title: "A buffer of 3, before each draw")
  (figure.showsTicks, figure.showsFrame) = (false, false)
  figure.xLimits = .from(-1.6, to: 15.2)
  figure.yLimits = .from(-0.2, to: 8.2)
  for step in order.indices {
    let y = Double(order.count - 1 - step)
    let delivered = order.prefix(step)
    let inside = (0..<min(step + 3, order.count)).filter { !delivered.contains($0) }
    figure.cell("\(step + 1).", x: -1.5, y: y, width: 1, height: 0.8, color: .white.opacity(0))
    for (position, element) in inside.enumerated() {
      let isDrawn = element == order[step]
      figure.cell(
        "\(element)", x: Double(position), y: y, height: 0.8,
        color: isDrawn ? .amber : .amber.opacity(0.2))
    }
    figure.arrow([3.3, 4.7], [y + 0.4, y + 0.4], color: .gray)
    for (position, element) in order.prefix(step + 1).enumerated() {
      figure.cell(
        "\(element)", x: 5 + 1.2 * Double(position), y: y, height: 0.8,
        color: position == step ? .amber : .green.opacity(0.2))
    }
  }
  return figure
}

private func numbers(_ dataset: Dataset<Tensor, Never>) -> [Int] {
  dataset.reduce([]) { $0 + [Int($1.number)] }
}
