import Tapestry

func descend(_ variables: [Variable], along gradients: [Tensor?], rate: Double) throws {
  for case (let variable, let gradient?) in zip(variables, gradients) {
    variable.assignSub(rate * gradient)
  }
}
