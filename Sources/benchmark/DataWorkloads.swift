import Tapestry

// Pipelines, and a training loop fed by one.

let dataWorkloads: [Workload] = [
  Workload(
    id: "pipeline", summary: "1 000 000 rows of 2 numbers through shuffle(1000) and batch(10)",
    repeats: 10
  ) {
    let data = Tensor.normal([1_000_000, 2])
    return {
      for _ in Dataset.fromTensorSlices(data).shuffle(1000).batch(10) {}
    }
  },
  Workload(
    id: "quadratic_batches",
    summary: "150 epochs of a quadratic model on 201 samples, shuffled, in batches of 32",
    repeats: 10
  ) {
    let x = Tensor.linspace(-2, 2, count: 201)
    let y = x * x + 2 * x - 5 + Tensor.normal([201])
    let dataset = Dataset.fromTensorSlices((x, y)).shuffle(201).batch(32)
    return {
      let (a, b, c) = (Variable(1.0), Variable(2.0), Variable(3.0))
      let model = { (x: Tensor) in a * square(x) + b * x + c }
      for _ in 0..<150 {
        for (x, y) in dataset {
          let tape = GradientTape()
          let loss = tape.record { square(model(x) - y).mean() }
          for (variable, gradient) in zip([a, b, c], try tape.gradient(loss, [a, b, c])) {
            variable.assignSub(0.01 * gradient)
          }
        }
        _ = square(model(x) - y).mean()
      }
    }
  },
]
