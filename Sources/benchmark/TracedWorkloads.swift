import CKernels
import Dispatch
import Tapestry

// The same kinds of work through graphs, as a mature program runs it.

let tracedWorkloads: [Workload] =
  [
    Workload(
      id: "linreg_traced", mode: "traced", summary: "the 1001 steps of linreg_eager, as a graph",
      repeats: 10
    ) {
      let x = Tensor.uniform([32, 5])
      let y = matmul(x, Tensor.range(5, dtype: .float32)[.all, .newAxis])
      let w = Variable(Tensor.uniform([5, 1]))
      let step = Function("step") {
        let tape = GradientTape()
        let loss = tape.record { square(y - matmul(x, w)).mean() }
        w.assignAdd(-0.05 * (try tape.gradient(loss, w)))
        return loss
      }
      return { for _ in 0...1000 { _ = try step() } }
    },
    Workload(
      id: "tape_regression_traced", mode: "traced",
      summary: "the 3000 steps of tape_regression_eager, as a graph", repeats: 5
    ) {
      let x = Tensor.normal([8000])
      let y = 9 * x - 2 + Tensor.normal([8000])
      let (w, b) = (Variable(1.41), Variable(-0.71))
      let step = Function("step") {
        let tape = GradientTape()
        let loss = tape.record { square(w * x + b - y).mean() }
        let gradients = try tape.gradient(loss, [w, b])
        w.assignSub(gradients[0] * 0.001)
        b.assignSub(gradients[1] * 0.001)
        return loss
      }
      return { for _ in 0..<3000 { _ = try step() } }
    },
    Workload(
      id: "trace_deep", mode: "traced",
      summary: "the first call of a function of 10 000 links and its gradient", repeats: 5
    ) {
      let x = Tensor(1.0)
      return {
        let deep = Function("deep") { (x: Tensor) in
          let tape = GradientTape()
          tape.watch(x)
          let y = tape.record {
            var y = x
            for _ in 0..<10_000 { y = y * 1.0001 + 0.001 }
            return y
          }
          return try tape.gradient(y, x)
        }
        _ = try deep(x)
      }
    },
    Workload(
      id: "vectorized_sum", mode: "traced",
      summary: "vectorizedMap of a sum over (1000, 100, 2), as a graph", repeats: 50
    ) {
      let x = Tensor.normal([1000, 100, 2])
      let f = Function("f") { (x: Tensor) in vectorizedMap({ $0.sum() }, x) }
      return { _ = try f(x) }
    },
  ] + [1000, 100_000, 10_000_000].map(chain) + [limitOfChain(10_000_000)]

/// A chain of operations on each element, and its gradient.
private func chain(_ count: Int) -> Workload {
  Workload(
    id: "chain_\(count)", mode: "traced",
    summary: "the gradient of mean(tanh(2x + 1) sigmoid(x) - x²) of \(count) numbers",
    repeats: count > 1_000_000 ? 10 : 50
  ) {
    let x = Tensor.uniform([count])
    let f = Function("chain") { (x: Tensor) in
      let tape = GradientTape()
      tape.watch(x)
      let y = tape.record { (tanh(2 * x + 1) * sigmoid(x) - x * x).mean() }
      return try tape.gradient(y, x)
    }
    return { _ = try f(x) }
  }
}

/// The same work as one loop in C, on all cores: the limit for a graph.
private func limitOfChain(_ count: Int) -> Workload {
  Workload(
    id: "limit_chain_\(count)", mode: "C", summary: "the same as one loop written by hand in C",
    repeats: 10
  ) {
    let x = Tensor.uniform([count]).scalars(as: Float.self)
    nonisolated(unsafe) let gradient = UnsafeMutablePointer<Float>.allocate(capacity: count)
    gradient.initialize(repeating: 0, count: count)
    // Pieces for more cores than there are, so that none of them waits long for another.
    let pieces = 64
    return {
      x.withUnsafeBufferPointer { x in
        nonisolated(unsafe) let x = x.baseAddress!
        DispatchQueue.concurrentPerform(iterations: pieces) { piece in
          let (start, end) = (count * piece / pieces, count * (piece + 1) / pieces)
          kernel_limit_chain_f32(x + start, gradient + start, 1 / Float(count), end - start)
        }
      }
    }
  }
}
