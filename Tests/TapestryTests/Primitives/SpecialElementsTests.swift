import Foundation
import TestSupport
import Testing

@testable import Tapestry

// Loops over vectors handle the last elements of an array, and of each core's part, differently
// from those before. Wherever an element stands, its result is that of the element alone, and a
// fold sees it.

private typealias One = @Sendable (Tensor) -> Tensor
private typealias Two = @Sendable (Tensor, Tensor) -> Tensor

private let special: [Double] = [.nan, .infinity, -.infinity, -0.0, 0, 1e-40, 3e38]
private let onOne: [String: One] = [
  "negate": { -$0 }, "abs": { abs($0) }, "sign": { sign($0) }, "square": { square($0) },
  "sqrt": { sqrt($0) }, "rsqrt": { rsqrt($0) }, "reciprocal": { reciprocal($0) },
  "exp": { exp($0) }, "expm1": { expm1($0) }, "log": { log($0) }, "log1p": { log1p($0) },
  "sin": { sin($0) }, "cos": { cos($0) }, "tan": { tan($0) }, "asin": { asin($0) },
  "acos": { acos($0) }, "atan": { atan($0) }, "sinh": { sinh($0) }, "cosh": { cosh($0) },
  "asinh": { asinh($0) }, "acosh": { acosh($0) }, "atanh": { atanh($0) }, "tanh": { tanh($0) },
  "erf": { erf($0) }, "erfc": { erfc($0) }, "erfinv": { erfinv($0) }, "ndtri": { ndtri($0) },
  "lgamma": { lgamma($0) }, "digamma": { digamma($0) }, "sigmoid": { sigmoid($0) },
  "relu": { relu($0) }, "leakyRelu": { leakyRelu($0) }, "softplus": { softplus($0) },
  "logSigmoid": { logSigmoid($0) }, "elu": { elu($0) }, "selu": { selu($0) },
  "gelu": { gelu($0) }, "gelu by tanh": { gelu($0, approximate: true) },
  "swish": { bind(Swish(), [$0]) }, "softsign": { bind(Softsign(), [$0]) },
  "floor": { floor($0) }, "ceil": { ceil($0) }, "round": { round($0) },
  "isNaN": { isNaN($0) }, "isFinite": { isFinite($0) }, "isInfinite": { isInfinite($0) },
  "nanToNum": { nanToNum($0) }, "clip": { clip($0, min: -1, max: 1) },
  "cast": { cast($0, to: $0.dtype == .float64 ? .float32 : .float64) },
  "narrow": { cast($0, to: .float16) },
]
private let onTwo: [String: Two] = [
  "+": { $0 + $1 }, "-": { $0 - $1 }, "*": { $0 * $1 }, "/": { $0 / $1 }, "%": { $0 % $1 },
  "floorDivide": { floorDivide($0, $1) }, "pow": { pow($0, $1) },
  "maximum": { maximum($0, $1) }, "minimum": { minimum($0, $1) },
  "squaredDifference": { squaredDifference($0, $1) }, "atan2": { atan2($0, $1) },
  "divideNoNaN": { divideNoNaN($0, $1) }, "multiplyNoNaN": { multiplyNoNaN($0, $1) },
  "xlogy": { xlogy($0, $1) }, "xdivy": { xdivy($0, $1) }, "==": { $0 == $1 },
  "!=": { $0 != $1 }, "<": { $0 < $1 }, "<=": { $0 <= $1 }, ">": { $0 > $1 },
  ">=": { $0 >= $1 }, "select": { select($0 > $1, $0, $1) },
  "chainProduct": { chain($0, times: $1) }, "chainQuotient": { chain($0, over: $1) },
  "reluGradient": { gated($0, where: $1) }, "tanhGradient": { bind(TanhGradient(), [$0, $1]) },
  "sigmoidGradient": { bind(SigmoidGradient(), [$0, $1]) },
  "leakyReluSlope": { bind(LeakyReluSlope(), [$0, $1]) },
  "eluGradient": { bind(ActivationGradient<Elu>(), [$0, $1]) },
  "geluGradient": { bind(ActivationGradient<Gelu>(), [$0, $1]) },
]

/// Ordinary numbers of both signs.
private func ordinary(_ count: Int) -> [Double] {
  (0..<count).map { index in
    let number = (index * 37 + 11) % 101
    return Double(number) / 25 - 2
  }
}

/// The bits of each element, the same for every NaN.
private func patterns(_ x: Tensor) -> [UInt64] {
  switch x.dtype {
  case .float16: x.scalars(as: Float16.self).map { $0.isNaN ? .max : UInt64($0.bitPattern) }
  case .float32: x.scalars(as: Float.self).map { $0.isNaN ? .max : UInt64($0.bitPattern) }
  case .float64: x.scalars(as: Double.self).map { $0.isNaN ? .max : $0.bitPattern }
  default: cast(x, to: .int64).scalars(as: Int.self).map { UInt64(bitPattern: Int64($0)) }
  }
}

private func tensor(_ numbers: [Double], _ dtype: DType) -> Tensor {
  switch dtype {
  case .float16: Tensor(numbers.map { Float16($0) }, shape: [numbers.count])
  case .float32: Tensor(numbers.map { Float($0) }, shape: [numbers.count])
  default: Tensor(numbers, shape: [numbers.count])
  }
}

struct SpecialElementsTests {
  @Test(arguments: onOne.keys.sorted(), [DType.float16, .float32, .float64])
  func `the result of an element is the same wherever it stands`(name: String, dtype: DType) throws
  {
    let function = try #require(onOne[name])
    let numbers = ordinary(40)
    let alone = numbers.map { patterns(function(tensor([$0], dtype)))[0] }
    for value in [Double.nan, -.infinity, -0.0] {
      let own = patterns(function(tensor([value], dtype)))[0]
      // Half precision has the loops of float32.
      for length in stride(from: 1, through: 40, by: dtype == .float16 ? 5 : 1) {
        for index in 0..<length {
          var (given, expected) = (Array(numbers[..<length]), Array(alone[..<length]))
          (given[index], expected[index]) = (value, own)
          guard patterns(function(tensor(given, dtype))) != expected else { continue }
          Issue.record("\(name) of \(length) \(dtype) numbers, \(value) at \(index)")
          return
        }
      }
    }
  }

  @Test(arguments: onTwo.keys.sorted(), [DType.float16, .float32, .float64])
  func `the result of a pair is the same wherever it stands`(name: String, dtype: DType) throws {
    let function = try #require(onTwo[name])
    let (a, b) = (ordinary(40), Array(ordinary(80)[40...].map { $0 * 1.25 + 0.1 }))
    func one(_ a: Double, _ b: Double) -> UInt64 {
      patterns(function(tensor([a], dtype), tensor([b], dtype)))[0]
    }
    let alone = zip(a, b).map(one)
    for first in [Double.nan, .infinity, -0.0] {
      for second in [first, 1, -Double.infinity] {
        let own = one(first, second)
        let withFirst = b.map { one(first, $0) }
        for length in stride(from: 1, through: 40, by: 3) {
          for index in 0..<length {
            var (x, y, expected) = (a[..<length], b[..<length], alone[..<length])
            (x[index], y[index], expected[index]) = (first, second, own)
            let given = (tensor(Array(x), dtype), tensor(Array(y), dtype))
            guard patterns(function(given.0, given.1)) != Array(expected) else { continue }
            Issue.record("\(name) of \(length) \(dtype) pairs, \(first) and \(second) at \(index)")
            return
          }
          // One number for all elements of the other operand.
          guard
            patterns(function(tensor([first], dtype), tensor(Array(b[..<length]), dtype)))
              != Array(withFirst[..<length])
          else { continue }
          Issue.record("\(name) of \(first) and \(length) \(dtype) numbers")
          return
        }
      }
    }
  }

  @Test(arguments: onOne.keys.sorted())
  func `the result of an element is the same on either side of a core's border, and in a graph`(
    name: String
  ) throws {
    let function = try #require(onOne[name])
    // No multiple of a vector's length, nor of the number of pieces.
    let count = (1 << 17) + 43
    let kinds = ordinary(30) + special
    let numbers = (0..<count).map { kinds[($0 * 7 + $0 / 37) % kinds.count] }
    let alone = kinds.map { patterns(function(tensor([$0], .float32)))[0] }
    let expected = (0..<count).map { alone[($0 * 7 + $0 / 37) % kinds.count] }
    let x = tensor(numbers, .float32)
    #expect(patterns(function(x)) == expected)
    let traced = Function(name) { (x: Tensor) in function(identity(x)) }
    for length in [1, 2, 7, 15, 16, 17, 31, 33, 40, 255, 257, 4095, 4097, count] {
      #expect(
        patterns(try traced(x[..<length])) == Array(expected[..<length]), "\(length) in a graph")
    }
  }

  // MARK: - Folds

  /// What a fold gives for one row, by its definition.
  private struct Fold: Sendable {
    let compute: @Sendable (Tensor, Int) -> Tensor
    let definition: @Sendable ([Double]) -> [Double]

    init(
      _ compute: @escaping @Sendable (Tensor, Int) -> Tensor,
      _ definition: @escaping @Sendable ([Double]) -> [Double]
    ) {
      (self.compute, self.definition) = (compute, definition)
    }
  }

  private static let folds: [String: Fold] = [
    "sum": Fold({ $0.sum(axis: $1) }) { [$0.reduce(0, +)] },
    "mean": Fold({ $0.mean(axis: $1) }) { [$0.reduce(0, +) / Double($0.count)] },
    "prod": Fold({ $0.prod(axis: $1) }) { [$0.reduce(1, *)] },
    "max": Fold({ $0.max(axis: $1) }) { [largest($0)] },
    "min": Fold({ $0.min(axis: $1) }) { [-largest($0.map { -$0 })] },
    "argmax": Fold({ cast($0.argmax(axis: $1), to: .float64) }) { [Double(extreme($0))] },
    "argmin": Fold({ cast($0.argmin(axis: $1), to: .float64) }) {
      [Double(extreme($0.map { -$0 }))]
    },
    "any": Fold({ cast(($0 != $0).any(axis: $1), to: .float64) }) {
      [$0.contains(where: \.isNaN) ? 1 : 0]
    },
    "all": Fold({ cast(isFinite($0).all(axis: $1), to: .float64) }) {
      [$0.allSatisfy(\.isFinite) ? 1 : 0]
    },
    "norm": Fold({ $0.norm(axis: $1) }) { [$0.map { $0 * $0 }.reduce(0, +).squareRoot()] },
    "variance": Fold({ $0.variance(axis: $1) }) { row in
      let mean = row.reduce(0, +) / Double(row.count)
      return [row.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(row.count)]
    },
    "logSumExp": Fold({ $0.logSumExp(axis: $1) }) { [logSumExp($0)] },
    "softmax": Fold({ softmax($0, axis: $1) }) { row in
      let largest = largest(row)
      let powers = row.map { exp($0 - largest) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    },
    "logSoftmax": Fold({ logSoftmax($0, axis: $1) }) { row in
      let whole = logSumExp(row)
      return row.map { $0 - whole }
    },
    "cumsum": Fold({ cumsum($0, axis: $1) }) { running($0, +) },
    "cumprod": Fold({ cumprod($0, axis: $1) }) { running($0, *) },
    "cumulativeLogSumExp": Fold({ cumulativeLogSumExp($0, axis: $1) }) { row in
      row.indices.map { logSumExp(Array(row[...$0])) }
    },
    "sort": Fold({ sort($0, axis: $1) }) { $0.sorted { $0 < $1 || (!$0.isNaN && $1.isNaN) } },
  ]

  private static func largest(_ row: [Double]) -> Double {
    row.contains(where: \.isNaN) ? .nan : row.max()!
  }

  private static func extreme(_ row: [Double]) -> Int {
    row.firstIndex(where: \.isNaN) ?? row.firstIndex(of: row.max()!)!
  }

  private static func logSumExp(_ row: [Double]) -> Double {
    let shift = largest(row).isFinite ? largest(row) : 0
    return log(row.map { exp($0 - shift) }.reduce(0, +)) + shift
  }

  private static func running(
    _ row: [Double], _ step: (Double, Double) -> Double
  ) -> [Double] {
    row.dropFirst().reduce(into: [row[0]]) { $0.append(step($0.last!, $1)) }
  }

  private static func isNear(_ got: Double, _ expected: Double, _ dtype: DType) -> Bool {
    if got.isNaN || expected.isNaN { return got.isNaN && expected.isNaN }
    if got == expected { return true }
    return Swift.abs(got - expected)
      <= (dtype == .float64 ? 1e-12 : 2e-5) * Swift.max(1, Swift.abs(expected))
  }

  /// The rows of a shape along an axis: the fold of each is computed by its definition.
  private static func problem(
    _ name: String, _ fold: Fold, _ x: Tensor, axis: Int
  ) -> String? {
    let toRows = [Int](0..<x.rank).filter { $0 != axis } + [axis]
    let length = x.shape.dimensions[axis]
    let rows = cast(transpose(x, toRows), to: .float64).scalars(as: Double.self)
    let result = fold.compute(x, axis)
    let inOrder = result.rank == x.rank ? transpose(result, toRows) : result
    let got = cast(inOrder, to: .float64).scalars(as: Double.self)
    let expected = stride(from: 0, to: rows.count, by: length).flatMap {
      fold.definition(Array(rows[$0..<($0 + length)]))
    }
    guard got.count == expected.count else { return "\(name): \(result.shape) of \(x.shape)" }
    for (index, (got, expected)) in zip(got, expected).enumerated()
    where !isNear(got, expected, x.dtype) {
      return "\(name) of \(x.spec) along \(axis), element \(index): \(got), expected \(expected)"
    }
    return nil
  }

  @Test(arguments: folds.keys.sorted(), [DType.float32, .float64])
  func `a fold sees a special element wherever it stands`(name: String, dtype: DType) throws {
    let fold = try #require(Self.folds[name])
    for value in [Double.nan, .infinity, -.infinity] {
      for length in stride(from: 1, through: 40, by: value.isNaN ? 1 : 3) {
        for position in 0..<length {
          // In one row, down a column, and in the middle of a block; the other rows are ordinary.
          let shapes: [(Shape, Int, Int)] =
            length % 4 == 1
            ? [
              ([length], 0, position), ([3, length], 1, length + position),
              ([length, 3], 0, 3 * position + 1),
              ([2, length, 5], 1, 5 * (length + position) + 2),
            ] : [([length], 0, position)]
          for (shape, axis, index) in shapes {
            var numbers = ordinary(shape.elementCount).map { $0 + 0.01 }
            numbers[index] = value
            let x = reshape(tensor(numbers, dtype), shape)
            guard let problem = Self.problem(name, fold, x, axis: axis) else { continue }
            Issue.record("\(value) at \(position): \(problem)")
            return
          }
        }
      }
    }
  }

  @Test(arguments: folds.keys.sorted().filter { !["prod", "cumprod"].contains($0) })
  func `a fold of many elements sees a special one on either side of a core's border`(
    name: String
  ) throws {
    let fold = try #require(Self.folds[name])
    let count = (1 << 16) + 5
    for value in [Double.nan, -.infinity] {
      for position in [16, count / 8, count / 2, count - 1] {
        var numbers = [Double](repeating: 0.5, count: count)
        numbers[position] = value
        // Long rows, and many short ones.
        let x = tensor(numbers, .float64)
        let shapes: [(Tensor, Int)] =
          name.hasPrefix("cumulative")
          ? [(reshape(x[..<(count - 5)], [1 << 13, 8]), 1)]
          : [(x, 0), (reshape(x[..<(count - 5)], [1 << 13, 8]), 1)]
        for (x, axis) in shapes {
          guard let problem = Self.problem(name, fold, x, axis: axis) else { continue }
          Issue.record("\(value) at \(position): \(problem)")
          return
        }
      }
    }
  }
}
