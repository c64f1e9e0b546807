import Testing

@testable import Tapestry

/// A program on one element of a batch of matrices (3, 4), one of vectors (4,) and one of positions
/// (2,), and on tensors from outside that are the same for all elements.
struct BatchedProgram: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Whether the result changes with the elements, so that gradients can be compared.
  let isSmooth: Bool
  let run: @Sendable (_ x: Tensor, _ v: Tensor, _ positions: Tensor, _ w: Tensor) -> Tensor

  init(
    _ name: String, isSmooth: Bool = true,
    _ run: @escaping @Sendable (Tensor, Tensor, Tensor, Tensor) -> Tensor
  ) {
    testDescription = name
    self.isSmooth = isSmooth
    self.run = run
  }

  static let all: [BatchedProgram] = [
    BatchedProgram("add") { x, v, _, _ in x + v },
    BatchedProgram("add a scalar of each element") { x, v, _, _ in x + v.sum() },
    BatchedProgram("add a matrix to a vector") { x, v, _, _ in v + x },
    BatchedProgram("add what is the same for all") { x, _, _, w in x + w[0] },
    BatchedProgram("a vector of each element with a matrix for all") { _, v, _, w in v * w },
    BatchedProgram("unary operations") { x, _, _, _ in tanh(exp(x) - square(x)) },
    BatchedProgram("powers and quotients") { x, v, _, _ in (x * x + 1) / (v * v + 2) },
    BatchedProgram("maximum") { x, v, _, _ in maximum(x, v) },
    BatchedProgram("squared difference of pairs") { x, _, _, _ in
      square(expandDims(x, axis: 0) - expandDims(x, axis: 1)).sum(axis: -1)
    },
    BatchedProgram("sum of all") { x, _, _, _ in x.sum() },
    BatchedProgram("sum of a scalar") { x, _, _, _ in x[0, 0].sum() },
    BatchedProgram("sum along an axis") { x, _, _, _ in x.sum(axis: 0) },
    BatchedProgram("mean, dimensions kept") { x, _, _, _ in x - x.mean(axis: -1, keepDims: true) },
    BatchedProgram("all dimensions kept") { x, _, _, _ in x / square(x).sum(keepDims: true) },
    BatchedProgram("product") { x, _, _, _ in x.prod(axis: 1) },
    BatchedProgram("maximum of rows") { x, _, _, _ in x.max(axis: 1) - x.min() },
    BatchedProgram("variance and norm") { x, v, _, _ in x.variance(axis: 0) + v.norm() },
    BatchedProgram("softmax") { x, _, _, _ in softmax(x) },
    BatchedProgram("log of a sum of powers") { x, _, _, _ in x.logSumExp(axis: 0) },
    BatchedProgram("any and all", isSmooth: false) { x, _, _, _ in
      logicalXor((x > 0).any(axis: 0), (x < 0.5).all())
    },
    BatchedProgram("comparisons", isSmooth: false) { x, v, _, _ in
      logicalAnd(x >= v, logicalOr(x != 0, v <= 0))
    },
    BatchedProgram("select") { x, v, _, w in select(x > 0, v, w[1]) },
    BatchedProgram("select by one condition") { x, v, _, _ in select(v.sum() > 0, x, -x) },
    BatchedProgram("cast") { x, _, _, _ in cast(cast(x, to: .float32), to: .float64) * 2 },
    BatchedProgram("cast to integers", isSmooth: false) { x, _, _, _ in
      cast(x * 10, to: .int32) % 3
    },
    BatchedProgram("reshape") { x, _, _, _ in reshape(x, [2, 6]) },
    BatchedProgram("flatten") { x, _, _, _ in reshape(x, [-1]) },
    BatchedProgram("transpose") { x, _, _, _ in transpose(x) },
    BatchedProgram("broadcast") { _, v, _, _ in broadcast(v, to: [2, 3, 4]) },
    BatchedProgram("expand and squeeze") { _, v, _, _ in
      squeeze(expandDims(expandDims(v, axis: 0), axis: -1), axis: 0)
    },
    BatchedProgram("tile and repeat") { x, v, _, _ in tile(v, [2, 2]) + repeated(v, 2, axis: 0) },
    BatchedProgram("matrix times its transpose") { x, _, _, _ in matmul(x, x, transposeB: true) },
    BatchedProgram("matrix times a matrix for all") { x, _, _, w in
      matmul(x, w, transposeB: true)
    },
    BatchedProgram("transposed matrix times a matrix for all") { x, _, _, w in
      matmul(x, w[..<3], transposeA: true)
    },
    BatchedProgram("matrix for all times matrix") { x, _, _, w in
      matmul(w[..<3], x, transposeA: true)
    },
    BatchedProgram("matrices of an element times a matrix for all") { x, _, _, w in
      matmul(stack([x, -x]), w, transposeB: true)
    },
    BatchedProgram("matrices for all times a matrix") { x, _, _, w in
      matmul(stack([w, -w]), x, transposeB: true)
    },
    BatchedProgram("matrices times a matrix of the element") { x, _, _, _ in
      matmul(stack([x, -x]), x, transposeB: true)
    },
    BatchedProgram("einsum") { x, v, _, _ in einsum("ij,j->i", x, v) },
    BatchedProgram("concat") { x, v, _, w in concat([x, expandDims(v, axis: 0), w], axis: 0) },
    BatchedProgram("stack") { x, v, _, w in stack([v, w[0], x[2]], axis: 1) },
    BatchedProgram("split") { x, _, _, _ in
      let parts = split(x, into: 2, axis: 1)
      return parts[0] * parts[1]
    },
    BatchedProgram("slices") { x, _, _, _ in x[1..., .by(2)] + x[0, 1] },
    BatchedProgram("reverse") { x, _, _, _ in reverse(x, axis: 1) },
    BatchedProgram("pad") { x, _, _, _ in pad(x, [(1, 0), (0, 2)], value: 7.0) },
    BatchedProgram("pad with a value of each element") { x, v, _, _ in
      pad(x, [(1, 0), (0, 2)], value: v[1])
    },
    BatchedProgram("pad what is the same for all") { _, v, _, w in
      pad(w, [(1, 0), (0, 2)], value: v[1])
    },
    BatchedProgram("pad by a mirror") { _, v, _, _ in pad(v, [(2, 1)], mode: .reflect) },
    BatchedProgram("gather by positions for all") { x, _, _, _ in
      gather(x, Tensor([2, 0, 2], dtype: .int32), axis: 1)
    },
    BatchedProgram("gather by positions of each element") { x, _, positions, _ in
      gather(x, positions, axis: 1)
    },
    BatchedProgram("gather from a table for all") { _, v, positions, w in
      gather(w, positions) * v
    },
    BatchedProgram("gather columns of a table for all") { _, v, positions, w in
      gather(w, positions, axis: 1) * v[0]
    },
    BatchedProgram("gather with a shared dimension") { x, _, positions, _ in
      gather(x[..<2], positions, axis: 1, batchDimensions: 1)
    },
    BatchedProgram("gather with a shared dimension, positions for all") { x, _, _, _ in
      gather(x, Tensor([0, 3, 1], dtype: .int32), axis: 1, batchDimensions: 1)
    },
    BatchedProgram("gather with a shared dimension, table for all") { _, v, positions, w in
      gather(w[..<2], positions, axis: 1, batchDimensions: 1) * v[0]
    },
    BatchedProgram("gather by coordinates") { x, _, positions, _ in gatherND(x, positions) },
    BatchedProgram("scatter") { x, v, positions, _ in
      scatterAdd(v, positions, x[0, ..<2])
    },
    BatchedProgram("scatter into what is the same for all") { x, _, positions, w in
      scatterAdd(w, positions, x[..<2])
    },
    BatchedProgram("scatter to positions for all") { x, _, _, w in
      scatterAdd(w, Tensor([1, 1, 3], dtype: .int32), x)
    },
    BatchedProgram("scatter with a shared dimension") { x, _, positions, w in
      scatterAdd(w[..<2], positions, x[..<2, 0], axis: 1, batchDimensions: 1)
    },
    BatchedProgram("scatter with a shared dimension, positions for all") { x, _, _, w in
      scatterAdd(
        w[..<3], Tensor([[0, 1], [3, 3], [2, 0]], dtype: .int32), x[.all, ..<2], axis: 1,
        batchDimensions: 1)
    },
    BatchedProgram("running sums and products") { x, v, _, _ in
      cumsum(x, axis: 1, reverse: true) + cumprod(v, exclusive: true)
    },
    BatchedProgram("positions of the extremes", isSmooth: false) { x, _, _, _ in
      x.argmax(axis: 0) - x.argmin(axis: 0)
    },
    BatchedProgram("one-hot") { x, v, positions, _ in
      oneHot(positions, depth: 4, dtype: .float64, axis: 0) * v[0]
    },
    BatchedProgram("sort") { x, _, _, _ in sort(x, axis: 0) },
    BatchedProgram("order", isSmooth: false) { x, _, _, _ in argsort(x, descending: true) },
    BatchedProgram("largest") { x, _, _, _ in topK(x, 2).values },
    BatchedProgram("diagonals") { x, v, _, _ in diagonal(x) + trace(diagonalMatrix(v)) },
    BatchedProgram("a gradient that stops") { x, v, _, _ in x * stopGradient(x) + identity(v) },
    BatchedProgram("the same for all") { _, _, _, w in w * 2 },
    BatchedProgram("the element itself") { x, _, _, _ in x },
    BatchedProgram("a layer") { x, v, _, w in relu(matmul(x, w, transposeB: true) + v) },
    BatchedProgram("a loop of Swift") { x, v, _, _ in
      (0..<3).reduce(v) { state, row in tanh(state + x[row]) }
    },
    BatchedProgram("a gradient rule of the user's own") { x, v, _, _ in
      customGradient([x, v]) { inputs in
        (inputs[0] * inputs[1], { dy in [dy * 10, (dy * inputs[0]).sum(axis: 0)] })
      }
    },
    BatchedProgram("a gradient rule that meets what is the same for all") { x, _, _, w in
      customGradient([x, w]) { inputs in
        (
          matmul(inputs[0], inputs[1], transposeB: true),
          { dy in [matmul(dy, inputs[1]), matmul(dy, inputs[0], transposeA: true) * 3] }
        )
      }
    },
    BatchedProgram("a gradient inside") { x, _, _, w in
      let tape = GradientTape()
      tape.watch(x)
      let y = tape.record { tanh(matmul(x, w, transposeB: true)).sum() }
      return try! tape.gradient(y, x)
    },
  ]
}

struct BatchingRulesTests {
  private func numbers(_ shape: Shape, _ step: Double) -> Tensor {
    sin(counting(shape, .float64, modulus: 1000) * step + 0.3)
  }
  private var x: Tensor { numbers([5, 3, 4], 0.7) }
  private var v: Tensor { numbers([5, 4], 1.3) }
  private var positions: Tensor {
    Tensor([[0, 2], [1, 1], [2, 0], [0, 1], [2, 2]], dtype: .int32)
  }
  private var w: Tensor { numbers([4, 4], 2.1) }

  private func expectClose(
    _ result: Tensor, _ expected: Tensor, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(result.dtype == expected.dtype, sourceLocation: sourceLocation)
    expectTensor(
      result, expected.shape, cast(expected, to: .float64).scalars(as: Double.self),
      tolerance: 1e-12, sourceLocation: sourceLocation)
  }

  @Test(arguments: BatchedProgram.all)
  func `all elements at once give what a loop gives`(_ program: BatchedProgram) {
    let w = w
    let body = { (inputs: [Tensor]) in [program.run(inputs[0], inputs[1], inputs[2], w)] }
    let batches = [x, v, positions]
    expectClose(vectorizedMap(body, batches)[0], mapFn(body, batches)[0])
  }

  @Test(arguments: BatchedProgram.all.filter(\.isSmooth))
  func `gradients through it are those of the loop`(_ program: BatchedProgram) throws {
    func gradients(
      _ map: (([Tensor]) -> [Tensor], [Tensor]) -> [Tensor]
    ) throws -> [Tensor] {
      let (x, v, w) = (x, v, w)
      let tape = GradientTape()
      tape.watch(x, v, w)
      let y = tape.record {
        let results = map(
          { [program.run($0[0], $0[1], $0[2], w)] }, [x, v, positions])[0]
        return (results * numbers(results.shape, 0.9)).sum()
      }
      return try tape.gradient(y, [x, v, w], unconnected: .zero).map { $0! }
    }
    let all = try gradients { vectorizedMap($0, $1) }
    let loop = try gradients { mapFn($0, $1) }
    for (all, loop) in zip(all, loop) { expectClose(all, loop) }
  }

  @Test(arguments: BatchedProgram.all)
  func `inside a traced function it gives the same`(_ program: BatchedProgram) throws {
    let (x, v, positions, w) = (x, v, positions, w)
    let function = Function("batch") { (x: Tensor, w: Tensor) in
      vectorizedMap({ [program.run($0[0], $0[1], $0[2], w)] }, [x, v, positions])
    }
    expectClose(
      try function(x, w)[0],
      vectorizedMap({ [program.run($0[0], $0[1], $0[2], w)] }, [x, v, positions])[0])
  }
}
