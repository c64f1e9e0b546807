import Testing

@testable import Tapestry

struct PlanTests {
  @Test func `a plan keeps no argument and no variable's value alive after a run`() throws {
    weak var argument: TensorValue?
    weak var state: TensorValue?
    let v = Variable(Tensor.ones([10]))
    let f = Function("f") { (x: Tensor) in x * v }
    do {
      let x = Tensor.uniform([10])
      v.assign(Tensor.uniform([10]))
      argument = x.value
      state = v.stored.value
      _ = try f(x)
      v.assign(Tensor.ones([10]))
    }
    #expect(argument == nil)
    #expect(state == nil)
  }

  @Test(arguments: [[2, 3], [404, 4], [128, 512], [5, 1], [5000, 3], [4, 5, 6]])
  func `sums of columns have the bits of the operation alone`(dimensions: [Int]) throws {
    @Sendable func program(_ x: Tensor) -> [Tensor] {
      let y = exp(x)
      return [
        y.sum(axis: 0), y.sum(axis: 0, keepDims: true), y.sum(axis: [0, 1]), y.sum(axis: -1),
        y.mean(axis: 0), y.max(axis: 0),
      ]
    }
    let f = Function("f") { (x: Tensor) in program(x) }
    let x = Tensor.uniform(Shape(dimensions))
    expectSame(try f(x), program(x))
  }

  @Test func `single integers are computed as the operations alone compute them`() throws {
    @Sendable func program(_ a: Tensor, _ b: Tensor) -> [Tensor] {
      [a + b, a - b, a * b, floorDivide(a, b), a % b, maximum(a, b), cast(a + 1, to: .float32)]
    }
    let f = Function("f") { (a: Tensor, b: Tensor) in program(a, b) }
    for (a, b) in [(7, -2), (-7, 2), (Int.max, 1)] {
      let (a, b) = (Tensor(a, dtype: .int64), Tensor([b], dtype: .int64))
      expectSame(try f(a, b), program(a, b))
    }
  }

  @Test func `a plan keeps no result alive after a run`() throws {
    weak var result: TensorValue?
    let f = Function("f") { (x: Tensor) in x * 2 }
    do {
      let y = try f(Tensor.uniform([10]))
      result = y.value
      #expect(result != nil)
    }
    #expect(result == nil)
  }

  @Test func `results with one value are different tensors to a tape`() throws {
    let f = Function("f") { (x: Tensor) -> [Tensor] in
      let y = x + 1
      return [y, y * 1]
    }
    let results = try f(Tensor([1.0, 2.0]))
    let tape = GradientTape()
    tape.watch(results[0])
    let z = tape.record { results[0] * 3 + results[1] * 5 }
    expectTensor(try tape.gradient(z, results[0]), [2], [3, 3], .float32)
  }

  @Test(arguments: [1, 2, 100, 1024, 1025, 70_000])
  func `repeated values are computed once, whatever the operation`(count: Int) throws {
    @Sendable func program(_ x: Tensor) -> [Tensor] {
      let a = broadcast(x, to: [count])
      let b = a * 2 + 1
      let chosen = select(a > b, a, b)
      return [
        b, chosen, a == b, chosen.sum(), chosen.mean(), chosen.max(), cast(b, to: .float64) * 2,
        select(cast(a, to: .bool), cast(a, to: .int32), cast(b, to: .int32)), exp(chosen) + x,
        concat([a, b], axis: 0), matmul(reshape(a, [1, -1]), reshape(b, [-1, 1])),
      ]
    }
    let f = Function("f") { (x: Tensor) in program(x) }
    for number in [2.5, -3.0] {
      expectSame(try f(Tensor.full([], number)), program(Tensor.full([], number)))
    }
  }

  @Test func `empty tensors pass through every kind of step`() throws {
    @Sendable func program(_ x: Tensor) -> [Tensor] {
      [
        x + 1, x.sum(), x.mean(), x.sum(axis: 0), matmul(transpose(x), x), matmul(x, transpose(x)),
        select(x > 0, x, 0), cast(x, to: .int32), broadcast(Tensor(1.0), to: x.shape) * 2,
        concat([x, x], axis: 0), reshape(x, [-1, 3]) * broadcast(Tensor(2.0), to: [0, 3]), x.max(),
      ]
    }
    let f = Function("f") { (x: Tensor) in program(x) }
    for _ in 0..<2 { expectSame(try f(Tensor.zeros([0, 3])), program(Tensor.zeros([0, 3]))) }
  }

  @Test(arguments: [1, 2, 3, 7, 16, 64, 200])
  func `matrix products equal the eager ones, however the matrices are stored`(size: Int) throws {
    let (a, b) = (Tensor.uniform([size, size + 1]), Tensor.uniform([size + 1, size]))
    @Sendable func program(_ a: Tensor, _ b: Tensor) -> [Tensor] {
      let (turnedA, turnedB) = (transpose(a), transpose(b))
      return [
        matmul(a, b), matmul(turnedA, b, transposeA: true), matmul(a, turnedB, transposeB: true),
        matmul(turnedA, turnedB, transposeA: true, transposeB: true), matmul(a[..<1], b),
        matmul(a, b[.all, ..<1]), matmul(stack([a, a]), b),
      ]
    }
    let f = Function("f") { (a: Tensor, b: Tensor) in program(a, b) }
    expectSame(try f(a, b), program(a, b))
    let (c, d) = (transpose(b), transpose(a))
    let expected = program(c, d)
    var actual = try f(c, d)
    // A graph copies views that are arguments into rows. The product with a single row or column
    // takes the matrix as it is stored, and adds in a different order.
    for vector in [4, 5] {
      let error = abs(actual[vector] - expected[vector]).max() / size
      #expect(error.number < 1e-6)
      actual[vector] = expected[vector]
    }
    expectSame(actual, expected)
  }

  @Test(arguments: [DType.float32, .float16, .int64, .bool])
  func `operations that move elements or add them up do the same in a plan`(dtype: DType) throws {
    @Sendable func program(_ x: Tensor) -> [Tensor] {
      let joined = concat([x, reverse(x, axis: 1)], axis: 1)
      let padded = pad(joined, [(1, 2), (0, 3)])
      let placed = bind(
        Placement(
          shape: [9, 20],
          parts: [.init(start: 1, count: 4, step: 2), .init(start: 19, count: 6, step: -3)]), [x])
      let all = [joined, padded, placed, concat([padded, padded], axis: 0)]
      if dtype == .bool { return all }
      return all + [cumsum(placed, axis: 1), cumprod(joined, axis: 0, reverse: true) + 1]
    }
    let f = Function("f") { (x: Tensor) in program(x) }
    for _ in 0..<2 {
      let x = cast(Tensor.uniform([4, 6], from: -2, to: 2), to: dtype)
      expectSame(try f(x), program(x))
    }
  }
}
