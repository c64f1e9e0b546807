import Tapestry

func fitLine(
  _ x: Tensor, _ y: Tensor, rate: Double, steps: Int
) throws -> (w: Double, b: Double) {
  let w = Variable(0.0)
  let b = Variable(0.0)
  for _ in 0..<steps {
    for variable in [w, b] {
      let tape = GradientTape()
      let loss = tape.record { square(w * x + b - y).mean() }
      variable.assignSub(rate * (try tape.gradient(loss, variable)))
    }
  }
  return (w.tensor.number, b.tensor.number)
}
