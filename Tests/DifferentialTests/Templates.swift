import Tapestry

// The operations that random programs are made of. Arguments are kept where functions are defined
// and smooth enough that rounding decides nothing: two ways of running a program may add in a
// different order.

extension Template {
  static let all: [Template] =
    elements + pairs + choices + reductions + shapes + positions + products + decompositions
    + images

  /// The condition of a branch.
  static let condition: Template = .one("$0.sum() > 0.0377") { $0.sum() > 0.0377 }

  /// The condition of a loop: how often to run.
  static let times: Template = .one("cast(abs($0.sum() * 3), to: .int32) % 4") {
    cast(abs($0.sum() * 3), to: .int32) % 4
  }

  private static let elements: [Template] = [
    .one("-$0") { -$0 }, .one("abs($0)") { abs($0) }, .one("square($0)") { square($0) },
    .one("exp($0)") { exp($0) }, .one("expm1($0)") { expm1($0) },
    .one("log(abs($0) + 0.5)") { log(abs($0) + 0.5) },
    .one("log1p(square($0))") { log1p(square($0)) },
    .one("sqrt(abs($0) + 0.1)") { sqrt(abs($0) + 0.1) },
    .one("rsqrt(square($0) + 0.3)") { rsqrt(square($0) + 0.3) },
    .one("reciprocal(square($0) + 0.5)") { reciprocal(square($0) + 0.5) },
    .one("sin($0)") { sin($0) }, .one("cos($0)") { cos($0) },
    .one("tan($0 * 0.2)") { tan($0 * 0.2) },
    .one("asin(tanh($0) * 0.9)") { asin(tanh($0) * 0.9) },
    .one("acos(tanh($0) * 0.9)") { acos(tanh($0) * 0.9) },
    .one("atan($0)") { atan($0) }, .one("sinh($0)") { sinh($0) }, .one("cosh($0)") { cosh($0) },
    .one("asinh($0)") { asinh($0) },
    .one("acosh(abs($0) + 1.3)") { acosh(abs($0) + 1.3) },
    .one("atanh(tanh($0) * 0.9)") { atanh(tanh($0) * 0.9) },
    .one("erfinv(tanh($0) * 0.9)") { erfinv(tanh($0) * 0.9) },
    .one("ndtri(sigmoid($0))") { ndtri(sigmoid($0)) },
    .one("igamma(1.5, square($0) + 0.2)") { igamma(1.5, square($0) + 0.2) },
    .one("betainc(1.5, 2.5, sigmoid($0))") { betainc(1.5, 2.5, sigmoid($0)) },
    .one("logSigmoid($0)") { logSigmoid($0) },
    .one("tanh($0)") { tanh($0) }, .one("sigmoid($0)") { sigmoid($0) },
    .one("softplus($0)") { softplus($0) }, .one("relu($0)") { relu($0) },
    .one("leakyRelu($0)") { leakyRelu($0) }, .one("elu($0)") { elu($0) },
    .one("selu($0)") { selu($0) }, .one("gelu($0)") { gelu($0) }, .one("erf($0)") { erf($0) },
    .one("erfc($0)") { erfc($0) }, .one("lgamma(abs($0) + 0.7)") { lgamma(abs($0) + 0.7) },
    .one("digamma(abs($0) + 0.7)") { digamma(abs($0) + 0.7) },
    .one("floor($0 * 3 + 0.377)") { floor($0 * 3 + 0.377) },
    .one("ceil($0 * 3 + 0.377)") { ceil($0 * 3 + 0.377) },
    .one("round($0 * 3 + 0.377)") { round($0 * 3 + 0.377) },
    .one("sign($0 + 0.0123)") { sign($0 + 0.0123) },
    .one("stopGradient($0)") { stopGradient($0) }, .one("identity($0)") { identity($0) },
    .one("clip($0, min: -0.77, max: 1.13)") { clip($0, min: -0.77, max: 1.13) },
    .one("$0 * 2 + 1") { $0 * 2 + 1 }, .one("1 - $0") { 1 - $0 }, .one("$0 * 0") { $0 * 0 },
    .one("$0 / 1 + 0") { $0 / 1 + 0 }, .one("nanToNum($0)") { nanToNum($0) },
    .one("cast(cast($0, to: .float32), to: .float64)") {
      cast(cast($0, to: .float32), to: .float64)
    },
    .one("customGradient($0) { x in (square(x), { dy in dy * x * 3 }) }") {
      customGradient($0) { x in (square(x), { dy in dy * x * 3 }) }
    },
    Template { pool in
      guard let index = pool.pick() else { return nil }
      let constant = Double(pool.numbers.number(-20...20)) / 8
      return Operation(code: "$0 + \(constant)", arguments: [index]) { $0[0] + constant }
    },
  ]

  private static let pairs: [Template] = [
    .two("$0 + $1") { $0 + $1 }, .two("$0 - $1") { $0 - $1 }, .two("$0 * $1") { $0 * $1 },
    .two("$0 * $1 + $0") { $0 * $1 + $0 },
    .two("$0 / (square($1) + 0.5)") { $0 / (square($1) + 0.5) },
    .two("divideNoNaN($0, $1 + 1.77)") { divideNoNaN($0, $1 + 1.77) },
    .two("multiplyNoNaN($0, $1)") { multiplyNoNaN($0, $1) },
    .two("xlogy($0, square($1) + 0.5)") { xlogy($0, square($1) + 0.5) },
    .two("xdivy($0, square($1) + 0.5)") { xdivy($0, square($1) + 0.5) },
    .two("maximum($0, $1)") { maximum($0, $1) }, .two("minimum($0, $1)") { minimum($0, $1) },
    .two("squaredDifference($0, $1)") { squaredDifference($0, $1) },
    .two("pow(abs($0) + 0.4, $1 * 0.5)") { pow(abs($0) + 0.4, $1 * 0.5) },
    .two("atan2($0, $1 + 0.31)") { atan2($0, $1 + 0.31) },
    .two("$0 % (abs($1) + 0.917)") { $0 % (abs($1) + 0.917) },
    .two("floorDivide($0, abs($1) + 0.917)") { floorDivide($0, abs($1) + 0.917) },
  ]

  private static let choices: [Template] = [
    .two("$0 > $1 + 0.0177") { $0 > $1 + 0.0177 }, .two("$0 <= $1 - 0.0177") { $0 <= $1 - 0.0177 },
    .one("$0 < 0.123") { $0 < 0.123 }, condition, times,
    .one("$0.mean() < 0.0377") { $0.mean() < 0.0377 },
    .one("logicalNot($0)", where: { $0.dtype == .bool }) { logicalNot($0) },
    .one("$0.any()", where: { $0.dtype == .bool }) { $0.any() },
    .one("$0.all()", where: { $0.dtype == .bool }) { $0.all() },
    .one("cast($0, to: .float64)", where: { $0.dtype == .bool || $0.dtype.isInteger }) {
      cast($0, to: .float64)
    },
    .one("cast(abs($0 * 2), to: .int32) % 4") { cast(abs($0 * 2), to: .int32) % 4 },
    Template { pool in
      guard let a = pool.pick() else { return nil }
      let b = pool.partner(of: a)
      let spec = pool.values[a].shape
      guard let condition = pool.pick({ $0.dtype == .bool && ($0.rank == 0 || $0.shape == spec) })
      else { return nil }
      return Operation(code: "select($0, $1, $2)", arguments: [condition, a, b]) {
        select($0[0], $0[1], $0[2])
      }
    },
    .one("select($0 > 0.0177, sqrt(abs($0) + 0.1), $0)") {
      select($0 > 0.0177, sqrt(abs($0) + 0.1), $0)
    },
  ]

  private static let reductions: [Template] = [
    .one("$0.sum()") { $0.sum() },
    .one("$0.mean()", where: { $0.dtype.isFloating && $0.count > 0 }) {
      $0.mean()
    },
    .along("$0.sum(axis: AXIS)") { $0.sum(axis: $1) },
    .along("$0.mean(axis: AXIS, keepDims: true)") { $0.mean(axis: $1, keepDims: true) },
    .along("$0.max(axis: AXIS)") { $0.max(axis: $1) },
    .along("$0.min(axis: AXIS, keepDims: true)") { $0.min(axis: $1, keepDims: true) },
    .along("$0.prod(axis: AXIS)") { $0.prod(axis: $1) },
    .along("$0.variance(axis: AXIS)") { $0.variance(axis: $1) },
    .along("$0.norm(axis: AXIS, keepDims: true)") { $0.norm(axis: $1, keepDims: true) },
    .along("$0.logSumExp(axis: AXIS)") { $0.logSumExp(axis: $1) },
    .along("softmax($0, axis: AXIS)") { softmax($0, axis: $1) },
    .along("logSoftmax($0, axis: AXIS)") { logSoftmax($0, axis: $1) },
    .along("cumsum($0, axis: AXIS)") { cumsum($0, axis: $1) },
    .along("cumsum($0, axis: AXIS, exclusive: true, reverse: true)") {
      cumsum($0, axis: $1, exclusive: true, reverse: true)
    },
    .along("cumprod($0, axis: AXIS)") { cumprod($0, axis: $1) },
    .along("cumulativeLogSumExp($0, axis: AXIS)") { cumulativeLogSumExp($0, axis: $1) },
  ]

  private static let shapes: [Template] = [
    .one("reshape($0, [-1])") { reshape($0, [-1]) },
    .one("expandDims($0, axis: 0)", where: { $0.rank < 4 }) { expandDims($0, axis: 0) },
    .one("expandDims($0, axis: -1)", where: { $0.rank < 4 }) { expandDims($0, axis: -1) },
    .one("squeeze($0)") { squeeze($0) }, .one("transpose($0)") { transpose($0) },
    .one("broadcast($0, to: Shape([2] + $0.shape.dimensions))", where: { $0.rank < 3 }) {
      broadcast($0, to: Shape([2] + $0.shape.dimensions))
    },
    .one("tile($0, [2])", where: { $0.dtype.isFloating && $0.rank > 0 }) { tile($0, [2]) },
    .one("pad($0, [(1, 0)], value: 0.5)", where: { $0.dtype.isFloating && $0.rank == 1 }) {
      pad($0, [(1, 0)], value: 0.5)
    },
    .along("reverse($0, axis: AXIS)") { reverse($0, axis: $1) },
    .along("roll($0, 1, axis: AXIS)") { roll($0, 1, axis: $1) },
    .along("repeated($0, 2, axis: AXIS)") { repeated($0, 2, axis: $1) },
    .along("concat([$0, $0 * 2], axis: AXIS)") { concat([$0, $0 * 2], axis: $1) },
    .along("unstack($0, axis: AXIS)[0]") { unstack($0, axis: $1)[0] },
    .along("split($0, sizes: [1, $0.shape[AXIS] - 1], axis: AXIS)[1]") {
      split($0, sizes: [1, $0.shape[$1] - 1], axis: $1)[1]
    },
    .two("stack([$0, $1 + $0 * 0, $0 - $1])") { stack([$0 + $1 * 0, $1 + $0 * 0, $0 - $1]) },
    .one("$0[.by(-1)]", where: { $0.rank > 0 && $0.dtype.isFloating }) { $0[.by(-1)] },
    .one("$0[.ellipsis, .by(2)]", where: { $0.rank > 0 && $0.dtype.isFloating }) {
      $0[.ellipsis, .by(2)]
    },
    .one("$0[0]", where: { $0.rank > 0 && $0.shape[0] > 0 && $0.dtype.isFloating }) { $0[0] },
    .one("meshgrid([reshape($0, [-1])[..<2], reshape($0, [-1])[..<3]])[1]") {
      meshgrid([reshape($0, [-1])[..<2], reshape($0, [-1])[..<3]])[1]
    },
  ]

  private static let positions: [Template] = [
    .along("sort($0, axis: AXIS)") { sort($0, axis: $1) },
    .along("topK($0, 1).values") { x, _ in topK(x, 1).values },
    .along("cast($0.argmax(axis: AXIS), to: .float64)") {
      cast($0.argmax(axis: $1), to: .float64)
    },
    .along("gather($0, cast(abs($0.sum() * 7), to: .int32) % $0.shape[AXIS], axis: AXIS)") {
      gather($0, cast(abs($0.sum() * 7), to: .int32) % $0.shape[$1], axis: $1)
    },
    .along(
      "gather($0, reshape(cast(abs($0 * 5), to: .int32), [-1])[..<2] % $0.shape[AXIS], axis: AXIS)"
    ) {
      gather($0, reshape(cast(abs($0 * 5), to: .int32), [-1])[..<2] % $0.shape[$1], axis: $1)
    },
    .one(
      "scatterAdd($0, reshape(cast(abs($0 * 5), to: .int32), [-1])[..<2] % $0.shape[0], $0[..<2])",
      where: { $0.dtype.isFloating && $0.count > 0 && $0.rank > 0 && $0.shape[0] > 1 }
    ) {
      scatterAdd(
        $0, reshape(cast(abs($0 * 5), to: .int32), [-1])[..<2] % $0.shape[0], $0[..<2])
    },
    .one(
      "scatterUpdate($0, [[0]], $0[..<1] * 3)",
      where: { $0.dtype.isFloating && $0.rank > 0 && $0.shape[0] > 0 }
    ) { scatterUpdate($0, Tensor([0], dtype: .int32), $0[..<1] * 3) },
    .one(
      "oneHot(cast(abs($0 * 2), to: .int32) % 3, depth: 3, dtype: .float64) * $0.sum()",
      where: { $0.dtype == .float64 && $0.rank < 3 }
    ) { oneHot(cast(abs($0 * 2), to: .int32) % 3, depth: 3, dtype: .float64) * $0.sum() },
    .one(
      "unsortedSegmentSum($0, cast(abs($0 * 3), to: .int32) % 4 - 1, count: 3)"
    ) { unsortedSegmentSum($0, cast(abs($0 * 3), to: .int32) % 4 - 1, count: 3) },
    .one(
      "unsortedSegmentMean($0, cast(abs($0 * 3), to: .int32) % 3, count: 3)"
    ) { unsortedSegmentMean($0, cast(abs($0 * 3), to: .int32) % 3, count: 3) },
    .one(
      "clip(unsortedSegmentMax($0, cast(abs($0 * 3), to: .int32) % 3, count: 3), min: -9, max: 9)"
    ) {
      clip(
        unsortedSegmentMax($0, cast(abs($0 * 3), to: .int32) % 3, count: 3), min: -9, max: 9)
    },
    .one(
      "unsortedSegmentProd($0, cast(abs($0 * 3), to: .int32) % 3, count: 3)"
    ) { unsortedSegmentProd($0, cast(abs($0 * 3), to: .int32) % 3, count: 3) },
    .along("cast(searchSorted(sort($0), $0 * 0.9 + 0.0177), to: .float64)") { x, _ in
      cast(searchSorted(sort(x), x * 0.9 + 0.0177), to: .float64)
    },
  ]

  private static let products: [Template] = [
    .matrices("matmul($0, $0, transposeB: true)") { matmul($0, $0, transposeB: true) },
    .matrices("matmul($0, matrixTranspose($0))") { matmul($0, matrixTranspose($0)) },
    Template { pool in
      guard let a = pool.pick({ $0.dtype == .float64 && $0.rank >= 2 }) else { return nil }
      let inner = pool.values[a].shape[-1]
      guard let b = pool.pick({ $0.dtype == .float64 && $0.rank == 2 && $0.shape[0] == inner })
      else { return nil }
      return Operation(code: "matmul($0, $1)", arguments: [a, b]) { matmul($0[0], $0[1]) }
    },
    .matrices("einsum(\"...ij,...kj->...ik\", $0, $0)") { einsum("...ij,...kj->...ik", $0, $0) },
    .one("tensordot($0, $0, axes: $0.rank)", where: { $0.dtype == .float64 }) {
      tensordot($0, $0, axes: $0.rank)
    },
    .one(
      "cross($0, roll($0, 1, axis: -1))",
      where: { $0.dtype == .float64 && $0.shape.dimensions.last == 3 }
    ) {
      cross($0, roll($0, 1, axis: -1))
    },
    .matrices("diagonal($0)") { diagonal($0) }, .matrices("trace($0)") { trace($0) },
    .one("diagonalMatrix($0)", where: { $0.dtype == .float64 && (1...2).contains($0.rank) }) {
      diagonalMatrix($0)
    },
    .matrices("bandPart($0, lower: 0, upper: 1)") { bandPart($0, lower: 0, upper: 1) },
  ]

  /// Matrices that have an inverse, and values that do not lie close together.
  private static let decompositions: [Template] = [
    .squareMatrices(
      "inverse(matmul(tanh($0), tanh($0), transposeB: true) + Tensor.eye($0.shape[-1], dtype: .float64))"
    ) {
      inverse($0.positive)
    },
    .squareMatrices(
      "solve(matmul(tanh($0), tanh($0), transposeB: true) + Tensor.eye($0.shape[-1], dtype: .float64), $0)"
    ) { solve($0.positive, $0) },
    .squareMatrices(
      "triangularSolve(matmul(tanh($0), tanh($0), transposeB: true) + Tensor.eye($0.shape[-1], dtype: .float64), $0)"
    ) { triangularSolve($0.positive, $0) },
    .squareMatrices(
      "cholesky(matmul(tanh($0), tanh($0), transposeB: true) + Tensor.eye($0.shape[-1], dtype: .float64))"
    ) { cholesky($0.positive) },
    .squareMatrices(
      "determinant(matmul(tanh($0), tanh($0), transposeB: true) + Tensor.eye($0.shape[-1], dtype: .float64))"
    ) { determinant($0.positive) },
    .squareMatrices(
      "logDeterminant(matmul(tanh($0), tanh($0), transposeB: true) + Tensor.eye($0.shape[-1], dtype: .float64)).value"
    ) { logDeterminant($0.positive).value },
    .squareMatrices(
      "eigh(matmul(tanh($0), tanh($0), transposeB: true) + Tensor.eye($0.shape[-1], dtype: .float64)).values.sum(axis: -1)"
    ) { eigh($0.positive).values.sum(axis: -1) },
    .squareMatrices(
      "lu(matmul(tanh($0), tanh($0), transposeB: true) + Tensor.eye($0.shape[-1], dtype: .float64)).lu"
    ) { lu($0.positive).lu },
    .squareMatrices("matrixExponential(tanh($0))") { matrixExponential(tanh($0)) },
    .matrices("clipByNorm($0, 0.9, axes: -1)") { clipByNorm($0, 0.9, axes: -1) },
    .matrices("square(svd($0).s).sum(axis: -1)") { square(svd($0).s).sum(axis: -1) },
    .matrices("matrixNorm($0 + 0.3, .frobenius)") { matrixNorm($0 + 0.3, .frobenius) },
  ]

  private static let images: [Template] = [
    .one(
      "conv2D(reshape($0, [1, $0.shape[0], $0.shape[1], 1]), Tensor.ones([2, 2, 1, 2], dtype: .float64), padding: .same)",
      where: { $0.dtype == .float64 && $0.rank == 2 && $0.count > 0 }
    ) {
      conv2D(
        reshape($0, [1, $0.shape[0], $0.shape[1], 1]), Tensor.ones([2, 2, 1, 2], dtype: .float64),
        padding: .same)
    },
    .one(
      "maxPool2D(reshape($0, [1, $0.shape[0], $0.shape[1], 1]), size: (2, 2), padding: .same)",
      where: { $0.dtype == .float64 && $0.rank == 2 && $0.count > 0 }
    ) {
      maxPool2D(reshape($0, [1, $0.shape[0], $0.shape[1], 1]), size: (2, 2), padding: .same)
    },
  ]
}

extension Tensor {
  /// A positive definite matrix of each square one, whatever its elements.
  fileprivate var positive: Tensor {
    matmul(tanh(self), tanh(self), transposeB: true) + Tensor.eye(shape[-1], dtype: .float64)
  }
}
