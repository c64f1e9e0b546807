import CourseKit
import Foundation
import Plots
import Tapestry

func bookRegression(_ page: Page) throws {
  // The book's chapter is one program, whose first two draws made the tensors of our chapter 1.
  setRandomSeed(42)
  for _ in 0..<2 { _ = Tensor.uniform([3, 2]) }

  // ground truth
  let trueWeights = Tensor.range(5, dtype: .float32)[.all, .newAxis]
  // some random training data
  let x = Tensor.uniform([32, 5])
  let y = matmul(x, trueWeights)
  // model parameters
  let weights = Variable(Tensor.uniform([5, 1]))

  var losses: [Double] = []
  for iteration in 0...1000 {
    let tape = GradientTape()
    let loss = tape.record {
      let yHat = matmul(x, weights)
      return square(y - yHat).mean()
    }
    losses.append(loss.number)
    if iteration % 100 == 0 {
      print(
        String(format: "mean squared loss at iteration %4d is %5.4f", iteration, loss.number))
      page.check("004.ch1.linreg.loss.\(iteration)", loss)
    }
    let gradient = try tape.gradient(loss, weights)
    weights.assignAdd(-0.05 * gradient)
  }
  pprint(weights)
  page.check("004.ch1.linreg.w", weights)

  var figure = Figure(
    title: "Gradient descent on five weights", xLabel: "iteration", yLabel: "mean squared loss")
  figure.line(losses, label: "loss")
  figure.yScale = .log
  try page.figure("ch2_book_regression", figure)
}
