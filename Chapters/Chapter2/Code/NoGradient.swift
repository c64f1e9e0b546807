import CourseKit
import Tapestry

func noGradient(_ page: Page) throws {
  let x = Variable(2.0, name: "x")
  let other = Variable(3.0, name: "other")

  // A gradient that does not exist is an error that says why, ...
  func explain(_ compute: () -> Tensor, _ source: any TensorConvertible) {
    let tape = GradientTape()
    let y = tape.record(compute)
    do {
      print(try tape.gradient(y, [source])[0])
    } catch {
      print("\(error)")
    }
  }
  explain({ x * x }, other)
  explain({ x * x }, Tensor(1.0))
  explain({ cast(x, to: .int32) * 2 }, x)
  explain({ floor(x) * 2.0 }, x)
  let count = Tensor(3)
  explain({ cast(count, to: .float32) * x }, count)
  explain({ stopGradient(x) * other }, x)
  explain({ other.assign(x * x).tensor }, x)

  // ... or nil, or zeros, for a program that expects it.
  let tape = GradientTape(persistent: true)
  let y = tape.record { x * x }
  print(
    try tape.gradient(y, [x, other], unconnected: .none).map { $0?.scalarDescription ?? "nil" })
  print(try tape.gradient(y, [x, other], unconnected: .zero).map { $0!.scalarDescription })
}
