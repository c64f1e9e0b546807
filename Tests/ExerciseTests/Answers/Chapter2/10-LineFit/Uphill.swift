import Tapestry

func fitLine(
  _ x: Tensor, _ y: Tensor, rate: Double, steps: Int
) throws -> (w: Double, b: Double) {
  let w = Variable(0.0)
  let b = Variable(0.0)
  for _ in 0..<steps {
    let tape = GradientTape()
    let loss = tape.record { square(w * x + b - y).mean() }
    let gradients = try tape.gradient(loss, [w, b])
    w.assignAdd(rate * gradients[0])
    b.assignAdd(rate * gradients[1])
  }
  return (w.tensor.number, b.tensor.number)
}
