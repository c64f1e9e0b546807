import Foundation
import TestSupport
import Testing

@testable import Tapestry

// One file, since the operations and the reasons for differences belong to one table.

/// One operation at the edges of its domain, as recorded by Recordings/edges.py.
private struct EdgeCase: Decodable, Sendable, CustomTestStringConvertible {
  let operation: String
  let shapes: [[Int]]
  let inputs, first, zero, second: [String]
  let value: String
  let jacobian: String?

  var testDescription: String { "\(operation) of \(inputs[0].prefix(24))…" }

  var tensors: [Tensor] {
    zip(inputs, shapes).map { Tensor(numbers($0) ?? [], shape: Shape($1)) }
  }

  static let all: [EdgeCase] = recording("edges", in: .module)
}

/// The recorded numbers; nil for a gradient that TensorFlow does not have.
private func numbers(_ text: String) -> [Float]? {
  text == "none" ? nil : text.split(separator: " ").map { Float($0)! }
}

private func rows(_ x: Tensor) -> Tensor { reshape(x, [1, 3, 3, 1]) }

private typealias Operation = @Sendable ([Tensor]) -> Tensor

private let operations = onNumbers.merging(onTensors) { first, _ in first }
  .merging(onWindows) { first, _ in first }.merging(onQuantiles) { first, _ in first }

private let onNumbers: [String: Operation] = [
  "negate": { -$0[0] }, "abs": { abs($0[0]) }, "sign": { sign($0[0]) },
  "square": { square($0[0]) }, "sqrt": { sqrt($0[0]) }, "rsqrt": { rsqrt($0[0]) },
  "reciprocal": { reciprocal($0[0]) }, "exp": { exp($0[0]) }, "expm1": { expm1($0[0]) },
  "log": { log($0[0]) }, "log1p": { log1p($0[0]) }, "sin": { sin($0[0]) },
  "cos": { cos($0[0]) }, "tan": { tan($0[0]) }, "asin": { asin($0[0]) },
  "acos": { acos($0[0]) }, "atan": { atan($0[0]) }, "sinh": { sinh($0[0]) },
  "cosh": { cosh($0[0]) }, "tanh": { tanh($0[0]) }, "erf": { erf($0[0]) },
  "sigmoid": { sigmoid($0[0]) }, "relu": { relu($0[0]) }, "softplus": { softplus($0[0]) },
  "leakyRelu": { leakyRelu($0[0]) }, "elu": { elu($0[0]) }, "selu": { selu($0[0]) },
  "clip": { clip($0[0], min: -1, max: 1) }, "clipByNorm": { clipByNorm($0[0], 1) },
  "+": { $0[0] + $0[1] }, "-": { $0[0] - $0[1] }, "*": { $0[0] * $0[1] },
  "/": { $0[0] / $0[1] }, "%": { $0[0] % $0[1] }, "pow": { pow($0[0], $0[1]) },
  "maximum": { maximum($0[0], $0[1]) }, "minimum": { minimum($0[0], $0[1]) },
  "squaredDifference": { squaredDifference($0[0], $0[1]) },
  "sum": { $0[0].sum(axis: 1) }, "mean": { $0[0].mean(axis: 1) },
  "prod": { $0[0].prod(axis: 1) }, "max": { $0[0].max(axis: 1) },
  "min": { $0[0].min(axis: 1) }, "logSumExp": { $0[0].logSumExp(axis: 1) },
  "variance": { $0[0].variance(axis: 1) }, "norm": { $0[0].norm(axis: 1) },
  "standardDeviation": { $0[0].standardDeviation(axis: 1) },
  "cumsum": { cumsum($0[0], axis: 1) }, "cumprod": { cumprod($0[0], axis: 1) },
  "cumprod exclusive": { cumprod($0[0], axis: 1, exclusive: true) },
  "cumprod reverse": { cumprod($0[0], axis: 1, reverse: true) },
  "softmax": { softmax($0[0], axis: 1) }, "logSoftmax": { logSoftmax($0[0], axis: 1) },
  "sort": { sort($0[0], axis: 1) },
  "maxPool2D": { maxPool2D(rows($0[0]), size: (2, 2), strides: (1, 1)) },
]

private let onTensors: [String: Operation] = [
  "lgamma": { lgamma($0[0]) }, "digamma": { digamma($0[0]) }, "erfc": { erfc($0[0]) },
  "atan2": { atan2($0[0], $0[1]) }, "divideNoNaN": { divideNoNaN($0[0], $0[1]) },
  "multiplyNoNaN": { multiplyNoNaN($0[0], $0[1]) },
  "cumulativeLogSumExp": { cumulativeLogSumExp($0[0], axis: 1) },
  "cumulativeLogSumExp exclusive": { cumulativeLogSumExp($0[0], axis: 1, exclusive: true) },
  "cumulativeLogSumExp reverse": { cumulativeLogSumExp($0[0], axis: 1, reverse: true) },
  "gather": { gather($0[0], Tensor([2, 0, 0]), axis: 1) },
  "booleanMask": { booleanMask($0[0], Tensor([true, false, true])) },
  "roll": { roll($0[0], 1, axis: 1) }, "bandPart": { bandPart($0[0], lower: 0, upper: 1) },
  "matrixTranspose": { matrixTranspose($0[0]) }, "trace": { trace($0[0]) },
  "tile": { tile($0[0], [1, 2]) }, "pad": { pad($0[0], [(0, 1), (1, 0)]) },
  "reverse": { reverse($0[0], axis: 1) },
  "meanPool2D": { averagePool2D(rows($0[0]), size: (2, 2), strides: (1, 1)) },
  "segmentSum": { segmentSum($0[0], segments) }, "segmentMean": { segmentMean($0[0], segments) },
  "segmentMax": { segmentMax($0[0], segments) }, "segmentMin": { segmentMin($0[0], segments) },
  "unsortedSegmentSum": { unsortedSegmentSum($0[0], someSegments, count: 3) },
  "unsortedSegmentMean": { unsortedSegmentMean($0[0], someSegments, count: 3) },
  "unsortedSegmentMax": { unsortedSegmentMax($0[0], someSegments, count: 3) },
  "unsortedSegmentMin": { unsortedSegmentMin($0[0], someSegments, count: 3) },
  "unsortedSegmentProd": { unsortedSegmentProd($0[0], someSegments, count: 3) },
  "matmul": { matmul($0[0], $0[1]) }, "tensordot": { tensordot($0[0], $0[1], axes: 1) },
  "einsum": { einsum("ij,jk->ik", $0[0], $0[1]) }, "cross": { cross($0[0], $0[1]) },
  "conv2D": { conv2D(rows($0[0]), reshape($0[1][..<2, ..<2], [2, 2, 1, 1])) },
  "cholesky": { cholesky($0[0]) }, "inverse": { inverse($0[0]) },
  "determinant": { determinant($0[0]) }, "logDeterminant": { logDeterminant($0[0]).value },
  "eigenvalues": { eigh($0[0]).values }, "eigenvectors": { square(eigh($0[0]).vectors) },
  "singular values": { svd($0[0]).s }, "qr": { square(qr($0[0]).r) },
  "pseudoInverse": { pseudoInverse($0[0]) },
  "matrixNorm nuclear": { matrixNorm($0[0], .nuclear) },
  "solve": { solve($0[0], $0[1]) }, "leastSquares": { leastSquares($0[0], $0[1]) },
  "triangularSolve": { triangularSolve($0[0], $0[1]) },
]

private let onWindows: [String: Operation] = [
  "meanPool2D same": {
    averagePool2D(rows($0[0]), size: (2, 2), strides: (2, 2), padding: .same)
  },
  "maxPool2D same": { maxPool2D(rows($0[0]), size: (2, 2), strides: (2, 2), padding: .same) },
  "diagonal": { diagonal($0[0]) }, "diagonalMatrix": { diagonalMatrix($0[0]) },
  "concat": { concat([$0[0], $0[0][0..., ..<1]], axis: 1) }, "topK": { topK($0[0], 2).values },
  "gatherND": { gatherND($0[0], Tensor([[0, 1], [2, 2], [0, 1]])) },
  "select": { select(Tensor([[true, false, true]]), $0[0], reverse($0[0], axis: 0)) },
  "sparseSoftmaxCrossEntropy": {
    sparseSoftmaxCrossEntropyWithLogits(labels: Tensor([0, 2, 1]), logits: $0[0])
  },
  "conv2D same": {
    conv2D(
      rows($0[0]), reshape($0[1][..<2, ..<2], [2, 2, 1, 1]), strides: (2, 2), padding: .same)
  },
  "conv2DTranspose": {
    conv2DTranspose(rows($0[0]), reshape($0[1][..<2, ..<2], [2, 2, 1, 1]), strides: (2, 2))
  },
  "scatterAdd": { scatterAdd($0[0], Tensor([2, 0, 2]), $0[1]) },
  "softmaxCrossEntropy": {
    softmaxCrossEntropyWithLogits(labels: softmax(Tensor.ones(like: $0[1])), logits: $0[0])
  },
]

private let onQuantiles: [String: Operation] = [
  "asinh": { asinh($0[0]) }, "acosh": { acosh($0[0]) }, "atanh": { atanh($0[0]) },
  "erfinv": { erfinv($0[0]) }, "ndtri": { ndtri($0[0]) }, "logSigmoid": { logSigmoid($0[0]) },
  "l2Normalize": { l2Normalize($0[0]) }, "polyval": { polyval([2, -1, 0.5], $0[0]) },
  "xlogy": { xlogy($0[0], $0[1]) }, "xdivy": { xdivy($0[0], $0[1]) },
  "zeta": { zeta($0[0], $0[1]) },
  "setDiagonal": { setDiagonal($0[0], $0[0][2]) },
  "betainc": { betainc(2, 3, $0[0]) }, "clipByNorm rows": { clipByNorm($0[0], 1, axes: 1) },
  "matrixExponential": { matrixExponential($0[0]) },
]

private let segments = Tensor([0, 0, 1])
private let someSegments = Tensor([2, -1, 2])

struct EdgeGradientsTests {
  @Test(
    arguments: [
      ("sqrt", [0, 0.25, 0]), ("rsqrt", [0, -0.0625, 0]), ("reciprocal", [0, -0.0625, 0]),
      ("log", [0, 0.25, 0]), ("pow", [0, 0.25, 0]), ("quotient", [0, -0.0625, 0]),
    ] as [(String, [Double])])
  func `an input that nothing depends on has gradient 0`(name: String, expected: [Double]) throws {
    let functions: [String: (Tensor) -> Tensor] = [
      "sqrt": { sqrt($0) }, "rsqrt": { rsqrt($0) }, "reciprocal": { reciprocal($0) },
      "log": { log($0) }, "pow": { pow($0, 0.5) }, "quotient": { 1 / $0 },
    ]
    let function = try #require(functions[name])
    let x = Tensor([0.0, 4.0, -1.0])
    let tape = GradientTape()
    tape.watch(x)
    let y = tape.record { select(x > 0, function(x), 0 * x) }
    expectTensor(try tape.gradient(y, x), [3], expected)
    let f = Function("f") { (x: Tensor) in
      let tape = GradientTape()
      tape.watch(x)
      let y = tape.record { select(x > 0, function(x), 0 * x) }
      return try! tape.gradient(y, x)
    }
    expectTensor(try f(x), [3], expected)
  }

  @Test func `the square of a square root has the slope 0 at 0`() throws {
    let x = Tensor([0.0])
    let tape = GradientTape()
    tape.watch(x)
    let y = tape.record { square(sqrt(x)) }
    expectTensor(try tape.gradient(y, x), [1], [0])
  }

  @Test(
    arguments: [
      ([1e30, 1e30], [1e30, 1e30]), ([1e-30, 1e-30], [1e-30, 1e-30]),
      ([1e-25, 1e-25, 1e25], [1, 1, 0]), ([0, 2, 3], [6, 0, 0]), ([0, 0, 3], [0, 0, 0]),
    ] as [([Float], [Float])])
  func `the gradient of a product is the product of the others`(
    factors: [Float], expected: [Float]
  ) throws {
    let x = Tensor(factors)
    let tape = GradientTape(persistent: true)
    tape.watch(x)
    let (product, last) = tape.record { (x.prod(), cumprod(x)[-1]) }
    expectEqual(try tape.gradient(product, x), Tensor(expected), ulps: 1)
    expectEqual(try tape.gradient(last, x), Tensor(expected), ulps: 1)
  }

  @Test func `products with zeros have second derivatives`() throws {
    // The second derivatives of x y z are z, y and x off the diagonal.
    for fold in [{ $0.prod() }, { cumprod($0)[-1] }] as [(Tensor) -> Tensor] {
      let x = Tensor([0.0, 0.0, 3.0])
      let outer = GradientTape(persistent: true)
      outer.watch(x)
      let gradient = try outer.record {
        let inner = GradientTape()
        inner.watch(x)
        let y = inner.record { fold(x) }
        return try inner.gradient(y, x)
      }
      expectTensor(try outer.jacobian(gradient, x), [3, 3], [0, 3, 0, 3, 0, 0, 0, 0, 0])
    }
  }

  @Test(arguments: [
    "relu", "leakyRelu", "abs", "maximum", "minimum", "clip", "max", "min", "maxPool2D",
  ])
  func `a second derivative that is 0 is not an error`(name: String) throws {
    let functions: [String: (Tensor) -> Tensor] = [
      "relu": { relu($0) }, "leakyRelu": { leakyRelu($0) }, "abs": { abs($0) },
      "maximum": { maximum($0, 1) }, "minimum": { minimum($0, 1) },
      "clip": { clip($0, min: -1, max: 1) }, "max": { $0.max() }, "min": { $0.min() },
      "maxPool2D": { maxPool2D(reshape($0, [1, 2, 2, 1])) },
    ]
    let function = try #require(functions[name])
    let x = Tensor([-2.0, 3.0, 0.5, -0.25])
    let outer = GradientTape()
    outer.watch(x)
    let gradient = try outer.record {
      let inner = GradientTape()
      inner.watch(x)
      let y = inner.record { function(x) }
      return try inner.gradient(y, x)
    }
    expectTensor(try outer.gradient(gradient, x), [4], [0, 0, 0, 0])
  }

  @Test func `at a corner the slope is TensorFlow's`() throws {
    let corners: [(Double, (Tensor) -> Tensor)] = [
      (1.050701, { selu($0) }), (1, { elu($0) }), (0, { relu($0) }), (0.2, { leakyRelu($0) }),
      (0, { abs($0) }), (1, { maximum($0, 0) }), (0, { maximum(0, $0) }), (0.5, { softplus($0) }),
    ]
    for (slope, function) in corners {
      let x = Tensor([0.0])
      let tape = GradientTape()
      tape.watch(x)
      let y = tape.record { function(x) }
      expectEqual(try tape.gradient(y, x), Tensor([Float(slope)]), ulps: 1)
    }
  }

  @Test func `beside a NaN the gradient of a maximum goes to the second`() throws {
    let (a, b) = (Tensor([1.0, .nan]), Tensor([.nan, 1.0]))
    for function in [{ maximum($0, $1) }, { minimum($0, $1) }] as [(Tensor, Tensor) -> Tensor] {
      let tape = GradientTape()
      tape.watch(a, b)
      let y = tape.record { function(a, b) }
      let gradients = try tape.gradient(y, [a, b])
      expectTensor(gradients[0], [2], [0, 0])
      expectTensor(gradients[1], [2], [1, 1])
    }
  }

  // MARK: - TensorFlow's table

  /// A number that differs from TensorFlow's.
  private struct Difference: CustomStringConvertible {
    let operation: String
    /// `first`, `zero`, `second` or `jacobian`.
    let part: String
    /// nil for a gradient that does not exist.
    let got, expected: Float?
    /// The elements of the inputs there.
    let at: [Float]
    /// Whether one of the elements is NaN.
    let isBesideNaN: Bool

    var description: String {
      "\(operation), \(part) at \(at): \(got.map { "\($0)" } ?? "none"), TensorFlow "
        + "\(expected.map { "\($0)" } ?? "none")"
    }
    var isNaN: Bool { got?.isNaN ?? false }
    var expectsNaN: Bool { expected?.isNaN ?? false }
  }

  /// Why a number may differ from TensorFlow's.
  private struct Exception {
    let reason: String
    let applies: @Sendable (Difference) -> Bool

    init(_ reason: String, _ applies: @escaping @Sendable (Difference) -> Bool) {
      (self.reason, self.applies) = (reason, applies)
    }
  }

  private static let exceptions: [Exception] = [
    Exception("a zero that comes from above stays zero; there it is 0 times an infinite slope") {
      $0.expectsNaN && $0.got == 0 && ($0.part == "zero" || $0.part == "jacobian")
    },
    Exception("TensorFlow 2.1 has no second derivative of the sparse cross-entropy") {
      $0.operation == "sparseSoftmaxCrossEntropy" && $0.part == "second" && $0.expected == nil
    },
    Exception("a derivative that is 0 is 0; there it does not exist") {
      $0.expected == nil && $0.got == 0
    },
    Exception("subnormal numbers are numbers; TensorFlow takes them for 0") {
      $0.at.contains(where: \.isSubnormal)
    },
    Exception("x to the power 0 has the slope 0, also where its factors are infinite or NaN") {
      $0.operation == "pow" && $0.expectsNaN && !$0.isNaN
    },
    Exception("NaN stays visible; TensorFlow counts it as positive, or gives it the sign 0") {
      ["elu", "selu", "abs"].contains($0.operation) && $0.at[0].isNaN && $0.isNaN
    },
    Exception("the largest and the smallest of elements one of which is NaN are NaN, as in NumPy") {
      ["max", "min"].contains($0.operation) && $0.isNaN
        || $0.operation.lowercased().contains("segmentm") && $0.isBesideNaN
    },
    Exception("the smallest of infinite elements is infinite; TensorFlow starts from a finite one")
    {
      $0.operation.lowercased().contains("segmentm") && $0.at[0].isInfinite
    },
    Exception("NaN is the largest element of a window") { $0.operation == "maxPool2D" },
    Exception("products are not divided by their factors, which may be 0, tiny or infinite") {
      ["cumprod", "cumprod exclusive", "cumprod reverse", "prod", "unsortedSegmentProd"]
        .contains($0.operation) && !$0.isNaN
        && ($0.expectsNaN || $0.expected?.isInfinite == true
          || $0.at.contains { $0.magnitude < 1e-20 })
    },
    Exception("beside infinity the second derivative of a running product is 0 times infinity") {
      $0.operation == "cumprod exclusive" && $0.part == "second" && $0.isNaN && $0.expected == 0
    },
    Exception("a length that is 0 or infinite has the slope 0, not 0 times infinity") {
      ["norm", "standardDeviation"].contains($0.operation) && $0.expectsNaN && $0.got == 0
    },
    Exception("-0 has a sign; TensorFlow's loops over vectors lose it") {
      ["sqrt", "rsqrt"].contains($0.operation) && $0.at[0] == 0
    },
    Exception("the square root of infinity is infinite; TensorFlow's is NaN") {
      $0.operation == "sqrt" && $0.at[0] == .infinity
    },
    Exception("the largest logit is taken out before it is NaN less itself") {
      ["logSoftmax", "logSumExp"].contains($0.operation) && $0.expectsNaN
    },
    Exception(
      "terms that cancel leave a few units in their last place, others in a different order"
    ) {
      let sizes = [$0.got, $0.expected].map { abs($0 ?? .infinity) }
      return $0.operation == "standardDeviation" && $0.part == "second" && sizes.max()! < 1e-6
    },
    Exception("the difference of two numbers near 20 is known to their last place, 2e-6") {
      $0.operation == "logSoftmax" && $0.part == "second"
        && abs(($0.got ?? 0) - ($0.expected ?? .infinity)) < 2e-6
    },
    Exception("the formula overflows in TensorFlow, and not here") {
      let operations = [
        "atan", "erf", "erfc", "variance", "pseudoInverse", "xlogy", "xdivy", "atanh",
        "l2Normalize", "zeta",
      ]
      return operations.contains($0.operation) && $0.expectsNaN && !$0.isNaN
    },
    Exception("the square of a tiny divisor is 0 in TensorFlow, and is not formed here") {
      ["xlogy", "xdivy"].contains($0.operation) && $0.expected?.isInfinite == true
        && $0.at.contains { $0.magnitude == 1e-30 }
    },
    Exception("NaN stays visible; TensorFlow asks first whether there is a pole") {
      $0.operation == "zeta" && $0.at.contains(where: \.isNaN) && $0.isNaN
    },
    Exception("far out a slope is as wrong as the quantile in float32, times the quantile") {
      $0.operation == "ndtri" && $0.at[0] == 1e-30
    },
    Exception("trigamma goes to 0 towards infinity; TensorFlow's is NaN there") {
      ["lgamma", "digamma"].contains($0.operation) && $0.at[0] == .infinity && $0.got == 0
    },
    Exception("towards -infinity there is a pole at each integer, and no limit") {
      ["lgamma", "digamma"].contains($0.operation) && $0.at[0] == -.infinity && $0.isNaN
    },
    Exception("the origin has no direction, and no slope") {
      $0.operation == "atan2" && $0.at.allSatisfy { $0 == 0 } && $0.got == 0
    },
    Exception("the squares of tiny and of huge sides under- and overflow in TensorFlow") {
      $0.operation == "atan2"
        && $0.at.contains { $0 != 0 && !(1e-20...1e20).contains($0.magnitude) }
    },
    Exception("beside NaN a running logSumExp is NaN, whatever its slope") {
      $0.operation.hasPrefix("cumulativeLogSumExp") && $0.isBesideNaN
    },
    Exception(
      "second derivatives of a running logSumExp are differences of numbers near each other"
    ) {
      $0.operation.hasPrefix("cumulativeLogSumExp") && $0.part == "second"
        && abs(($0.got ?? .nan) - ($0.expected ?? .nan)) < 2e-5
    },
    Exception("TensorFlow 2.1 forgets, in the second derivative, that an inverse was transposed") {
      ["determinant", "logDeterminant"].contains($0.operation) && $0.part == "second"
    },
    Exception("a determinant that overflows has no slope") {
      $0.operation == "determinant" && $0.at[0] > 1e29 && $0.isNaN
    },
    Exception("TensorFlow computes exponentials of matrices in single precision") {
      let (got, expected) = ($0.got ?? .nan, $0.expected ?? .nan)
      return $0.operation == "matrixExponential" && abs(got - expected) < 1e-4 * abs(expected)
    },
    Exception("equal eigenvalues are not divided by their difference") {
      $0.operation.hasPrefix("eigen") && $0.expectsNaN && !$0.isNaN
    },
    Exception("the inverse of a matrix with equal singular values has all its slopes") {
      $0.operation == "pseudoInverse" && $0.at[0].magnitude < 3
    },
  ]

  @Test(arguments: EdgeCase.all)
  private func `gradients at the edges are TensorFlow's, or differ for a reason`(
    recorded: EdgeCase
  ) throws {
    for difference in try Self.differences(recorded)
    where !Self.exceptions.contains(where: { $0.applies(difference) }) {
      Issue.record("\(difference)")
    }
  }

  @Test func `each exception is needed`() throws {
    let differences = try EdgeCase.all.flatMap(Self.differences)
    for exception in Self.exceptions {
      #expect(differences.contains(where: exception.applies), "\(exception.reason)")
    }
  }

  /// Operations without a row, and why.
  private static let withoutRow = [
    "all": "gives Booleans", "any": "gives Booleans", "!=": "gives Booleans",
    "logicalOr": "gives Booleans", "logicalXor": "gives Booleans",
    "integerQuotient": "takes integers", "randomKey": "gives integers",
    "positions(of:)": "gives integers, which tapes are not told of",
    "skippedState": "gives integers", "keyedOrder": "gives integers",
    "keyedNumbers": "takes integers", "oneHot": "takes integers", "searchSorted": "gives integers",
    "randomPermutation": "gives integers", "floor": "a step, which passes no gradient on",
    "ceil": "a step, which passes no gradient on", "round": "a step, which passes no gradient on",
    "assert": "gives a Boolean",
    "assign": "moves numbers as they are", "readVariable": "moves numbers as they are",
    "identity": "moves numbers as they are", "scatterUpdate": "moves numbers as they are",
    "igamma": "its second derivative stops the program",
    "igammac": "its second derivative stops the program",
    "igammaSlope": "its second derivative stops the program",
    "gammaDensity": "the derivative of igamma, which has no row",
    "lu": "TensorFlow has no gradient of it",
    "equalRowSums": "a sum of rows of one length",
    "maxPool2DSelection": "in the second derivative of maxPool2D, whose rows are compared",
  ]

  /// Records the names of operations.
  private final class Names: Recorder {
    var all: Set<String> = []

    func record(_ primitive: any Primitive, _ inputs: [Tensor], _ output: Tensor) {
      all.insert(primitive.name)
    }
    func knows(_ tensor: Tensor) -> Bool { false }
  }

  @Test func `each operation has a row, or a reason`() throws {
    let names = Names()
    var seen: Set<String> = []
    for recorded in EdgeCase.all where seen.insert(recorded.operation).inserted {
      let tape = GradientTape()
      let (function, inputs) = (try #require(operations[recorded.operation]), recorded.tensors)
      try Context.with(interpreter: nil, tapes: [names]) {
        for input in inputs { tape.watch(input) }
        let y = tape.record { function(inputs) }
        _ = try tape.gradient(y, inputs, unconnected: .none)
      }
    }
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/Tapestry/Primitives")
    let paths = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String }
    var written: Set<String> = []
    for path in paths ?? [] where path.hasSuffix(".swift") {
      let text = try String(contentsOf: sources.appendingPathComponent(path), encoding: .utf8)
      for match in text.matches(of: #/var name: String \{ "([^"\\]+)" \}/#) {
        written.insert(String(match.output.1))
      }
    }
    #expect(written.count > 80)
    for name in written.subtracting(names.all).sorted() where Self.withoutRow[name] == nil {
      Issue.record("\(name) has no row in the table, and no reason for that")
    }
    for name in Self.withoutRow.keys.sorted() {
      #expect(written.contains(name) && !names.all.contains(name), "\(name) needs no reason")
    }
  }

  private static func differences(_ recorded: EdgeCase) throws -> [Difference] {
    let inputs = recorded.tensors
    let function = try #require(operations[recorded.operation])
    let (outer, inner) = (GradientTape(persistent: true), GradientTape(persistent: true))
    for input in inputs {
      outer.watch(input)
      inner.watch(input)
    }
    let (y, first, sums) = try outer.record {
      let y = inner.record { function(inputs) }
      let first = try inner.gradient(y, inputs, unconnected: .none)
      let sums = first.map { $0.map { gradient in (gradient * weights(like: gradient)).sum() } }
      return (y, first, sums)
    }
    let zero = try inner.gradient(y, inputs, weights: Tensor.zeros(like: y), unconnected: .none)
    let second = try sums.flatMap { sum in
      try inputs.map { input in
        try sum.flatMap { try outer.gradient($0, [input], unconnected: .none)[0] }
      }
    }
    let isBesideNaN = inputs.contains { isNaN($0).any().scalar(as: Bool.self) }
    var found: [Difference] = []
    func compare(_ part: String, _ got: Tensor?, _ text: String) {
      let expected = numbers(text)
      let got = got?.scalars(as: Float.self)
      let count = got?.count ?? expected?.count ?? 0
      for index in 0..<count where !agree(got?[index], expected?[index]) {
        let position = index % inputs[0].count
        found.append(
          Difference(
            operation: recorded.operation, part: part, got: got?[index], expected: expected?[index],
            at: inputs.map { $0.scalars(as: Float.self)[min(position, $0.count - 1)] },
            isBesideNaN: isBesideNaN))
      }
    }
    for (gradient, text) in zip(first, recorded.first) { compare("first", gradient, text) }
    for (gradient, text) in zip(zero, recorded.zero) { compare("zero", gradient, text) }
    for (gradient, text) in zip(second, recorded.second) { compare("second", gradient, text) }
    if let jacobian = recorded.jacobian {
      compare("jacobian", try inner.jacobian(y, inputs[0]), jacobian)
    }
    return found
  }

  private static func weights(like x: Tensor) -> Tensor {
    reshape(cast(Tensor.range(1, x.count + 1), to: x.dtype), x.shape)
  }

  private static func agree(_ got: Float?, _ expected: Float?) -> Bool {
    guard let got, let expected else { return got == nil && expected == nil }
    if got.isNaN || expected.isNaN { return got.isNaN && expected.isNaN }
    if got.isInfinite || expected.isInfinite { return got == expected }
    return (got - expected).magnitude <= 4e-6 * max(expected.magnitude, 0.25)
  }
}
