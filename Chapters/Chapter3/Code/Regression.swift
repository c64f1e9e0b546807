import CourseKit
import Foundation
import Tapestry

/// The book's data: 32 points in five dimensions, and weights 0 to 4 that explain them.
struct RegressionData {
  let x: Tensor
  let y: Tensor

  init() {
    x = Tensor.uniform([32, 5])
    y = matmul(x, Tensor.range(5, dtype: .float32)[.all, .newAxis])
  }
}

func regression(_ page: Page) throws {
  setRandomSeed(42)
  let data = RegressionData()
  let (x, y) = (data.x, data.y)

  // Operation by operation.
  let baseline = Variable(Tensor.uniform([5, 1]))
  try page.timed("1001 steps, operation by operation") {
    for iteration in 0...1000 {
      let tape = GradientTape()
      let loss = tape.record { square(y - matmul(x, baseline)).mean() }
      baseline.assignAdd(-0.05 * (try tape.gradient(loss, baseline)))
      report(page, "baseline", iteration, loss)
    }
  }
  pprint(baseline)
  page.check("004.ch2.baseline.w", baseline)

  // The same step as one graph, the tape and the assignment included.
  let weights = Variable(Tensor.uniform([5, 1]))
  let trainStep = Function("train_step") {
    let tape = GradientTape()
    let loss = tape.record { square(y - matmul(x, weights)).mean() }
    weights.assignAdd(-0.05 * (try tape.gradient(loss, weights)))
    return loss
  }
  try page.timed("1001 steps of one graph") {
    for iteration in 0...1000 {
      report(page, "function", iteration, try trainStep())
    }
  }
  pprint(weights)
  page.check("004.ch2.function.w", weights)
}

private func report(_ page: Page, _ run: String, _ iteration: Int, _ loss: Tensor) {
  guard iteration % 200 == 0 else { return }
  print(String(format: "mean squared loss at iteration %4d is %5.4f", iteration, loss.number))
  page.check("004.ch2.\(run).loss.\(iteration)", [loss.number])
}
