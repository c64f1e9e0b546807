import Testing

@testable import Tapestry

/// Loops over integers and half precision, against Swift's own arithmetic one by one.
struct NarrowLoopsTests {
  static let integers: [DType] = [.int8, .int16, .int32, .int64, .uint8]
  /// Lengths around those of vectors and blocks, and one for all cores.
  static let lengths = [0, 1, 15, 64, 65, 1025, 70_000]

  /// Numbers over the whole range of a type, its ends among them.
  private static func numbers<I: IntegerScalar>(_ count: Int, seed: Int, _: I.Type) -> [I] {
    (0..<count).map { index in
      switch (index + seed) % 11 {
      case 0: I.min
      case 1: I.max
      case 2: 0
      default: I(truncatingIfNeeded: (index &+ seed) &* 0x1e37_79b9_7f4a_7c15)
      }
    }
  }

  private func checkPairs<I: IntegerScalar>(_ count: Int, _: I.Type) {
    let (a, b) = (Self.numbers(count, seed: 1, I.self), Self.numbers(count, seed: 5, I.self))
    let (x, y) = (Tensor(a, shape: [count]), Tensor(b, shape: [count]))
    let one = Tensor([I.max], shape: [])
    let operations: [(String, (Tensor, Tensor) -> Tensor, (I, I) -> I)] = [
      ("+", { $0 + $1 }, { $0 &+ $1 }), ("-", { $0 - $1 }, { $0 &- $1 }),
      ("*", { $0 * $1 }, { $0 &* $1 }), ("maximum", { maximum($0, $1) }, { max($0, $1) }),
      ("minimum", { minimum($0, $1) }, { min($0, $1) }),
    ]
    for (name, operation, expected) in operations {
      #expect(operation(x, y).scalars(as: I.self) == zip(a, b).map(expected), "\(name)")
      #expect(operation(x, one).scalars(as: I.self) == a.map { expected($0, I.max) }, "\(name)")
      #expect(operation(one, y).scalars(as: I.self) == b.map { expected(I.max, $0) }, "\(name)")
    }
    let comparisons: [(String, (Tensor, Tensor) -> Tensor, (I, I) -> Bool)] = [
      ("<", { $0 < $1 }, { $0 < $1 }), ("<=", { $0 <= $1 }, { $0 <= $1 }),
      (">", { $0 > $1 }, { $0 > $1 }), (">=", { $0 >= $1 }, { $0 >= $1 }),
      ("==", { $0 == $1 }, { $0 == $1 }), ("!=", { $0 != $1 }, { $0 != $1 }),
    ]
    for (name, comparison, expected) in comparisons {
      #expect(comparison(x, y).scalars(as: Bool.self) == zip(a, b).map(expected), "\(name)")
      #expect(
        comparison(x, one).scalars(as: Bool.self) == a.map { expected($0, I.max) }, "\(name)")
      #expect(
        comparison(one, y).scalars(as: Bool.self) == b.map { expected(I.max, $0) }, "\(name)")
    }
  }

  @Test(arguments: integers, lengths)
  func `pairs of integers keep their lowest bits and their order`(dtype: DType, count: Int) {
    checkPairs(count, dtype.integerType(in: "test"))
  }

  private func checkFolds<I: IntegerScalar>(_ count: Int, _: I.Type) {
    let numbers = Self.numbers(count, seed: 3, I.self)
    let x = Tensor(numbers, shape: [count])
    #expect(x.sum().scalar(as: I.self) == numbers.reduce(0, &+))
    #expect(x.max().scalar(as: I.self) == numbers.reduce(I.min, max))
    #expect(x.min().scalar(as: I.self) == numbers.reduce(I.max, min))
  }

  @Test(arguments: integers, lengths)
  func `integers are folded as if in sequence`(dtype: DType, count: Int) {
    checkFolds(count, dtype.integerType(in: "test"))
  }

  private static func halves(_ count: Int, seed: Int) -> [Float16] {
    (0..<count).map { index in
      switch (index + seed) % 13 {
      case 0: .infinity
      case 1: .nan
      case 2: 65504
      case 3: 0x1p-24
      case 4: -0.0
      default: Float16(Float((index &* 31 &+ seed) % 1999 - 999) / 64)
      }
    }
  }

  @Test(arguments: lengths)
  func `half precision is float32 rounded`(count: Int) {
    let (a, b) = (Self.halves(count, seed: 0), Self.halves(count, seed: 7))
    let (x, y) = (Tensor(a), Tensor(b))
    func expect(_ got: Tensor, _ expected: [Float], _ name: String) {
      let expected = expected.map { Float16($0) }
      #expect(
        zip(got.scalars(as: Float16.self), expected).allSatisfy {
          $0 == $1 || $0.isNaN && $1.isNaN
        }, "\(name)")
    }
    expect(x * y, zip(a, b).map { Float($0) * Float($1) }, "*")
    expect(x + Tensor(Float16(3)), a.map { Float($0) + 3 }, "+ 3")
    expect(Tensor(Float16(1)) / y, b.map { 1 / Float($0) }, "1 /")
    expect(sqrt(abs(x)), a.map { Float(Float16(abs($0))).squareRoot() }, "sqrt")
    #expect((x < y).scalars(as: Bool.self) == zip(a, b).map { $0 < $1 })
    #expect((x == 0).scalars(as: Bool.self) == a.map { $0 == 0 })
  }
}
