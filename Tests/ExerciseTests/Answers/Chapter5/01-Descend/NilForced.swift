import Tapestry

func descend(_ variables: [Variable], along gradients: [Tensor?], rate: Double) throws {
  for (variable, gradient) in zip(variables, gradients) {
    variable.assignSub(rate * gradient!)
  }
}
