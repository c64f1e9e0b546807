#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A floating-point type whose numbers Swift writes and reads back exactly.
typealias FloatingNumber = BinaryFloatingPoint & LosslessStringConvertible

/// A finite number in decimal: its digits with a point after the first, times a power of ten.
///
/// 0.0025 has the `digits` "25" and the `exponent` -3. Zero is one digit 0 with exponent 0. How a
/// number is laid out (`0.0025` or `2.5e-03`) is decided later, where the other numbers of the
/// array are known.
struct DecimalDigits {
  var isNegative: Bool
  /// The ASCII digits; at least one.
  var digits: [UInt8]
  var exponent: Int

  /// The fewest digits that read back as the same number of the same type: 0.1 and not
  /// 0.100000001490116, although that is closer to the `Float`.
  ///
  /// Swift's `description` already has them, in a layout of its own, which is taken apart here.
  /// With one exception: it shows large integers in `Float16` in full, such as 65504, for which
  /// 6550 and the exponent would be enough.
  init<Number: FloatingNumber>(shortest number: Number) {
    self.init(layout: number.description.utf8)
    dropTrailingZeros()
    if Number.self == Float16.self, number.magnitude > 2048 {
      for count in 1..<digits.count {
        let shorter = DecimalDigits(exact: Double(number), count: count)
        if Number(shorter.readableText) == number {
          self = shorter
          return
        }
      }
    }
  }

  /// The first `count` digits of the number's exact binary value, correctly rounded, ties to even.
  ///
  /// Rounding the shortest digits instead would round twice, and give 0.12345679 for the `Float`
  /// 0.12345678359, whose shortest digits are 0.123456785.
  init(exact number: Double, count: Int) {
    self = withUnsafeTemporaryAllocation(of: CChar.self, capacity: count + 16) { buffer in
      let length = withVaList([Int32(count - 1), number]) {
        vsnprintf(buffer.baseAddress, buffer.count, "%.*e", $0)
      }
      return Self(layout: buffer.prefix(Int(length)).lazy.map(UInt8.init(bitPattern:)))
    }
  }

  /// These digits of `number` or, if there are more than `count`, that many, correctly rounded.
  func limited(to count: Int, of number: Double) -> DecimalDigits {
    if digits.count <= count { return self }
    var rounded = DecimalDigits(exact: number, count: count)
    rounded.dropTrailingZeros()
    return rounded
  }

  /// Takes apart any of `-12.5`, `0.0025`, `1e+20`, `1.5e-07`.
  private init(layout: some Sequence<UInt8>) {
    isNegative = false
    digits = []
    digits.reserveCapacity(18)
    var wholeCount: Int?
    var inExponent = false
    var exponentIsNegative = false
    var writtenExponent = 0
    for byte in layout {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if inExponent {
          writtenExponent = writtenExponent * 10 + Int(byte - UInt8(ascii: "0"))
        } else {
          digits.append(byte)
        }
      case UInt8(ascii: "-"):
        if inExponent { exponentIsNegative = true } else { isNegative = true }
      case UInt8(ascii: "+"): break
      case UInt8(ascii: "e"):
        wholeCount = wholeCount ?? digits.count
        inExponent = true
      default:  // The decimal point, which is a comma where the process has set such a locale.
        wholeCount = digits.count
      }
    }
    exponent = (wholeCount ?? digits.count) - 1
    exponent += exponentIsNegative ? -writtenExponent : writtenExponent
    guard let leadingZeros = digits.firstIndex(where: { $0 != UInt8(ascii: "0") }) else {
      exponent = 0
      return
    }
    digits.removeFirst(leadingZeros)
    exponent -= leadingZeros
  }

  /// The number as Swift reads it: `25e-4`.
  private var readableText: String {
    (isNegative ? "-" : "") + text(of: digits[...]) + "e\(exponent - digits.count + 1)"
  }

  private mutating func dropTrailingZeros() {
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
  }
}

/// The parts of a number's text, kept apart so that a column of numbers can be aligned at the
/// decimal point.
struct NumberParts {
  /// The part before the decimal point, with the sign.
  var whole: String
  /// The part after the decimal point; it may be empty, as arrays show an integer as `1.`.
  var fraction: String
  /// The sign and digits of the exponent; nil for a number in positional notation.
  var power: (sign: Character, digits: String)?

  /// `1234.5`
  init(positional decimal: DecimalDigits) {
    let digits = decimal.digits
    let sign = decimal.isNegative ? "-" : ""
    let wholeCount = decimal.exponent + 1
    if wholeCount <= 0 {
      whole = sign + "0"
      fraction = zeroDigits(-wholeCount) + text(of: digits[...])
    } else {
      whole = sign + text(of: digits.prefix(wholeCount)) + zeroDigits(wholeCount - digits.count)
      fraction = text(of: digits.dropFirst(wholeCount))
    }
  }

  /// `1.2345e+03`
  init(scientific decimal: DecimalDigits) {
    whole = (decimal.isNegative ? "-" : "") + text(of: decimal.digits.prefix(1))
    fraction = text(of: decimal.digits.dropFirst())
    let magnitude = String(decimal.exponent.magnitude)
    power = (
      sign: decimal.exponent < 0 ? "-" : "+",
      digits: zeroDigits(2 - magnitude.utf8.count) + magnitude
    )
  }
}

/// The text of a single element, as NumPy prints a scalar: `7.0`, `1e-06`, `True`, `-3`.
func scalarText<Element: Scalar>(_ element: Element) -> String {
  switch element {
  case let element as Bool: element ? "True" : "False"
  case let element as Float16: floatingText(element)
  case let element as Float: floatingText(element)
  case let element as Double: floatingText(element)
  default: "\(element)"
  }
}

/// The text of a Python `float`, which has 64 bits: `0.1`, `1e-05`, `1e+16`, `100.0`.
func pythonFloatText(_ number: Double) -> String { floatingText(number) }

/// The shortest digits, with a digit on both sides of the decimal point, and a power of ten only
/// where the number would become long.
private func floatingText<Number: FloatingNumber>(_ number: Number) -> String {
  guard number.isFinite else { return nonFiniteText(number) }
  let decimal = DecimalDigits(shortest: number)
  let magnitude = Double(number.magnitude)
  // By value and not by digits: the Float 1e-4 is slightly below 0.0001, and is shown as 1e-04.
  if magnitude >= 1e16 || (magnitude != 0 && magnitude < 1e-4) {
    let parts = NumberParts(scientific: decimal)
    let point = parts.fraction.isEmpty ? "" : "."
    let power = parts.power.map { "e\($0.sign)\($0.digits)" } ?? ""
    return parts.whole + point + parts.fraction + power
  }
  let parts = NumberParts(positional: decimal)
  return parts.whole + "." + (parts.fraction.isEmpty ? "0" : parts.fraction)
}

/// `nan` without a sign, `inf`, `-inf`.
func nonFiniteText(_ number: some BinaryFloatingPoint) -> String {
  if number.isNaN { return "nan" }
  return number < 0 ? "-inf" : "inf"
}

private func text(of digits: ArraySlice<UInt8>) -> String {
  String(decoding: digits, as: UTF8.self)
}

/// `count` zeros; none where it is negative.
func zeroDigits(_ count: Int) -> String { String(repeating: "0", count: max(0, count)) }
