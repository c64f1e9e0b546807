import CourseKit
import Foundation
import Plots
import Tapestry

func vectorized(_ page: Page) throws {
  // A dummy dataset with 1000 samples and 2 features.
  let data = Tensor.normal([1000, 2], dtype: .float64, seed: page.seed)

  let batchedData = reshape(data, [10, -1, 2])

  // Sum all the elements in the tensor in parallel.
  let result = vectorizedMap({ t in t.sum() }, batchedData)
  print(result.shape, result.dtype)
  page.check("000.vectorized_map", abs(result).max())

  let oneByOne = mapFn({ t in t.sum() }, batchedData)
  print("as one by one:", (abs(result - oneByOne) < 1e-12).all().scalarDescription)
  try memoryOfAll()

  // A function that nobody would write for batches: a tape for each element.
  let weights = Tensor.normal([2, 1], seed: page.seed)
  @Sendable func slope(_ row: Tensor) throws -> Tensor {
    let tape = GradientTape()
    tape.watch(row)
    let loss = tape.record { square(matmul(row, weights)).sum() }
    return try tape.gradient(loss, row)
  }

  let sizes = [1, 3, 10, 30, 100, 300, 1000, 3000]
  var figure = Figure(
    title: "What vectorizedMap gains", xLabel: "elements in the batch", yLabel: "times as fast")
  for (name, function) in [("sum", { @Sendable t in t.sum() }), ("gradient", slope)]
    as [(String, @Sendable (Tensor) throws -> Tensor)]
  {
    let gains = try sizes.map { size in
      let batch = Tensor.normal([size, 4, 2], seed: page.seed)
      let loop = try shortestTime { _ = try mapFn(function, batch) }
      let once = try shortestTime { _ = try vectorizedMap(function, batch) }
      page.note(
        String(format: "%@ of %4d: mapFn %8.1f us, vectorizedMap %6.1f us", name, size, loop, once))
      return loop / once
    }
    figure.line(sizes, gains, label: name, marker: .circle)
  }
  figure.horizontalLine(at: 1, label: "no gain")
  figure.xScale = .log
  figure.yScale = .log
  try page.measuredFigure("ch6_vectorized_gain", figure)
}

/// The mean distance between two numbers of a row: on the way there is a table of all pairs.
@Sendable func meanDistance(_ row: Tensor) -> Tensor {
  abs(expandDims(row, axis: 1) - row).mean()
}

/// What it costs to compute with all elements at once: their tables are there at one time.
private func memoryOfAll() throws {
  let rows = Tensor.uniform([1000, 100], seed: 1)
  let one = Function("one") { (row: Tensor) in meanDistance(row) }
  let all = Function("all") { (rows: Tensor) in vectorizedMap(meanDistance, rows) }
  for (name, graph) in [
    ("one row", try one.concreteFunction(for: rows[0]).graph),
    ("all rows at once", try all.concreteFunction(for: rows).graph),
  ] {
    let largest = graph.values.map(\.spec.shape.elementCount).max() ?? 0
    print("the largest tensor, \(name): \(largest) numbers")
  }
}

/// The shortest of several runs, in microseconds; a run that is too short for a clock is many.
func shortestTime(_ body: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  let once = try clock.measure { try body() }
  let calls = max(1, min(1000, Int(Duration.milliseconds(1) / once)))
  var shortest = Double.infinity
  for _ in 0..<5 {
    let time = try clock.measure { for _ in 0..<calls { try body() } }
    shortest = min(shortest, time / .microseconds(1) / Double(calls))
  }
  return shortest
}
