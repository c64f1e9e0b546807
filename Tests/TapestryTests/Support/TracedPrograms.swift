import Foundation
import Testing

@testable import Tapestry

/// Small random numbers that are the same in each run.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64
  init(seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// The elements as bits, with all NaNs the same: which NaN an operation gives, IEEE 754 leaves
/// open.
func bits(_ tensor: Tensor) -> [UInt64] {
  switch tensor.dtype {
  case .float32:
    tensor.scalars(as: Float.self).map { $0.isNaN ? .max : UInt64($0.bitPattern) }
  case .float64:
    tensor.scalars(as: Double.self).map { $0.isNaN ? .max : $0.bitPattern }
  case .bool: tensor.scalars(as: Bool.self).map { $0 ? 1 : 0 }
  default:
    cast(tensor, to: .int64).scalars(as: Int64.self).map { UInt64(bitPattern: $0) }
  }
}

/// Requires equal specs and equal bits; reports the first difference.
func expectSame(
  _ actual: [Tensor], _ expected: [Tensor], _ what: @autoclosure () -> String = "",
  at location: SourceLocation = #_sourceLocation
) {
  guard actual.map(\.spec) == expected.map(\.spec) else {
    Issue.record(
      "\(actual.map(\.spec)) instead of \(expected.map(\.spec)); \(what())",
      sourceLocation: location)
    return
  }
  for (resultIndex, (a, b)) in zip(actual, expected).enumerated() {
    if haveSameBytes(a, b) { continue }
    let (x, y) = (bits(a), bits(b))
    guard let index = x.indices.first(where: { x[$0] != y[$0] }) else { continue }
    let (found, expected) = (
      reshape(a, [-1])[index].scalarDescription, reshape(b, [-1])[index].scalarDescription
    )
    let element = "result \(resultIndex) \(a.spec), element \(index)"
    Issue.record("\(element): \(found) instead of \(expected); \(what())", sourceLocation: location)
    return
  }
}

/// Whether the elements stand for the same bytes, which is fast to find out.
private func haveSameBytes(_ a: Tensor, _ b: Tensor) -> Bool {
  let (a, b) = (a.contiguous(), b.contiguous())
  return a.withBytes { left in
    b.withBytes { memcmp(left, $0, a.count * a.dtype.size) == 0 }
  }
}

/// A program over tensors that a seed determines: each run with arguments of the same shapes and
/// types makes the same calls.
struct RandomProgram {
  let seed: Int
  let length: Int
  /// The largest value that the program makes, in elements.
  private let mostElements = 150_000

  func callAsFunction(_ arguments: [Tensor]) -> [Tensor] {
    var numbers = SeededNumbers(seed: seed)
    var pool = arguments
    for _ in 0..<length { pool.append(next(pool, &numbers)) }
    let count = Int.random(in: 1...5, using: &numbers)
    // The last value, so that most of the program matters, and any others, arguments among them.
    return [pool.last!] + (1..<count + 1).map { _ in pool.randomElement(using: &numbers)! }
  }

  private func next(_ pool: [Tensor], _ numbers: inout SeededNumbers) -> Tensor {
    let x = (Bool.random(using: &numbers) ? pool[...] : pool.suffix(6)[...])
      .randomElement(using: &numbers)!
    switch Int.random(in: 0..<20, using: &numbers) {
    case 0..<4: return oneOperand(x, &numbers)
    case 4..<9: return twoOperands(x, pool, &numbers)
    case 9: return comparison(x, pool, &numbers)
    case 10, 11: return choice(x, pool, &numbers)
    case 12, 13: return reduction(x, &numbers)
    case 14, 15: return rearrangement(x, &numbers)
    case 16: return product(x, &numbers)
    case 17:
      return cast(
        x, to: [DType.float32, .float32, .float64, .int32, .bool].randomElement(using: &numbers)!)
    case 18: return withoutEffect(x, &numbers)
    default: return captured(x, &numbers)
    }
  }

  private func oneOperand(_ x: Tensor, _ numbers: inout SeededNumbers) -> Tensor {
    if x.dtype == .bool { return logicalNot(x) }
    if !x.dtype.isFloating {
      return [{ -$0 }, { abs($0) }, { square($0) }, { sign($0) }].randomElement(using: &numbers)!(x)
    }
    let operations: [(Tensor) -> Tensor] = [
      { -$0 }, { abs($0) }, { square($0) }, { exp($0) }, { tanh($0) }, { sigmoid($0) },
      { relu($0) }, { sin($0) }, { floor($0) }, { sign($0) }, { sqrt(abs($0)) }, { log1p(abs($0)) },
      { softplus($0) }, { reciprocal($0) }, { cos($0) }, { erf($0) }, { stopGradient($0) },
    ]
    return operations.randomElement(using: &numbers)!(x)
  }

  /// A value of the pool that can be combined with x in a formula, x itself or a number.
  private func partner(
    _ x: Tensor, _ pool: [Tensor], _ numbers: inout SeededNumbers
  ) -> Tensor {
    let fitting = pool.filter {
      $0.dtype == x.dtype && size(of: [$0.shape, x.shape]) != nil
    }
    return fitting.randomElement(using: &numbers) ?? x
  }

  /// The shape that arithmetic on such shapes has, or nil if they do not fit or it is too large.
  private func size(of shapes: [Shape]) -> Shape? {
    var result: [Int] = []
    for shape in shapes {
      let rank = max(result.count, shape.rank)
      func padded(_ sizes: [Int]) -> [Int] {
        Array(repeating: 1, count: rank - sizes.count) + sizes
      }
      let pairs = zip(padded(result), padded(shape.dimensions))
      guard pairs.allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
      result = pairs.map { $0 == 1 ? $1 : $0 }
    }
    return result.reduce(1, *) <= mostElements ? Shape(result) : nil
  }

  private func twoOperands(
    _ x: Tensor, _ pool: [Tensor], _ numbers: inout SeededNumbers
  ) -> Tensor {
    var pair = [x, partner(x, pool, &numbers)]
    if Bool.random(using: &numbers) { pair.swapAt(0, 1) }
    let (a, b) = (pair[0], pair[1])
    if a.dtype == .bool {
      return [{ logicalAnd(a, b) }, { logicalOr(a, b) }, { logicalXor(a, b) }]
        .randomElement(using: &numbers)!()
    }
    var operations: [() -> Tensor] = [
      { a + b }, { a - b }, { a * b }, { maximum(a, b) }, { minimum(a, b) },
      { squaredDifference(a, b) }, { a * 2 + b }, { 1 - a },
    ]
    if a.dtype.isFloating { operations += [{ a / b }, { pow(abs(a), b) }, { a % b }] }
    return operations.randomElement(using: &numbers)!()
  }

  private func comparison(
    _ x: Tensor, _ pool: [Tensor], _ numbers: inout SeededNumbers
  ) -> Tensor {
    let y = partner(x, pool, &numbers)
    if x.dtype == .bool { return x == y }
    return [{ x < y }, { x <= y }, { x > y }, { x >= y }, { x == y }, { x != y }, { x > 0 }]
      .randomElement(using: &numbers)!()
  }

  private func choice(_ x: Tensor, _ pool: [Tensor], _ numbers: inout SeededNumbers) -> Tensor {
    let y = partner(x, pool, &numbers)
    let conditions = pool.filter {
      $0.dtype == .bool && size(of: [$0.shape, x.shape, y.shape]) != nil
    }
    guard let condition = conditions.randomElement(using: &numbers) else {
      return x.dtype == .bool ? x : select(x > 0, x, y)
    }
    return select(condition, x, y)
  }

  private func reduction(_ x: Tensor, _ numbers: inout SeededNumbers) -> Tensor {
    let axis: Int? =
      x.rank == 0 || Bool.random(using: &numbers)
      ? nil : Int.random(in: 0..<x.rank, using: &numbers)
    let keeps = Bool.random(using: &numbers)
    if x.dtype == .bool {
      return Bool.random(using: &numbers)
        ? x.any(axis: axis, keepDims: keeps) : x.all(axis: axis, keepDims: keeps)
    }
    switch Int.random(in: 0..<8, using: &numbers) {
    case 0..<3: return x.sum(axis: axis, keepDims: keeps)
    case 3..<6: return x.mean(axis: axis, keepDims: keeps)
    case 6: return x.max(axis: axis, keepDims: keeps)
    default: return x.min(axis: axis, keepDims: keeps)
    }
  }

  private func rearrangement(_ x: Tensor, _ numbers: inout SeededNumbers) -> Tensor {
    let fits = x.count * 3 <= mostElements
    var operations: [() -> Tensor] = [
      { reshape(x, Shape([x.count])) }, { expandDims(x, axis: 0) }, { expandDims(x, axis: -1) },
      { squeeze(x) }, { transpose(x) },
    ]
    if fits { operations.append { broadcast(x, to: Shape([2] + x.shape.dimensions)) } }
    if x.rank > 0 {
      operations += [{ x[.by(2)] }, { x[.by(-1)] }, { x[1...] }, { x[.ellipsis, .by(2)] }]
      if fits { operations.append { concat([x, x[1...], x], axis: 0) } }
      if x.shape[0] > 0 { operations += [{ x[0] }, { x[-1] }] }
    }
    return operations.randomElement(using: &numbers)!()
  }

  private func product(_ x: Tensor, _ numbers: inout SeededNumbers) -> Tensor {
    guard x.dtype != .bool, x.rank > 0 else { return x }
    // A narrow matrix, so that integers and sizes stay small.
    let matrix =
      x.rank == 2 && x.shape[0] <= 64
      ? x : reshape(x, [-1])[..<32].sum() + Tensor.ones([4, 3], dtype: x.dtype)
    return Bool.random(using: &numbers)
      ? matmul(matrix, matrix, transposeB: true) : matmul(matrix, transpose(matrix))
  }

  /// An operation that an optimizer may leave out.
  private func withoutEffect(_ x: Tensor, _ numbers: inout SeededNumbers) -> Tensor {
    if x.dtype == .bool { return identity(x) }
    let operations: [() -> Tensor] = [
      { x * 1 }, { 1 * x }, { x + 0 }, { x - 0 }, { -(-x) }, { transpose(transpose(x)) },
      { identity(x) }, { x * 0 }, { 0 - x },
      { x.dtype.isFloating ? x / 1 : x },
    ]
    return operations.randomElement(using: &numbers)!()
  }

  /// A tensor that the program makes while it runs, combined with x.
  private func captured(_ x: Tensor, _ numbers: inout SeededNumbers) -> Tensor {
    if x.dtype == .bool { return logicalXor(x, Tensor(true)) }
    let number = Int.random(in: -2...3, using: &numbers)
    let operations: [() -> Tensor] = [
      { x + Tensor.full(x.shape, number, dtype: x.dtype) },
      { x * broadcast(Tensor(number, dtype: x.dtype), to: x.shape) },
      { number * x },
      { x + square(Tensor(number, dtype: x.dtype)) * 2 },
      { Tensor.zeros(like: x) - x },
    ]
    return operations.randomElement(using: &numbers)!()
  }
}

/// Arguments for a random program: of several types and sizes, some of them views.
func randomArguments(seed: Int) -> [Tensor] {
  var numbers = SeededNumbers(seed: seed &+ 7_000_000)
  let shapes: [Shape] = [
    [], [0], [1], [2], [1023], [1024], [1025], [3, 5], [32, 32], [41, 25], [2, 3, 4], [1, 1],
    [5, 1], [3, 0], [70_000],
  ]
  let shape = shapes.randomElement(using: &numbers)!
  func fresh(_ shape: Shape) -> Tensor {
    let special: [Double] = [0, -0.0, 1, -1, .infinity, -.infinity, .nan]
    let values = (0..<shape.elementCount).map { _ -> Float in
      Int.random(in: 0..<40, using: &numbers) == 0
        ? Float(special.randomElement(using: &numbers)!)
        : Float.random(in: -3...3, using: &numbers)
    }
    return Tensor(values, shape: shape)
  }
  var arguments = [fresh(shape), fresh(shape)]
  arguments.append(cast(fresh(shape), to: .int32))
  arguments.append(fresh(shape) > 0)
  if Bool.random(using: &numbers) { arguments.append(cast(fresh(shape), to: .float64)) }
  arguments.append(arguments[0])
  arguments.append(broadcast(Tensor(0.5), to: shape))
  arguments.append(transpose(fresh(Shape(shape.dimensions.reversed()))))
  if shape.rank > 0 {
    arguments.append(concat([fresh(shape), fresh(shape)], axis: 0)[.by(2)])
    arguments.append(concat([fresh(shape), fresh(shape)], axis: 0)[shape[0]...])
    arguments.append(fresh([shape[-1]]))
  }
  arguments.append(fresh([3])[Int.random(in: 0..<3, using: &numbers)])
  return arguments.shuffled(using: &numbers)
}
