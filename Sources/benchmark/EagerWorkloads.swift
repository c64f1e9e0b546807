import Tapestry

// Work that runs operation by operation, as a student's first program does.

let eagerWorkloads: [Workload] =
  [64, 256, 1024, 2048].map(matrixProduct) + [
    Workload(id: "sum_1e7", summary: "the sum of 10 million numbers", repeats: 20) {
      let x = Tensor.uniform([10_000_000])
      return { _ = x.sum().scalar(as: Float.self) }
    },
    Workload(id: "normal_1e7", summary: "10 million standard normal numbers", repeats: 10) {
      { _ = Tensor.normal([10_000_000]) }
    },
    Workload(
      id: "linreg_eager", summary: "1001 steps of a linear regression on (32, 5)", repeats: 10
    ) {
      let x = Tensor.uniform([32, 5])
      let y = matmul(x, Tensor.range(5, dtype: .float32)[.all, .newAxis])
      return {
        let w = Variable(Tensor.uniform([5, 1]))
        for _ in 0...1000 {
          let tape = GradientTape()
          let loss = tape.record { square(y - matmul(x, w)).mean() }
          w.assignAdd(-0.05 * (try tape.gradient(loss, w)))
        }
      }
    },
    Workload(
      id: "tape_regression_eager", summary: "3000 steps of a line through 8000 points", repeats: 5
    ) {
      let x = Tensor.normal([8000])
      let y = 9 * x - 2 + Tensor.normal([8000])
      return {
        let (w, b) = (Variable(1.41), Variable(-0.71))
        for _ in 0..<3000 {
          let tape = GradientTape()
          let loss = tape.record { square(w * x + b - y).mean() }
          let gradients = try tape.gradient(loss, [w, b])
          w.assignSub(gradients[0] * 0.001)
          b.assignSub(gradients[1] * 0.001)
        }
      }
    },
    Workload(id: "deep_tape", summary: "the gradient of 10 000 links in a chain", repeats: 5) {
      let x = Tensor(1.0)
      return {
        let tape = GradientTape()
        tape.watch(x)
        let y = tape.record {
          var y = x
          for _ in 0..<10_000 { y = y * 1.0001 + 0.001 }
          return y
        }
        _ = try tape.gradient(y, x)
      }
    },
  ]

/// The product of two square matrices.
private func matrixProduct(_ size: Int) -> Workload {
  let iterations = size < 512 ? 200 : 4
  return Workload(
    id: "matmul_\(size)", summary: "the product of two (\(size), \(size)) matrices", repeats: 10,
    iterations: iterations, operations: 2 * Double(size * size * size)
  ) {
    let a = Tensor.uniform([size, size])
    let b = Tensor.uniform([size, size])
    return { for _ in 0..<iterations { _ = matmul(a, b) } }
  }
}
