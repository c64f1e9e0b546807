import Tapestry

/// Document 001's module.
final class Multiplier: Module {
  let weight = Variable(Tensor(3 as Int32), name: "weight:0")
  lazy var multiply = Function("multiply") { [unowned self] (x: Tensor) in x * weight }
}

/// A polynomial with a signature that accepts any number of points.
final class Quadratic: Module {
  let w = Variable(1.5, name: "w:0")
  let b = Variable(-1.0, name: "b:0")
  let offset = Variable(0.5, name: "offset:0", trainable: false)
  lazy var call = Function("call", inputSignature: [TensorSpec([nil])]) {
    [unowned self] (x: Tensor) in
    ["value": square(x) * w + x * b + offset, "points": x]
  }
}

/// Branches, loops and assignments.
final class ControlFlow: Module {
  let calls = Variable(Tensor(0 as Int32), name: "calls:0", trainable: false)
  let scale = Variable(2.0, name: "scale:0")
  lazy var collatz = Function("collatz") { (n: Tensor) in
    whileLoop(
      [n, Tensor(0 as Int32)], while: { $0[0] > 1 },
      do: { state in
        let (n, steps) = (state[0], state[1])
        let next = cond(
          n % 2 == 0, then: { [floorDivide(n, 2)] }, else: { [3 * n + 1] })[0]
        return [next, steps + 1]
      })[1]
  }
  lazy var power = Function("power") { [unowned self] (x: Tensor, n: Tensor) in
    whileLoop(
      [Tensor.ones(like: x), n], while: { $0[1] > 0 },
      do: { [$0[0] * x * scale, $0[1] - 1] })[0]
  }
  /// A loop and a branch inside a loop, all of which use a variable.
  lazy var nested = Function("nested") { [unowned self] (x: Tensor, n: Tensor) in
    whileLoop(
      [x, n], while: { $0[1] > 0 },
      do: { state in
        let (x, n) = (state[0], state[1])
        let grown = whileLoop(
          [x, n], while: { $0[1] > 0 }, do: { [tanh($0[0] * scale), $0[1] - 1] })[0]
        let next = cond(
          n % 2 == 0, then: { [grown * scale] }, else: { [grown + square(x)] })[0]
        return [next, n - 1]
      })[0]
  }
  lazy var branch = Function("branch") { [unowned self] (x: Tensor) in
    cond(x.sum() > 0, then: { [x * scale] }, else: { [-x] })[0]
  }
  lazy var count = Function("count") { [unowned self] (n: Tensor) in
    _ = whileLoop(
      [n], while: { $0[0] > 0 },
      do: { state in
        calls.assignAdd(Tensor(1 as Int32))
        return [state[0] - 1]
      })
    _ = cond(
      calls > 5,
      then: {
        calls.assign(Tensor(0 as Int32))
        return [Tensor(true)]
      }, else: { [Tensor(true)] })
    return calls.tensor + 0
  }
}

/// Variables in lists and dictionaries, and a function that trains them.
final class Nested: Module {
  let layers = [Multiplier(), Multiplier()]
  let slopes = ["first": Variable(2.0, name: "first:0"), "second": Variable(3.0, name: "second:0")]
  lazy var train = Function("train") { [unowned self] (x: Tensor, y: Tensor, rate: Tensor) in
    let variables = [slopes["first"]!, slopes["second"]!]
    let tape = GradientTape()
    let loss = tape.record { square(x * variables[0] + variables[1] - y).mean() }
    let gradients = try tape.gradient(loss, variables)
    for (variable, gradient) in zip(variables, gradients) { variable.assignSub(rate * gradient) }
    return loss
  }
}

/// Each operation as a function.
final class Operations: Module {
  let operations = Dictionary(
    uniqueKeysWithValues: OperationExample.all.map { example in
      (example.name, Function(example.name) { (x: [Tensor]) in try example.body(x) })
    })
}

/// A network for images and the step that trains it: convolutions with their gradients in a graph.
final class ImageTraining: Module {
  let filters = Variable(
    Tensor((0..<27).map { Float($0 % 5) / 10 - 0.2 }, shape: [3, 3, 1, 3]), name: "filters:0")
  let weights = Variable(
    Tensor((0..<6).map { Float($0) / 10 }, shape: [3, 2]), name: "weights:0")
  lazy var train = Function(
    "train", inputSignature: [TensorSpec([nil, 6, 6, 1]), TensorSpec([nil], .int32)]
  ) { [unowned self] (x: Tensor, y: Tensor) in
    let tape = GradientTape()
    let loss = tape.record {
      let seen = relu(conv2D(x, filters, padding: .same))
      let logits = matmul(maxPool2D(seen).mean(axis: [1, 2]), weights)
      return sparseSoftmaxCrossEntropyWithLogits(labels: y, logits: logits).mean()
    }
    let gradients = try tape.gradient(loss, [filters, weights])
    for (variable, gradient) in zip([filters, weights], gradients) {
      variable.assignSub(0.1 * gradient)
    }
    return loss
  }
}

/// Random numbers drawn by a graph, whose shapes and ranges are known but whose values are not.
final class Drawing: Module {
  lazy var limits = Function("limits") { (x: Tensor) in
    let uniform = Tensor.uniform(x.shape, from: 2, to: 3)
    let integers = Tensor.uniform([3], in: 5..<6)
    let sorted = sort(shuffled(Tensor([3, 1, 2] as [Float])))
    return [
      logicalAnd(uniform >= 2, uniform < 3).all(), (integers == 5).all(),
      isFinite(Tensor.normal(x.shape) + Tensor.truncatedNormal(x.shape)).all(),
      (sorted == Tensor([1, 2, 3] as [Float])).all(),
    ]
  }
}

/// Two functions that are saved as signatures.
final class Served: Module {
  let scale = Variable(2.0, name: "scale:0")
  lazy var double = Function("double", inputSignature: [TensorSpec([nil])]) {
    [unowned self] (x: Tensor) in x * scale
  }
  lazy var range = Function("range", inputSignature: [TensorSpec([nil])]) { (x: Tensor) in
    ["least": x.min(), "most": x.max()]
  }
}
