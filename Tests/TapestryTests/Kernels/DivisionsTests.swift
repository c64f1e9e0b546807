import CKernels
import Testing

// Quotients rounded down and remainders, against Swift's division of single integers.

private struct Divisions<I: FixedWidthInteger & Sendable>: Sendable {
  let quotient: Binary<I, I>
  let remainder: Binary<I, I>

  /// Compares the kernels with plain division, for dividends and divisors of all sizes.
  func check() {
    var state: UInt64 = 88_172_645_463_325_252
    func random() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
    // Numbers with any count of bits; products, which leave no remainder, and their neighbors.
    var pairs: [(I, I)] = []
    for index in 0..<40_000 {
      let b = I(truncatingIfNeeded: Int64(bitPattern: random()) >> Int64(random() % 64))
      var a = I(truncatingIfNeeded: Int64(bitPattern: random()) >> Int64(random() % 64))
      if index % 3 == 0 { a = b &* a &+ I(truncatingIfNeeded: random() % 3) &- 1 }
      pairs.append((a, b == 0 ? 7 : b))
    }
    for a in [I.min, I.max, 0, 1] {
      for b in [I.min, I.max, 1, 0 &- 1] where b != 0 { pairs.append((a, b)) }
    }
    // Small ones separately, which a block of the loop computes in a different way than large ones.
    pairs += pairs.map { ($0.0 >> 13, $0.1 >> 13 == 0 ? 3 : $0.1 >> 13) }
    let (a, b) = (pairs.map(\.0), pairs.map(\.1))
    for (aStep, bStep) in [(1, 1), (1, 0), (0, 1)] {
      var (quotients, remainders) = (a, a)
      quotient(a, aStep, b, bStep, &quotients, a.count)
      remainder(a, aStep, b, bStep, &remainders, a.count)
      let wrong = a.indices.first { index in
        let (x, y) = (a[index * aStep], b[index * bStep])
        let (q, r) = Self.divide(x, y)
        return quotients[index] != q || remainders[index] != r
      }
      #expect(wrong == nil, "\(I.self): \(a[(wrong ?? 0) * aStep]), \(b[(wrong ?? 0) * bStep])")
    }
  }

  private static func divide(_ a: I, _ b: I) -> (I, I) {
    if I.isSigned && b == 0 &- 1 { return (0 &- a, 0) }
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    let isAbove = remainder != 0 && (remainder < 0) != (b < 0)
    return isAbove ? (quotient - 1, remainder + b) : (quotient, remainder)
  }
}

@Test func `integers of every width are divided as one by one`() {
  Divisions<Int8>(quotient: kernel_floor_divide_i8, remainder: kernel_remainder_i8).check()
  Divisions<UInt8>(quotient: kernel_floor_divide_u8, remainder: kernel_remainder_u8).check()
  Divisions<Int16>(quotient: kernel_floor_divide_i16, remainder: kernel_remainder_i16).check()
  Divisions<Int32>(quotient: kernel_floor_divide_i32, remainder: kernel_remainder_i32).check()
  Divisions<Int64>(quotient: kernel_floor_divide_i64, remainder: kernel_remainder_i64).check()
}

@Test func `quotients of floating-point numbers are rounded down`() {
  let a = (-500...500).map { Float($0) / 10 } + [.infinity, -.infinity, .nan, -0.0]
  for divisor in [0.1, -0.3, 7, 0, -.infinity] as [Float] {
    var y = a
    kernel_floor_divide_f32(a, 1, [divisor], 0, &y, y.count)
    #expect(zip(y, a).allSatisfy { $0 == ($1 / divisor).rounded(.down) || $0.isNaN })
    #expect(zip(y, a).allSatisfy { $0.isNaN == ($1 / divisor).isNaN })
  }
}

@Test func `remainders are exact, whatever the bits`() {
  var state: UInt64 = 1_234_567_891_011
  func random() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
  let special = [0, -0.0, 1, -1, 3, .infinity, -.infinity, .nan, .leastNonzeroMagnitude]
  var pairs = (0..<40_000).map { _ in
    (Double(bitPattern: random()), Double(bitPattern: random()))
  }
  pairs += (0..<40_000).map { _ in
    (Double(Int64(bitPattern: random())) * 0x1p-60, Double(Int64(bitPattern: random())) * 0x1p-63)
  }
  for a in special { pairs += special.map { (a, $0) } }
  var y = [Double](repeating: 0, count: pairs.count)
  kernel_remainder_f64(pairs.map(\.0), 1, pairs.map(\.1), 1, &y, y.count)
  let wrong = pairs.indices.first { index in
    let (a, b) = pairs[index]
    let exact = a.truncatingRemainder(dividingBy: b)
    let expected = exact != 0 && (exact < 0) != (b < 0) ? exact + b : exact
    return y[index].isNaN != expected.isNaN
      || !expected.isNaN && (y[index] != expected || y[index].sign != expected.sign)
  }
  #expect(wrong == nil, "\(pairs[wrong ?? 0]) leave \(y[wrong ?? 0])")
}

@Test func `powers of integers are products of which the lowest bits are kept`() {
  let bases = (0..<1000).map { Int16(truncatingIfNeeded: $0 &* 7919 - 3000) }
  let exponents = (0..<1000).map { Int16(($0 &* 31) % 40) }
  for (aStep, bStep) in [(1, 1), (1, 0), (0, 1), (0, 0)] {
    var powers = bases
    kernel_power_i16(bases, aStep, exponents.reversed(), bStep, &powers, powers.count)
    let expected = bases.indices.map { index in
      let (a, b) = (bases[index * aStep], exponents[999 - index * bStep])
      return (0..<b).reduce(Int16(1)) { power, _ in power &* a }
    }
    #expect(powers == expected)
  }
}
