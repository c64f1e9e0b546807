import CKernels
import Foundation
import Testing

// Loops of CKernels against the same loops in Swift.

typealias Unary<T> = @Sendable (UnsafePointer<T>?, UnsafeMutablePointer<T>?, Int) -> Void
typealias Binary<T, Y> =
  @Sendable (
    UnsafePointer<T>?, Int, UnsafePointer<T>?, Int, UnsafeMutablePointer<Y>?, Int
  ) -> Void

/// A kernel of one element in both precisions, with the function that it should compute.
struct UnaryCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let single: Unary<Float>
  let double: Unary<Double>
  let expected: @Sendable (Double) -> Double

  init(
    _ name: String, _ single: @escaping Unary<Float>, _ double: @escaping Unary<Double>,
    _ expected: @escaping @Sendable (Double) -> Double
  ) {
    (testDescription, self.single, self.double, self.expected) = (name, single, double, expected)
  }
}

/// A kernel of two elements in both precisions, with the function that it should compute.
struct BinaryCase<SingleResult, DoubleResult>: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let single: Binary<Float, SingleResult>
  let double: Binary<Double, DoubleResult>
  let expected: @Sendable (Double, Double) -> Double

  init(
    _ name: String, _ single: @escaping Binary<Float, SingleResult>,
    _ double: @escaping Binary<Double, DoubleResult>,
    _ expected: @escaping @Sendable (Double, Double) -> Double
  ) {
    (testDescription, self.single, self.double, self.expected) = (name, single, double, expected)
  }
}

/// How many units in the last place of a float `actual` is from `expected`: 0 for the same infinity
/// or NaN, infinite if only one of them is, or if the sign of a zero differs.
func unitsInTheLastPlace(_ actual: Float, _ expected: Double) -> Double {
  let rounded = Float(expected)
  if expected.isNaN || actual.isNaN { return expected.isNaN && actual.isNaN ? 0 : .infinity }
  if rounded.isInfinite || actual.isInfinite { return actual == rounded ? 0 : .infinity }
  if expected == 0 && actual.sign != rounded.sign { return .infinity }
  return abs(Double(actual) - expected) / Double(rounded.ulp)
}

/// Lengths around the width of a vector, where loops change from vectors to single elements.
let lengths = [0, 1, 7, 16, 17, 1000]

/// Repeatable numbers between -4 and 4, zeros included.
func numbers(_ count: Int, seed: Int = 1) -> [Double] {
  (0..<count).map { Double(($0 &* 7919 &+ seed &* 104_729) % 2001 - 1000) / 250 }
}

@Suite struct CKernelsElementwiseTests {
  static let special: [Float] = [
    0, -0.0, 1, -1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
    .leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
  ]

  static let unary: [UnaryCase] = [
    .init("negate", kernel_negate_f32, kernel_negate_f64) { -$0 },
    .init("abs", kernel_abs_f32, kernel_abs_f64) { Swift.abs($0) },
    .init("sign", kernel_sign_f32, kernel_sign_f64) { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 == 0 ? 0 : $0 },
    .init("square", kernel_square_f32, kernel_square_f64) { $0 * $0 },
    .init("reciprocal", kernel_reciprocal_f32, kernel_reciprocal_f64) { 1 / $0 },
    .init("sqrt", kernel_sqrt_f32, kernel_sqrt_f64) { $0.squareRoot() },
    .init("rsqrt", kernel_rsqrt_f32, kernel_rsqrt_f64) { 1 / $0.squareRoot() },
    .init("exp", kernel_exp_f32, kernel_exp_f64) { exp($0) },
    .init("expm1", kernel_expm1_f32, kernel_expm1_f64) { expm1($0) },
    .init("log", kernel_log_f32, kernel_log_f64) { log($0) },
    .init("log1p", kernel_log1p_f32, kernel_log1p_f64) { log1p($0) },
    .init("sin", kernel_sin_f32, kernel_sin_f64) { sin($0) },
    .init("cos", kernel_cos_f32, kernel_cos_f64) { cos($0) },
    .init("tan", kernel_tan_f32, kernel_tan_f64) { tan($0) },
    .init("asin", kernel_asin_f32, kernel_asin_f64) { asin($0) },
    .init("acos", kernel_acos_f32, kernel_acos_f64) { acos($0) },
    .init("atan", kernel_atan_f32, kernel_atan_f64) { atan($0) },
    .init("sinh", kernel_sinh_f32, kernel_sinh_f64) { sinh($0) },
    .init("cosh", kernel_cosh_f32, kernel_cosh_f64) { cosh($0) },
    .init("tanh", kernel_tanh_f32, kernel_tanh_f64) { tanh($0) },
    .init("erf", kernel_erf_f32, kernel_erf_f64) { erf($0) },
    .init("sigmoid", kernel_sigmoid_f32, kernel_sigmoid_f64) { 1 / (1 + exp(-$0)) },
    .init("relu", kernel_relu_f32, kernel_relu_f64) { $0 <= 0 ? 0 : $0 },
    .init("floor", kernel_floor_f32, kernel_floor_f64) { $0.rounded(.down) },
    .init("ceil", kernel_ceil_f32, kernel_ceil_f64) { $0.rounded(.up) },
    .init("round", kernel_round_f32, kernel_round_f64) { $0.rounded(.toNearestOrEven) },
  ]

  @Test(arguments: unary)
  func `floats are within 2 units in the last place, whatever their bits`(kernel: UnaryCase) {
    // Every 65521st bit pattern (a prime): all exponents, both signs, denormals and NaN.
    let patterns = stride(from: 0, through: UInt64(UInt32.max), by: 65521)
    let near = (-4000...4000).map { Float($0) / 200 }
    let x = patterns.map { Float(bitPattern: UInt32($0)) } + near + Self.special
    var y = [Float](repeating: 0, count: x.count)
    kernel.single(x, &y, x.count)
    let errors = zip(x, y).map { unitsInTheLastPlace($1, kernel.expected(Double($0))) }
    let worst = errors.indices.max { errors[$0] < errors[$1] }!
    #expect(errors[worst] <= 2, "\(kernel)(\(x[worst])) = \(y[worst])")
  }

  @Test(arguments: unary, lengths)
  func `every element is written, none beyond, in place as well`(kernel: UnaryCase, count: Int) {
    let x = numbers(count) + [77]
    var inPlace = x
    kernel.double(inPlace, &inPlace, count)
    var single = x.map { Float($0) }
    kernel.single(single, &single, count)
    for i in 0..<count {
      let expected = kernel.expected(x[i])
      #expect(
        inPlace[i] == expected || inPlace[i].isNaN && expected.isNaN
          || abs(inPlace[i] - expected) <= 2 * expected.ulp)
      #expect(unitsInTheLastPlace(single[i], kernel.expected(Double(Float(x[i])))) <= 2)
    }
    #expect(inPlace[count] == 77 && single[count] == 77)
  }

  static let binary: [BinaryCase<Float, Double>] = [
    .init("add", kernel_add_f32, kernel_add_f64) { $0 + $1 },
    .init("subtract", kernel_subtract_f32, kernel_subtract_f64) { $0 - $1 },
    .init("multiply", kernel_multiply_f32, kernel_multiply_f64) { $0 * $1 },
    .init("divide", kernel_divide_f32, kernel_divide_f64) { $0 / $1 },
    .init("maximum", kernel_maximum_f32, kernel_maximum_f64) {
      $0.isNaN || $1.isNaN ? .nan : $0 > $1 ? $0 : $1
    },
    .init("minimum", kernel_minimum_f32, kernel_minimum_f64) {
      $0.isNaN || $1.isNaN ? .nan : $0 < $1 ? $0 : $1
    },
    .init("power", kernel_power_f32, kernel_power_f64) { pow($0, $1) },
    .init("squared_difference", kernel_squared_difference_f32, kernel_squared_difference_f64) {
      ($0 - $1) * ($0 - $1)
    },
    .init("atan2", kernel_atan2_f32, kernel_atan2_f64) { atan2($0, $1) },
    .init("remainder", kernel_remainder_f32, kernel_remainder_f64) { a, b in
      let remainder = fmod(a, b)
      return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder
    },
  ]

  static let comparisons: [BinaryCase<UInt8, UInt8>] = [
    .init("less", kernel_less_f32, kernel_less_f64) { $0 < $1 ? 1 : 0 },
    .init("less_equal", kernel_less_equal_f32, kernel_less_equal_f64) { $0 <= $1 ? 1 : 0 },
    .init("greater", kernel_greater_f32, kernel_greater_f64) { $0 > $1 ? 1 : 0 },
    .init("greater_equal", kernel_greater_equal_f32, kernel_greater_equal_f64) {
      $0 >= $1 ? 1 : 0
    },
    .init("equal", kernel_equal_f32, kernel_equal_f64) { $0 == $1 ? 1 : 0 },
    .init("not_equal", kernel_not_equal_f32, kernel_not_equal_f64) { $0 != $1 ? 1 : 0 },
  ]

  /// Numbers, then special ones, so that a pair of such lists with different `shift` has many
  /// pairs.
  static func operands(_ count: Int, shift: Int) -> [Double] {
    let mixed = numbers(1000, seed: shift) + special.map { Double($0) }
    let step = 2 * shift + 1
    var operands = (0..<count).map { (i: Int) in mixed[(i * step + 500 * shift) % mixed.count] }
    operands.append(-2)
    return operands
  }

  @Test(arguments: binary, lengths + [100_000])
  func `two arrays, an array and a number, in place or not`(
    kernel: BinaryCase<Float, Double>, count: Int
  ) {
    let a = Self.operands(count, shift: 1), b = Self.operands(count, shift: 2)
    // All others are exact, or rounded once.
    let allowed = ["power", "atan2"].contains(kernel.testDescription) ? 2.0 : 0
    for (stepA, stepB) in [(1, 1), (1, 0), (0, 1), (0, 0)] {
      var y = [Double](repeating: 7, count: count + 1)
      kernel.double(a, stepA, b, stepB, &y, count)
      var single = a.map { Float($0) }
      kernel.single(single, stepA, b.map { Float($0) }, stepB, &single, count)
      var wrong = 0
      for i in 0..<count {
        let (left, right) = (a[i * stepA], b[i * stepB])
        let expected = kernel.expected(left, right)
        let isNear = abs(y[i] - expected) <= allowed * expected.ulp
        if y[i] != expected && !isNear && !(y[i].isNaN && expected.isNaN) { wrong += 1 }
        let rounded = kernel.expected(Double(Float(left)), Double(Float(right)))
        // The sign of a maximum of 0 and -0 is free.
        if unitsInTheLastPlace(single[i], rounded) > 2 && Double(single[i]) != rounded {
          wrong += 1
        }
      }
      #expect(wrong == 0, "steps \(stepA), \(stepB)")
      #expect(y[count] == 7 && single[count] == -2)
    }
  }

  @Test(arguments: comparisons, lengths)
  func `comparisons are bytes of 0 and 1`(kernel: BinaryCase<UInt8, UInt8>, count: Int) {
    let a = Self.operands(count, shift: 1).map { Float($0) }
    let b = Self.operands(count, shift: 2).map { Float($0) }
    for (stepA, stepB) in [(1, 1), (1, 0), (0, 1), (0, 0)] {
      var single = [UInt8](repeating: 7, count: count + 1), double = single
      kernel.single(a, stepA, b, stepB, &single, count)
      kernel.double(a.map { Double($0) }, stepA, b.map { Double($0) }, stepB, &double, count)
      let expected = (0..<count).map {
        kernel.expected(Double(a[$0 * stepA]), Double(b[$0 * stepB]))
      }
      #expect(single == expected.map { UInt8($0) } + [7] && double == single)
    }
  }

  @Test(arguments: lengths, [(1, 1), (1, 0), (0, 1), (0, 0)])
  func `gradients take the output and its gradient`(count: Int, steps: (Int, Int)) {
    let y = numbers(count + 1).map { Float($0) }, dy = numbers(count + 1, seed: 2).map { Float($0) }
    let pairs = (0..<count).map { (y[$0 * steps.0], dy[$0 * steps.1]) }
    var dx = [Float](repeating: 7, count: count + 1)
    kernel_relu_gradient_f32(y, steps.0, dy, steps.1, &dx, count)
    #expect(dx == pairs.map { $0 > 0 ? $1 : 0 } + [7])
    kernel_sigmoid_gradient_f32(y, steps.0, dy, steps.1, &dx, count)
    #expect(dx == pairs.map { $1 * $0 * (1 - $0) } + [7])
    kernel_tanh_gradient_f32(y, steps.0, dy, steps.1, &dx, count)
    #expect(dx == pairs.map { $1 * (1 - $0 * $0) } + [7])

    let y64 = numbers(count + 1), dy64 = numbers(count + 1, seed: 2)
    let pairs64 = (0..<count).map { (y64[$0 * steps.0], dy64[$0 * steps.1]) }
    var dx64 = [Double](repeating: 7, count: count + 1)
    kernel_relu_gradient_f64(y64, steps.0, dy64, steps.1, &dx64, count)
    #expect(dx64 == pairs64.map { $0 > 0 ? $1 : 0 } + [7])
    kernel_sigmoid_gradient_f64(y64, steps.0, dy64, steps.1, &dx64, count)
    #expect(dx64 == pairs64.map { $1 * $0 * (1 - $0) } + [7])
    kernel_tanh_gradient_f64(y64, steps.0, dy64, steps.1, &dx64, count)
    #expect(dx64 == pairs64.map { $1 * (1 - $0 * $0) } + [7])
  }

  @Test func `no result depends on its neighbors`() {
    let x = numbers(256).map { Float($0) + 0.001 }
    // One number for which the C library is called.
    var mixed = x
    mixed[100] = .infinity
    func others(_ run: ([Float], inout [Float]) -> Void) -> ([Float], [Float]) {
      var (alone, beside) = (x, x)
      run(x, &alone)
      run(mixed, &beside)
      (alone[100], beside[100]) = (0, 0)
      return (alone, beside)
    }
    for kernel in [kernel_sin_f32, kernel_cos_f32, kernel_tan_f32] as [Unary<Float>] {
      let (alone, beside) = others { kernel($0, &$1, 256) }
      #expect(alone == beside)
    }
    let (alone, beside) = others { kernel_power_f32($0.map(abs), 1, [1.7], 0, &$1, 256) }
    #expect(alone == beside)
  }
}

@Suite struct CKernelsSelectTests {
  @Test(arguments: lengths, [(1, 1), (1, 0), (0, 1), (0, 0)])
  func `each element is chosen by its condition, or all by one`(count: Int, steps: (Int, Int)) {
    let a = numbers(count + 1).map { Float($0) }, b = numbers(count + 1, seed: 2).map { Float($0) }
    let random = numbers(count + 1, seed: 3).map { UInt8($0 > 0 ? 1 : 0) }
    for (conditions, step) in [(random, 1), ([0], 0), ([1], 0)] {
      var y = [Float](repeating: 7, count: count + 1)
      kernel_select_f32(conditions, step, a, steps.0, b, steps.1, &y, count)
      let expected = (0..<count).map {
        conditions[$0 * step] != 0 ? a[$0 * steps.0] : b[$0 * steps.1]
      }
      #expect(y == expected + [7])
    }
  }
}

@Suite struct CKernelsReductionTests {
  @Test(arguments: lengths + [4095, 4096, 4097, 50_000])
  func `sums and extrema are those of a plain loop`(count: Int) {
    // Multiples of 1/8, whose sums are exact in any order.
    let x = numbers(count).map { ($0 * 8).rounded() / 8 }
    let x32 = x.map { Float($0) }
    let sum = x.reduce(0, +)
    #expect(kernel_sum_f64(x, count) == sum)
    #expect(kernel_max_f64(x, count) == x.max() ?? -.infinity)
    #expect(kernel_min_f64(x, count) == x.min() ?? .infinity)
    #expect(kernel_sum_f32(x32, count) == Float(sum))
    #expect(kernel_max_f32(x32, count) == x32.max() ?? -.infinity)
    #expect(kernel_min_f32(x32, count) == x32.min() ?? .infinity)
  }

  @Test(arguments: lengths + [4095, 4096, 4097, 50_000])
  func `products, sums of squares and folds of half precision are those of a plain loop`(
    count: Int
  ) {
    // Powers of two, whose products are exact in any order, and multiples of 1/4, whose squares and
    // sums are.
    let powers = (0..<count).map { $0 % 3 == 1 ? -2.0 : $0 % 3 == 2 ? 0.5 : 1 }
    let product = powers.reduce(1, *)
    #expect(kernel_product_f64(powers, count) == product)
    #expect(kernel_product_f32(powers.map { Float($0) }, count) == Float(product))
    #expect(kernel_product_f16(powers.map { Float16($0) }, count) == Float(product))
    let x = numbers(count).map { ($0 * 4).rounded() / 4 }
    let half = x.map { Float16($0) }
    let squares = x.reduce(0) { $0 + $1 * $1 }
    #expect(kernel_sum_of_squares_f64(x, count) == squares)
    #expect(kernel_sum_of_squares_f32(x.map { Float($0) }, count) == Float(squares))
    #expect(kernel_sum_of_squares_f16(half, count) == Float(squares))
    #expect(kernel_sum_f16(half, count) == Float(x.reduce(0, +)))
    #expect(kernel_max_f16(half, count) == x.max().map { Float($0) } ?? -.infinity)
    #expect(kernel_min_f16(half, count) == x.min().map { Float($0) } ?? .infinity)
    let integers = x.indices.map { Int8(truncatingIfNeeded: 2 * $0 + 1) }
    #expect(kernel_product_i8(integers, count) == integers.reduce(1, &*))
    #expect(
      kernel_product_i64(integers.map(Int64.init), count)
        == integers.map(Int64.init).reduce(1, &*))
  }

  @Test(arguments: [(1, 0), (17, 16), (63, 62), (65, 1), (65, 64), (1000, 3), (1000, 999)])
  func `one NaN makes every reduction NaN`(count: Int, index: Int) {
    var x = numbers(count).map { Float($0) }
    x[index] = .nan
    let wide = x.map { Double($0) }
    #expect(kernel_sum_f32(x, count).isNaN && kernel_sum_f64(wide, count).isNaN)
    #expect(kernel_max_f32(x, count).isNaN && kernel_max_f64(wide, count).isNaN)
    #expect(kernel_min_f32(x, count).isNaN && kernel_min_f64(wide, count).isNaN)
  }

  // Around 16 and 64 columns, where blocks of columns end, and with rows fewer than a block reads
  // ahead.
  @Test(arguments: [1, 2, 3, 5, 100], [1, 4, 10, 15, 16, 17, 63, 64, 65, 90, 130])
  func `columns are folded in the order of the rows`(rows: Int, columns: Int) {
    // The matrix is part of a wider one, and its memory ends with its last element.
    let row = columns + 3
    let x = (0..<(rows - 1) * row + columns).map { Float(sin(Double($0) * 12.9898)) * 1000 }
    let wide = x.map { Double($0) }
    func fold<T>(_ x: [T], _ combine: (T, T) -> T) -> [T] {
      (0..<columns).map { j in
        (1..<rows).reduce(x[j]) { combine($0, x[$1 * row + j]) }
      }
    }
    func kernel<T: Numeric>(
      _ run: (UnsafePointer<T>?, Int, Int, Int, UnsafeMutablePointer<T>?) -> Void, _ x: [T]
    ) -> [T] {
      // The number behind the result must stay as it is.
      var y = [T](repeating: 7, count: columns + 1)
      run(x, row, rows, columns, &y)
      #expect(y.last == 7)
      return y.dropLast()
    }
    #expect(kernel(kernel_sum_columns_f32, x) == fold(x, +))
    #expect(kernel(kernel_max_columns_f32, x) == fold(x, max))
    #expect(kernel(kernel_min_columns_f32, x) == fold(x, min))
    #expect(kernel(kernel_sum_columns_f64, wide) == fold(wide, +))
    #expect(kernel(kernel_max_columns_f64, wide) == fold(wide, max))
    #expect(kernel(kernel_min_columns_f64, wide) == fold(wide, min))
    #expect(
      kernel(kernel_sum_of_squares_columns_f32, x) == fold(x.map { $0 * $0 }, +))
    // Half precision is widened and then folded like single precision.
    let half = x.map { Float16($0) }, widened = half.map { Float($0) }
    func kernelOfHalf(
      _ run: (UnsafePointer<Float16>?, Int, Int, Int, UnsafeMutablePointer<Float>?) -> Void
    ) -> [Float] {
      var y = [Float](repeating: 7, count: columns + 1)
      run(half, row, rows, columns, &y)
      #expect(y.last == 7)
      return y.dropLast()
    }
    #expect(kernelOfHalf(kernel_sum_columns_f16) == fold(widened, +))
    #expect(kernelOfHalf(kernel_product_columns_f16) == fold(widened, *))
    #expect(kernelOfHalf(kernel_max_columns_f16) == fold(widened, max))
  }

  @Test(arguments: [0, 1, 6])
  func `one NaN makes its column's extrema NaN`(row: Int) {
    var x = numbers(7 * 20).map { Float($0) }
    x[row * 20 + 3] = .nan
    var (largest, smallest) = ([Float](repeating: 0, count: 20), [Float](repeating: 0, count: 20))
    kernel_max_columns_f32(x, 20, 7, 20, &largest)
    kernel_min_columns_f32(x, 20, 7, 20, &smallest)
    #expect(largest.map(\.isNaN) == (0..<20).map { $0 == 3 })
    #expect(smallest.map(\.isNaN) == (0..<20).map { $0 == 3 })
  }

  @Test func `a million tenths add up to a hundred thousand`() {
    // A single running sum of floats gives 100958.34.
    let tenths = [Float](repeating: 0.1, count: 1_000_000)
    #expect(abs(kernel_sum_f32(tenths, tenths.count) - 100_000) < 0.02)
  }

  @Test(arguments: [(1, 1), (3, 5), (16, 4), (17, 19), (33, 64), (0, 5), (100, 31)])
  func `transpose swaps rows and columns`(rows: Int, columns: Int) {
    let x = (0..<rows * columns).map { Float($0) }, wide = x.map { Double($0) }
    var y = x, wideY = wide
    kernel_transpose_bytes4(x, rows, columns, &y)
    kernel_transpose_bytes8(wide, rows, columns, &wideY)
    let expected = (0..<columns).flatMap { j in (0..<rows).map { x[$0 * columns + j] } }
    #expect(y == expected && wideY == expected.map { Double($0) })
  }
}
