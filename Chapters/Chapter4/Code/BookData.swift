import Tapestry

/// The book's data: 32 points in five dimensions, and weights 0 to 4 that explain them.
struct BookData {
  let x: Tensor
  let y: Tensor

  /// The data, and the random numbers where the book has them after so many draws. The book's
  /// chapter is one program; here each section can be run alone.
  init(afterDraws draws: Int) {
    setRandomSeed(42)
    x = Tensor.uniform([32, 5])
    y = matmul(x, Tensor.range(5, dtype: .float32)[.all, .newAxis])
    for _ in 1..<draws { _ = Tensor.uniform([1]) }
  }

  /// One step of gradient descent, for whichever model it is given.
  func trainStep() -> Function<Model, Tensor> {
    Function("train_step") { [x, y] (model: Model) in
      let tape = GradientTape()
      let loss = tape.record { square(y - model(x)).mean() }
      let gradients = try tape.gradient(loss, model.variables)
      for (gradient, variable) in zip(gradients, model.variables) {
        variable.assignAdd(-0.05 * gradient)
      }
      return loss
    }
  }

  func meanAbsoluteError(_ model: Model) -> Tensor { abs(y - model(x)).mean() }
}
