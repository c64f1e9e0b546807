import Tapestry

func fitLine(
  _ x: Tensor, _ y: Tensor, rate: Double, steps: Int
) throws -> (w: Double, b: Double) {
  let w = Variable(0.0)
  let b = Variable(0.0)
  let tape = GradientTape()
  let loss = tape.record { square(w * x + b - y).mean() }
  for _ in 0..<steps {
    let gradients = try tape.gradient(loss, [w, b])
    w.assignSub(rate * gradients[0])
    b.assignSub(rate * gradients[1])
  }
  return (w.tensor.number, b.tensor.number)
}
