import Tapestry

/// One operation, as a function that is written: its inputs and its body.
struct OperationExample: Sendable {
  /// The operation's name as graphs print it, or a name for a special case.
  let name: String
  /// The arguments with which it is called.
  let inputs: [Tensor]
  /// The function itself.
  let body: @Sendable ([Tensor]) throws -> Tensor

  /// A further example: the gradients of a weighted sum of the result with respect to all
  /// floating-point inputs, concatenated.
  func differentiated() -> OperationExample {
    let body = body
    return OperationExample(name: "\(name)Gradient", inputs: inputs) { inputs in
      let inputs = inputs.map { identity($0) }
      let sources = inputs.filter(\.dtype.isFloating)
      let tape = GradientTape()
      for source in sources { tape.watch(source) }
      // The weights differ, so that swapped elements of the result would be noticed.
      let target = try tape.record {
        let y = reshape(try body(inputs), [-1])
        let weights = cast(Tensor((0..<y.count).map { 1 + Float($0 % 7) / 8 }), to: y.dtype)
        return (y * weights).sum()
      }
      let gradients = try tape.gradient(target, sources, unconnected: .zero)
      return concat(gradients.compactMap { $0 }.map { reshape($0, [-1]) }, axis: 0)
    }
  }
}

/// Collects examples.
struct OperationTable {
  var all: [OperationExample] = []

  /// Adds an operation and, if it has one, its gradient.
  mutating func add(
    _ name: String, _ inputs: [Tensor], gradient: Bool = true,
    _ body: @escaping @Sendable ([Tensor]) throws -> Tensor
  ) {
    let example = OperationExample(name: name, inputs: inputs, body: body)
    all.append(example)
    if gradient { all.append(example.differentiated()) }
  }
}

extension OperationExample {
  /// Unordered numbers with a period of 101.
  static func numbers(_ shape: Int..., scale: Float = 1, from first: Float = 0) -> Tensor {
    let count = shape.reduce(1, *)
    return Tensor(
      (0..<count).map { first + scale * (Float(($0 * 37 + 11) % 101) / 101 - 0.5) },
      shape: Shape(shape))
  }

  static let integers = Tensor([7, -3, 4, -8, 5, 1], dtype: .int32)
  static let bools = Tensor([true, false, true, false])
}

extension OperationExample {
  /// Every operation of the engine that TensorFlow's operations can express.
  static let all: [OperationExample] =
    elementwise + joined + shapes + reductions + indexing + images + matrices + layers

  fileprivate static let joined: [OperationExample] = {
    var table = OperationTable()
    let (a, b) = (numbers(2, 3), numbers(3, 4))
    table.add("matmul", [a, b]) { matmul($0[0], $0[1]) }
    table.add("matmulTransposed", [a, b]) {
      matmul($0[1], $0[0], transposeA: true, transposeB: true)
    }
    table.add("batchMatmul", [numbers(2, 2, 3), numbers(1, 3, 2)]) { matmul($0[0], $0[1]) }
    table.add("einsum", [numbers(2, 3, 2), numbers(2, 4)]) { einsum("bij,jk->bik", $0[0], $0[1]) }
    table.add("tensordot", [numbers(2, 3, 2), numbers(2, 4)]) { tensordot($0[0], $0[1], axes: 1) }
    table.add("concat", [a, numbers(2, 2)]) { concat($0, axis: 1) }
    table.add("stack", [a, a * 2]) { stack($0, axis: 1) }
    table.add("softmaxCrossEntropy", [softmax(numbers(2, 3)), a]) {
      softmaxCrossEntropyWithLogits(labels: $0[0], logits: $0[1])
    }
    table.add("sequenceCrossEntropy", [softmax(numbers(2, 2, 3)), numbers(2, 2, 3)]) {
      softmaxCrossEntropyWithLogits(labels: $0[0], logits: $0[1])
    }
    table.add("sparseSoftmaxCrossEntropy", [Tensor([2, 0], dtype: .int32), a]) {
      sparseSoftmaxCrossEntropyWithLogits(labels: $0[0], logits: $0[1])
    }
    return table.all
  }()

  fileprivate static let shapes: [OperationExample] = {
    var table = OperationTable()
    let (x, cube) = (numbers(4, 3), numbers(2, 3, 2))
    table.add("reshape", [x]) { reshape($0[0], [2, 6]) }
    table.add("transpose", [cube]) { transpose($0[0], [2, 0, 1]) }
    table.add("broadcast", [numbers(3)]) { broadcast($0[0], to: [2, 3]) }
    table.add("tile", [x]) { tile($0[0], [2, 1]) }
    table.add("slice", [x]) { $0[0][1..<3, 1...] }
    table.add("stridedSlice", [x]) { $0[0][.by(-2), .by(2)] }
    table.add("lastElement", [x]) { $0[0][-1] }
    table.add("pad", [x]) { pad($0[0], [(1, 0), (0, 2)], value: 0.5) }
    table.add("reverse", [x]) { reverse($0[0], axis: 1) }
    table.add("roll", [x]) { roll($0[0], 1) }
    table.add("diagonal", [x]) { diagonal($0[0]) }
    table.add("diagonalMatrix", [numbers(3)]) { diagonalMatrix($0[0]) }
    table.add("setDiagonal", [x, numbers(3)]) { setDiagonal($0[0], $0[1]) }
    table.add("bandPart", [x]) { bandPart($0[0], lower: 0, upper: 1) }
    return table.all
  }()

  fileprivate static let reductions: [OperationExample] = {
    var table = OperationTable()
    let x = numbers(3, 4, from: 1)
    table.add("sum", [x]) { $0[0].sum(axis: 1) }
    table.add("sumOfAll", [x]) { $0[0].sum() }
    table.add("mean", [x]) { $0[0].mean(axis: 0, keepDims: true) }
    table.add("prod", [x]) { $0[0].prod(axis: 1) }
    table.add("max", [x]) { $0[0].max(axis: 1) }
    table.add("min", [x]) { $0[0].min(axis: 1) }
    table.add("variance", [x]) { $0[0].variance(axis: 1) }
    table.add("clipByNorm", [x]) { clipByNorm($0[0], 1, axes: 1) }
    table.add("l2Normalize", [x]) { l2Normalize($0[0], axis: 1) }
    table.add("lbeta", [x]) { lbeta($0[0]) }
    table.add("zeroFraction", [x], gradient: false) { zeroFraction(relu($0[0] - 1)) }
    table.add("logSumExp", [x]) { $0[0].logSumExp(axis: 1) }
    table.add("any", [bools], gradient: false) { $0[0].any() }
    table.add("all", [bools], gradient: false) { $0[0].all() }
    table.add("argmax", [x], gradient: false) { $0[0].argmax(axis: 0) }
    table.add("argmin", [x], gradient: false) { $0[0].argmin(axis: 1) }
    table.add("cumsum", [x]) { cumsum($0[0], axis: 1, exclusive: true) }
    table.add("cumprod", [x]) { cumprod($0[0], axis: 1, reverse: true) }
    table.add("cumulativeLogSumExp", [x]) { cumulativeLogSumExp($0[0], axis: 1) }
    return table.all
  }()

  fileprivate static let indexing: [OperationExample] = {
    var table = OperationTable()
    let (x, rows) = (numbers(5, 3), Tensor([4, 0, 4], dtype: .int32))
    table.add("gather", [x, rows]) { gather($0[0], $0[1]) }
    table.add("gatherColumns", [x, Tensor([2, 2], dtype: .int32)]) { gather($0[0], $0[1], axis: 1) }
    table.add("gatherInBatches", [numbers(2, 4, 3), Tensor([[3, 1], [0, 0]], dtype: .int32)]) {
      gather($0[0], $0[1], axis: 1, batchDimensions: 1)
    }
    table.add("gatherND", [x, Tensor([[4, 1], [0, 2]], dtype: .int32)]) { gatherND($0[0], $0[1]) }
    table.add("scatterAdd", [x, rows, numbers(3, 3)]) { scatterAdd($0[0], $0[1], $0[2]) }
    table.add("scatterUpdate", [x, Tensor([4, 0], dtype: .int32), numbers(2, 3)]) {
      scatterUpdate($0[0], $0[1], $0[2])
    }
    table.add("oneHot", [rows], gradient: false) { oneHot($0[0], depth: 5) }
    table.add("argsort", [x], gradient: false) { argsort($0[0], axis: 0) }
    table.add("argsortOfIntegers", [integers], gradient: false) { argsort($0[0]) }
    table.add("sort", [x]) { sort($0[0], descending: true) }
    table.add("inTopK", [Tensor([2, 0, 1, 1, 2], dtype: .int32), x], gradient: false) {
      inTopK($0[0], $0[1], 2)
    }
    table.add("topK", [x]) { topK($0[0], 2).values }
    table.add("searchSorted", [sort(numbers(2, 5)), numbers(2, 3)], gradient: false) {
      searchSorted($0[0], $0[1], side: .right)
    }
    let segments = Tensor([0, 2, 0, 2, 2], dtype: .int32)
    table.add("segmentSum", [x, segments]) { unsortedSegmentSum($0[0], $0[1], count: 3) }
    table.add("segmentMax", [x, segments]) { unsortedSegmentMax($0[0], $0[1], count: 3) }
    table.add("segmentMin", [x, segments]) { unsortedSegmentMin($0[0], $0[1], count: 3) }
    table.add("segmentProd", [x, segments]) { unsortedSegmentProd($0[0], $0[1], count: 3) }
    return table.all
  }()

  fileprivate static let images: [OperationExample] = {
    var table = OperationTable()
    let x = numbers(2, 6, 5, 2)
    let filters = numbers(3, 2, 2, 3)
    for padding in [WindowPadding.valid, .same] {
      let suffix = padding == .same ? "Same" : ""
      table.add("conv2D\(suffix)", [x, filters]) {
        conv2D($0[0], $0[1], strides: (2, 1), padding: padding)
      }
      table.add("maxPool2D\(suffix)", [x]) {
        maxPool2D($0[0], size: (3, 2), strides: (2, 2), padding: padding)
      }
      table.add("averagePool2D\(suffix)", [x]) {
        averagePool2D($0[0], size: (3, 2), strides: (2, 2), padding: padding)
      }
    }
    table.add("dilatedConv2D", [x, filters]) { conv2D($0[0], $0[1], dilations: (2, 3)) }
    table.add("conv1D", [numbers(2, 6, 3), numbers(2, 3, 2)]) { conv1D($0[0], $0[1]) }
    table.add("conv2DTranspose", [numbers(2, 3, 3, 2), numbers(3, 3, 4, 2)]) {
      conv2DTranspose($0[0], $0[1], strides: (2, 2), padding: .same)
    }
    return table.all
  }()

  fileprivate static let matrices: [OperationExample] = {
    var table = OperationTable()
    let a = numbers(2, 3, 3) + 2 * Tensor.eye(3)
    let symmetric = matmul(a, a, transposeB: true)
    let right = numbers(3, 2)
    table.add("inverse", [a]) { inverse($0[0]) }
    table.add("determinant", [a]) { determinant($0[0]) }
    table.add("logDeterminant", [a]) { logDeterminant($0[0]).value }
    table.add("cholesky", [symmetric]) { cholesky($0[0]) }
    table.add("solve", [a, right]) { solve($0[0], $0[1]) }
    table.add("triangularSolve", [a, right]) {
      triangularSolve($0[0], $0[1], lower: false, transposed: true)
    }
    table.add("leastSquares", [numbers(4, 2), numbers(4, 1)]) { leastSquares($0[0], $0[1]) }
    table.add("pseudoInverse", [numbers(4, 2)]) { pseudoInverse($0[0]) }
    table.add("matrixRank", [numbers(4, 2)], gradient: false) { matrixRank($0[0]) }
    table.add("matrixExponential", [a]) { matrixExponential($0[0]) }
    table.add("lu", [a]) { lu($0[0]).lu }
    table.add("luOrder", [a], gradient: false) { lu($0[0]).p }
    // The signs of singular vectors and eigenvectors are arbitrary; these products are not.
    table.add("svd", [numbers(4, 3)]) {
      let (s, u, v) = svd($0[0])
      return concat([expandDims(s, axis: 0), matmul(u * s * s, v, transposeB: true)], axis: 0)
    }
    table.add("eigh", [symmetric[0]]) {
      let (values, vectors) = eigh($0[0])
      return matmul(vectors * square(values), vectors, transposeB: true)
    }
    table.add("qr", [numbers(4, 3)]) {
      let (q, r) = qr($0[0])
      return matmul(abs(q), abs(r))
    }
    return table.all
  }()

  /// What layers compute with a single operation here.
  fileprivate static let layers: [OperationExample] = {
    var table = OperationTable()
    setRandomSeed(5)
    let series = numbers(2, 4, 3)
    let recurrent: [(String, Layer)] = [
      ("lstm", LSTM(2)), ("gru", GRU(2)), ("simpleRNN", SimpleRNN(2, returnSequences: true)),
      ("bidirectional", Bidirectional(LSTM(2))), ("layerNormalization", LayerNormalization()),
      ("batchNormalization", BatchNormalization()),
    ]
    for (name, layer) in recurrent {
      _ = layer(series)
      nonisolated(unsafe) let layer = layer
      table.add(name, [series]) { layer($0[0]) }
    }
    nonisolated(unsafe) let normalization = BatchNormalization()
    _ = normalization(series)
    table.add("batchNormalizationInTraining", [series]) { normalization($0[0], training: true) }
    return table.all
  }()
}
