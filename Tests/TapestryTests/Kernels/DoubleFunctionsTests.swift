import CKernels
import Foundation
import Testing

// The functions of double_functions.h against the C library's over all ranges. Both are within two
// units in the last place of the true value, and mostly within one, so that they may be two apart,
// and three where both are at their worst.

private struct Case: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let kernel: Unary<Double>
  let expected: @Sendable (Double) -> Double
  /// Where the function is between its limits.
  let range: ClosedRange<Double>

  init(
    _ name: String, _ kernel: @escaping Unary<Double>, _ range: ClosedRange<Double>,
    _ expected: @escaping @Sendable (Double) -> Double
  ) {
    (testDescription, self.kernel, self.range, self.expected) = (name, kernel, range, expected)
  }
}

private let cases: [Case] = [
  .init("exp", kernel_exp_f64, -750...720) { exp($0) },
  .init("expm1", kernel_expm1_f64, -50...720) { expm1($0) },
  .init("log", kernel_log_f64, 0...10) { log($0) },
  .init("log1p", kernel_log1p_f64, -1...10) { log1p($0) },
  .init("sin", kernel_sin_f64, -1e6...1e6) { sin($0) },
  .init("cos", kernel_cos_f64, -1e6...1e6) { cos($0) },
  .init("tan", kernel_tan_f64, -1e6...1e6) { tan($0) },
  .init("sinh", kernel_sinh_f64, -712...712) { sinh($0) },
  .init("cosh", kernel_cosh_f64, -712...712) { cosh($0) },
  .init("tanh", kernel_tanh_f64, -25...25) { tanh($0) },
  .init("sigmoid", kernel_sigmoid_f64, -750...50) { x in
    let e = exp(-abs(x))
    return (x < 0 ? e : 1) / (1 + e)
  },
  .init("erf", kernel_erf_f64, -6.5...6.5) { erf($0) },
  .init("asin", kernel_asin_f64, -1...1) { asin($0) },
  .init("acos", kernel_acos_f64, -1...1) { acos($0) },
  .init("atan", kernel_atan_f64, -30...30) { atan($0) },
]

private let special: [Double] = [
  0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
  .leastNormalMagnitude, -.leastNormalMagnitude, Double.leastNormalMagnitude / 100, 1, -1,
  1.0.nextDown, 709.78, 709.79,
  710.47,
  -708.4, -745.1, -745.2, 36.7, 0.84375, 1.25, 6, .greatestFiniteMagnitude, 1e22,
]

/// How many units in the last place two results are apart; infinite where only one is infinite or
/// NaN, and where the sign of a zero differs.
private func distance(_ actual: Double, _ expected: Double) -> Double {
  if actual.isNaN || expected.isNaN { return actual.isNaN == expected.isNaN ? 0 : .infinity }
  if actual == expected { return actual.sign == expected.sign ? 0 : .infinity }
  if actual.isInfinite || expected.isInfinite { return .infinity }
  return abs(actual - expected) / expected.ulp
}

@Test(arguments: special)
private func `the logarithm of one special number among others is that of the C library`(
  _ x: Double
) {
  var numbers = [Double](repeating: 1.5, count: 1000)
  numbers[500] = x
  var logarithms = numbers
  kernel_log_f64(numbers, &logarithms, numbers.count)
  #expect(distance(logarithms[500], log(x)) <= 3)
  #expect(logarithms[499] == logarithms[0] && logarithms[501] == logarithms[0])
}

/// The bits of repeatable random numbers.
private func randomBits(_ count: Int) -> [UInt64] {
  var state: UInt64 = 88_172_645_463_325_252
  return (0..<count).map { _ in
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

@Test(arguments: cases)
private func `float64 functions are those of the C library, whatever the bits`(_ function: Case) {
  let bits = randomBits(60_000)
  let fractions = bits.map { Double($0 >> 11) * 0x1p-53 }
  let (low, high) = (function.range.lowerBound, function.range.upperBound)
  let x =
    special + bits.map { Double(bitPattern: $0) } + fractions.map { low + (high - low) * $0 }
    + fractions.map { 4 * $0 - 2 }
  var y = [Double](repeating: 0, count: x.count)
  function.kernel(x, &y, x.count)
  let distances = zip(x, y).map { distance($1, function.expected($0)) }
  let worst = distances.indices.max { distances[$0] < distances[$1] }!
  #expect(distances[worst] <= 3, "\(function)(\(x[worst])) = \(y[worst])")
  // Three apart are the few where both err in opposite directions.
  #expect(distances.count { $0 > 2 } * 1000 < x.count)
}

// Next to a half turn the sine is what the angle is beyond it: all digits of the angle but the last
// ones cancel.
@Test func `sines and cosines of angles next to quarter turns are those of the C library`() {
  let angles = (1...300_000).flatMap { turns in
    let angle = Double(turns * 2 + turns % 2) * (.pi / 2)
    return [angle.nextDown, angle, -angle.nextUp]
  }
  let functions: [(kernel: Unary<Double>, expected: (Double) -> Double)] = [
    (kernel_sin_f64, { sin($0) }), (kernel_cos_f64, { cos($0) }),
  ]
  for (kernel, expected) in functions {
    var y = angles
    kernel(angles, &y, y.count)
    let distances = zip(angles, y).map { distance($1, expected($0)) }
    #expect(distances.max()! <= 2)
  }
}

@Test func `angles of points are those of the C library`() {
  let bits = randomBits(60_000)
  let fractions = bits.map { 2 * Double($0 >> 11) * 0x1p-53 - 1 }
  var pairs = zip(bits, bits.reversed()).map {
    (Double(bitPattern: $0), Double(bitPattern: $1))
  }
  pairs += zip(fractions, fractions.reversed()).map { ($0, $1) }
  for y in special { pairs += special.map { (y, $0) } }
  var angles = [Double](repeating: 0, count: pairs.count)
  kernel_atan2_f64(pairs.map(\.0), 1, pairs.map(\.1), 1, &angles, angles.count)
  let distances = zip(pairs, angles).map { distance($1, atan2($0.0, $0.1)) }
  let worst = distances.indices.max { distances[$0] < distances[$1] }!
  #expect(distances[worst] <= 2, "atan2\(pairs[worst]) = \(angles[worst])")

  let (y, x) = (pairs.map { Float($0.0) }, pairs.map { Float($0.1) })
  var single = [Float](repeating: 0, count: pairs.count)
  kernel_atan2_f32(y, 1, x, 1, &single, single.count)
  let errors = single.indices.map {
    unitsInTheLastPlace(single[$0], atan2(Double(y[$0]), Double(x[$0])))
  }
  #expect(errors.max()! <= 1)
}

@Test func `float64 powers are those of the C library`() {
  let bits = randomBits(40_000)
  let fractions = bits.map { Double($0 >> 11) * 0x1p-53 }
  let exponents = fractions.reversed().map { 600 * $0 - 300 }
  var pairs = zip(bits, exponents).map { (abs(Double(bitPattern: $0)), $1 / 100) }
  pairs += zip(fractions, exponents).map { (10 * $0, $1) }
  pairs += zip(fractions, exponents).map { (1 + ($0 - 0.5) / 1000, $1 * 1000) }
  pairs += zip(fractions, exponents).map { (-($0 * 1000).rounded(), ($1 / 3).rounded()) }
  for a in special { pairs += special.map { (a, $0) } }
  var y = [Double](repeating: 0, count: pairs.count)
  kernel_power_f64(pairs.map(\.0), 1, pairs.map(\.1), 1, &y, y.count)
  let distances = zip(pairs, y).map { distance($1, pow($0.0, $0.1)) }
  let worst = distances.indices.max { distances[$0] < distances[$1] }!
  #expect(distances[worst] <= 2, "\(pairs[worst].0)^\(pairs[worst].1) = \(y[worst])")
}

@Test(arguments: [-1.0, 0.5, 2, 3, 4, 7, 16, 17])
func `one power of many numbers is that of the C library`(exponent: Double) {
  var numbers = special
  numbers += randomBits(20_000).map { Double(bitPattern: $0) }
  numbers += (-2000...2000).map { Double($0) / 8 }
  var y = numbers
  kernel_power_f64(numbers, 1, [exponent], 0, &y, y.count)
  let distances = zip(numbers, y).map { distance($1, pow($0, exponent)) }
  let worst = distances.indices.max { distances[$0] < distances[$1] }!
  #expect(distances[worst] <= 1, "\(numbers[worst])^\(exponent) = \(y[worst])")

  let singles = numbers.map { Float($0) }
  var z = singles
  kernel_power_f32(singles, 1, [Float(exponent)], 0, &z, z.count)
  let errors = zip(singles, z).map { unitsInTheLastPlace($1, pow(Double($0), exponent)) }
  #expect(errors.max()! <= 1)
}
