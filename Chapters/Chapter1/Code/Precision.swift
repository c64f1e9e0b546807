import CourseKit
import Foundation
import Plots
import Tapestry

func precision(_ page: Page) throws {
  // One million tenths are not a hundred thousand: each sum is rounded to 24 bits.
  let tenths = Tensor.full([1_000_000], 0.1)
  var running: Float = 0
  for number in tenths.scalars(as: Float.self) { running += number }
  print("one after the other:", running)
  print("the engine's sum:   ", tenths.sum().scalarDescription)

  // The engine adds up in many short sums, which stay small and lose little.
  var counts: [Double] = []
  var errors: (running: [Double], engine: [Double]) = ([], [])
  for exponent in 4...24 {
    let count = 1 << exponent
    let numbers = Tensor.full([count], 0.1)
    var running: Float = 0
    for _ in 0..<count { running += 0.1 }
    let exact = Double(count) * Double(Float(0.1))
    counts.append(Double(count))
    errors.running.append(abs(Double(running) - exact) / exact)
    errors.engine.append(abs(numbers.sum().number - exact) / exact)
  }
  var figure = Figure(
    title: "Adding 0.1 many times in float32", xLabel: "numbers added", yLabel: "relative error")
  figure.line(counts, errors.running, label: "one after the other", marker: .circle)
  // Sums without any error cannot be drawn on a logarithmic axis.
  let inexact = counts.indices.filter { errors.engine[$0] > 0 }
  figure.scatter(
    inexact.map { counts[$0] }, inexact.map { errors.engine[$0] }, label: "the engine's sum",
    size: 7, marker: .square)
  figure.horizontalLine(at: Double(Float.ulpOfOne) / 2, label: "one rounding")
  figure.xScale = .log
  figure.yScale = .log
  try page.figure("ch1_sums", figure)
}
