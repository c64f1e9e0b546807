import CKernels
import Foundation
import Testing

// Functions of which the C library's own values are a few units in the last place off. The values
// here are rounded from 40 digits (mpmath 1.3).

private let erfcValues: [(x: Double, y: Double)] = [
  (-26.0, 2.0),
  (-5.5, 1.9999999999999927),
  (-1.3, 1.9340079449406524),
  (-1.0, 1.8427007929497148),
  (-0.7, 1.6778011938374184),
  (-0.5, 1.5204998778130465),
  (-0.1, 1.1124629160182848),
  (.leastNonzeroMagnitude, 1.0),
  (1e-09, 0.9999999988716208),
  (0.1, 0.887537083981715),
  (0.3, 0.6713732405408726),
  (0.4999999999999999, 0.47950012218695354),
  (0.5, 0.4795001221869535),
  (0.5136837441968964, 0.4675577287794498),
  (0.5166794595445765, 0.4649654097475642),
  (0.6, 0.3961439091520741),
  (0.84, 0.23485728854500548),
  (0.85, 0.22933194239164748),
  (1.0, 0.15729920705028513),
  (1.24, 0.07949481570097033),
  (1.26, 0.07476405818987052),
  (2.0, 0.004677734981047266),
  (2.84, 5.9102314539005645e-05),
  (2.87, 4.932703031438922e-05),
  (4.5, 1.9661604415428876e-10),
  (9.3, 1.653244184030135e-39),
  (14.527674843691617, 8.489981275056672e-94),
  (19.093, 1.416107981292217e-160),
  (26.41288628410606, 2.2276765432368716e-305),
  (26.5, 2.2109076642637343e-307),
  (27.2, 2 * .leastNonzeroMagnitude),
]

private let lgammaValues: [(x: Double, y: Double)] = [
  (-37.3, -99.06245512332332),
  (-20.7, -43.105133189536225),
  (-9.5, -12.795895333554363),
  (-5.6, -4.647768379503614),
  (-5.4, -4.289195310148283),
  (-3.2, -0.37243213612996867),
  (-2.5, -0.056243716497674054),
  (-1.7, 0.9218446876946375),
  (-1.2, 1.5791760340399836),
  (-0.6, 1.3075034414677744),
  (-0.3, 1.4648400508576025),
  (1e-300, 690.7755278982137),
  (1e-08, 18.42068073818021),
  (0.1, 2.252712651734206),
  (0.45, 0.6770871054774646),
  (0.55, 0.48003085611112595),
  (0.9, 0.06637623973474295),
  (0.999999, 5.772164873855652e-07),
  (1.000001, -5.772148423874147e-07),
  (1.4, -0.1196129141723713),
  (1.6, -0.11259176569675577),
  (1.999, -0.0004224618006921073),
  (2.001, 0.000423106734800117),
  (2.4, 0.21685932244884157),
  (2.6, 0.35741186354897986),
  (3.3, 0.9870985778947344),
  (5.7, 4.28396765503158),
  (7.9, 8.32426586800881),
  (8.6, 9.757897951599297),
  (9.4, 11.47011668234432),
  (9.6, 11.90966015485876),
  (15.0, 25.19122118273868),
  (100.5, 361.4355404677776),
  (10000000000.0, 220258509288.81058),
  (1e+300, 6.897755278982137e+302),
]

private let digammaValues: [(x: Double, y: Double)] = [
  (-20.7, 0.7715931850825055),
  (-9.6, 1.2921778527116525),
  (-2.25, 4.158583564657972),
  (-0.3, 2.113309779635399),
  (-1e-20, 1e+20),
  (1e-10, -10000000000.577215),
  (0.1, -10.423754940411076),
  (0.7, -1.2200235536979347),
  (1.2, -0.2890398965921884),
  (2.0, 0.42278433509846713),
  (3.3, 1.0348224890596216),
  (9.9, 2.2411803166063815),
  (10.1, 2.262214357094148),
  (100.5, 4.605174352581845),
  (10000000000.0, 23.025850929890456),
]

private func worstDistance(
  _ kernel: (UnsafePointer<Double>?, UnsafeMutablePointer<Double>?, Int) -> Void,
  _ values: [(x: Double, y: Double)]
) -> Double {
  var y = [Double](repeating: 0, count: values.count)
  kernel(values.map(\.x), &y, y.count)
  return zip(values, y).map { abs($1 - $0.y) / $0.y.ulp }.max()!
}

@Test func `erfc, lgamma and digamma are within a few units in the last place of their values`() {
  #expect(worstDistance(kernel_erfc_f64, erfcValues) <= 2)
  #expect(worstDistance(kernel_lgamma_f64, lgammaValues.filter { $0.x > -2 }) <= 2)
  // Below -2 its terms have opposite signs, and the C library's too.
  #expect(worstDistance(kernel_lgamma_f64, lgammaValues.filter { $0.x < -2 }) <= 4)
  // A logarithm less a sum of fractions, both up to 3: as exact as these.
  var y = [Double](repeating: 0, count: digammaValues.count)
  kernel_digamma_f64(digammaValues.map(\.x), &y, y.count)
  #expect(zip(digammaValues, y).allSatisfy { abs($1 - $0.y) <= 2 * max(2, abs($0.y)).ulp })
}

@Test func `float32 values are within 1 unit in the last place, whatever the bits`() {
  let patterns = stride(from: 0, through: UInt64(UInt32.max), by: 65521)
  let near = (-4000...4000).map { Float($0) / 300 }
  let x = patterns.map { Float(bitPattern: UInt32($0)) } + near + CKernelsElementwiseTests.special
  var y = [Float](repeating: 0, count: x.count)
  kernel_erfc_f32(x, &y, x.count)
  #expect(zip(x, y).allSatisfy { unitsInTheLastPlace($1, erfc(Double($0))) <= 1 })
  kernel_lgamma_f32(x, &y, x.count)
  #expect(zip(x, y).allSatisfy { unitsInTheLastPlace($1, lgamma(Double($0))) <= 1 })
}

@Test func `lgamma is infinite at its poles and at infinity, and zero at 1 and 2`() {
  let x = [0, -0.0, -1, -2, -100, -1e17, -Double.greatestFiniteMagnitude, .infinity, -.infinity]
  var y = [Double](repeating: 0, count: x.count)
  kernel_lgamma_f64(x, &y, y.count)
  #expect(y.allSatisfy { $0 == .infinity })
  var single = [Float](repeating: 0, count: x.count)
  kernel_lgamma_f32(x.map { Float($0) }, &single, single.count)
  #expect(single.allSatisfy { $0 == .infinity })
  kernel_lgamma_f64([1, 2, .nan], &y, 3)
  #expect(y[0] == 0 && y[1] == 0 && y[2].isNaN)
}

@Test func `lgamma of an element does not depend on its neighbors`() {
  let x = (0..<256).map { Double($0) / 20 - 5 }
  // Of the one below -5.5 the reflection is computed.
  let mixed = x.map { $0 == 3 ? -20.3 : $0 }
  var (alone, beside) = (x, x)
  kernel_lgamma_f64(x, &alone, 256)
  kernel_lgamma_f64(mixed, &beside, 256)
  let index = x.firstIndex(of: 3)!
  beside[index] = alone[index]
  #expect(alone == beside)
}

@Test func `digamma has TensorFlow's value at its poles`() {
  var y = [Double](repeating: 0, count: 5)
  kernel_digamma_f64([0, -1, -7, .infinity, .nan], &y, 5)
  #expect(y.prefix(4).allSatisfy { $0 == .infinity } && y[4].isNaN)
}

@Test func `erfinv of an element does not depend on its neighbors`() {
  let x = (0..<256).map { Float($0) / 260 }
  // Of the one beyond 0.996 the other polynomial is computed.
  let mixed = x.map { $0 == x[7] ? 0.9999 : $0 }
  var (alone, beside) = (x, x)
  kernel_erfinv_f32(x, &alone, 256)
  kernel_erfinv_f32(mixed, &beside, 256)
  beside[7] = alone[7]
  #expect(alone == beside)
}

@Test func `erfinv of float32 is that of float64, rounded`() {
  // All exponents, and the floats before 1.
  var x: [Float] = [0, -0.0, 1, -1, 1.5, .nan, .infinity, 0x1p-149, Float(1).nextDown, 0.9966]
  for exponent in -149...0 {
    for fraction in 0..<40 {
      x.append(Float(sign: .plus, exponent: exponent - 1, significand: 1 + Float(fraction) / 40))
    }
  }
  for step in 1..<4000 { x.append(-1 + Float(step) * 0x1p-24) }
  var single = x, double = x.map { Double($0) }
  kernel_erfinv_f32(x, &single, x.count)
  kernel_erfinv_f64(double, &double, double.count)
  for (index, pair) in zip(single, double).enumerated() {
    #expect(unitsInTheLastPlace(pair.0, pair.1) <= 1, "erfinv(\(x[index])) = \(pair.0)")
  }
}
