import Testing

@testable import Tapestry

/// Conversions between all element types, against Swift's own one by one.
struct ConversionTests {
  static let integers: [DType] = [.int8, .int16, .int32, .int64, .uint8]
  static let floating: [DType] = [.float16, .float32, .float64]
  /// More than one block of the kernel, and not a whole one.
  static let count = 600

  private func integerNumbers<I: IntegerScalar>(_: I.Type) -> [I] {
    [.min, .max, 0, 1] + (4..<Self.count).map { I(truncatingIfNeeded: $0 &* 0x1e37_79b9_7f4a_7c15) }
  }

  /// Numbers that fit 32 bits up to the first `fitting`, and after them also some that do not.
  private func floatingNumbers<F: FloatingScalar>(_: F.Type, fitting: Int) -> [F] {
    let small: [F] = [-0.0, 0.5, -0.5, 1.5, -1.5, 65504, -65504, 254.75, -128.75]
    let large: [F] = [
      .nan, .infinity, -.infinity, F(3e9), -F(3e9), F(9.3e18), -F(9.3e18), F(0x1p31), F(-0x1p31),
    ]
    return (0..<Self.count).map { index in
      index < fitting ? small[index % small.count] : (small + large)[index % 18]
    }
  }

  private func check<A: Scalar>(_ numbers: [A], to dtype: DType, _ element: (A) -> any Scalar) {
    let got = convert(Tensor(numbers, shape: [numbers.count]), to: dtype)
    let expected = numbers.map { AnyHashable(element($0)) }
    func scalars<B: Scalar>(_: B.Type) -> [AnyHashable] {
      got.scalars(as: B.self).map(AnyHashable.init)
    }
    for (index, (got, expected)) in zip(scalars(dtype.scalarType), expected).enumerated()
    where got != expected && "\(got)" != "\(expected)" {
      Issue.record("\(numbers[index]) became \(got) and not \(expected)")
    }
  }

  private func checkIntegers<A: IntegerScalar>(_: A.Type) {
    let numbers = integerNumbers(A.self)
    func toInteger<B: IntegerScalar>(_: B.Type) {
      check(numbers, to: B.dtype) { B(truncatingIfNeeded: $0) }
    }
    for dtype in Self.integers { toInteger(dtype.integerType(in: "test")) }
    func toFloating<B: FloatingScalar>(_: B.Type) { check(numbers, to: B.dtype) { B($0) } }
    for dtype in Self.floating { toFloating(dtype.floatingType(in: "test")) }
    check(numbers, to: .bool) { $0 != 0 }
  }

  @Test(arguments: integers)
  func `integers keep their lowest bits or are rounded once`(dtype: DType) {
    checkIntegers(dtype.integerType(in: "test"))
  }

  private func checkFloating<A: FloatingScalar>(_: A.Type) {
    let numbers = floatingNumbers(A.self, fitting: 300)
    func nearest(_ x: A) -> Int64 {
      if x.isNaN { return 0 }
      return Double(x) >= 0x1p63 ? .max : Double(x) < -0x1p63 ? .min : Int64(x)
    }
    func toInteger<B: IntegerScalar>(_: B.Type) {
      check(numbers, to: B.dtype) { B(truncatingIfNeeded: nearest($0)) }
    }
    for dtype in Self.integers { toInteger(dtype.integerType(in: "test")) }
    func toFloating<B: FloatingScalar>(_: B.Type) { check(numbers, to: B.dtype) { B($0) } }
    for dtype in Self.floating { toFloating(dtype.floatingType(in: "test")) }
    check(numbers, to: .bool) { $0 != 0 }
  }

  @Test(arguments: floating)
  func `floating-point numbers lose their fraction or are rounded to the nearest`(dtype: DType) {
    checkFloating(dtype.floatingType(in: "test"))
  }

  @Test func `Booleans are 0 and 1`() {
    check([true, false, true], to: .uint8) { $0 ? 1 as UInt8 : 0 }
    check([true, false, true], to: .float64) { $0 ? 1.0 : 0.0 }
    check([true, false, true], to: .float16) { $0 ? 1 as Float16 : 0 }
  }

  @Test func `a halfway case between halves goes to the even one`() {
    // float64 to float32 to float16 would round twice, and up.
    let x = Tensor([1 + 0x1p-11 + 0x1p-40, 1 + 0x1p-11, 1 + 0x3p-11], dtype: .float64)
    #expect(convert(x, to: .float16).scalars(as: Float16.self) == [1 + 0x1p-10, 1, 1 + 0x1p-9])
  }
}
