import CourseKit
import Tapestry

func f(
  _ a: some TensorConvertible, _ b: some TensorConvertible, power: Double = 2,
  d: some Operand = 3
) -> Tensor {
  pow(a, power) + d * b
}

func tape(_ page: Page) throws {
  let a = Variable([4], dtype: .float32)
  let b = Variable([5], dtype: .float32)

  let tape = GradientTape(watchAccessedVariables: true)
  let c = tape.record { f(a, b) }
  let gradients = try tape.gradient(c, [a, b])
  pprint(gradients)
  page.check("004.ch1.grad_ab", gradients.map { $0.number })

  // Tensors are not watched unless the tape is asked to.
  let d = Tensor(3, dtype: .float32)
  let watching = GradientTape()
  watching.watch(d)
  let e = watching.record { f(a, b, d: d) }
  let slope = try watching.gradient(e, [d])
  pprint(slope)
  page.check("004.ch1.grad_d", slope.map { $0.number })

  // A tape lets go of its record with the first gradient.
  let once = GradientTape()
  let g = once.record { f(a, b) }
  pprint(try once.gradient(g, [a]))
  do {
    pprint(try once.gradient(g, [b]))
  } catch {
    print("\(error)")
  }

  // A persistent one keeps it.
  let persistent = GradientTape(persistent: true)
  let h = persistent.record { f(a, b) }
  pprint(try persistent.gradient(h, [a]))
  pprint(try persistent.gradient(h, [b]))
}
