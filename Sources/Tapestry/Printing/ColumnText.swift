/// The texts of an array's elements, all of the same width, so that columns are aligned.
///
/// How an element is written depends on all that are shown: with one large ratio, every number gets
/// a power of ten; with one long fraction, every number is padded to it. Elements that a summary
/// leaves out do not count; `elements` holds only the others, in order.
func columnTexts<Element: Scalar>(_ elements: [Element]) -> [String] {
  switch elements {
  case let elements as [Bool]: elements.map { $0 ? " True" : "False" }
  case let elements as [Float16]: floatingColumn(elements)
  case let elements as [Float]: floatingColumn(elements)
  case let elements as [Double]: floatingColumn(elements)
  default: rightAligned(elements.map { "\($0)" })
  }
}

/// The most digits after the decimal point that an array shows.
private let precision = 8

private func floatingColumn<Number: FloatingNumber>(_ numbers: [Number]) -> [String] {
  let finite = numbers.filter(\.isFinite)
  let texts = needsPowers(finite) ? scientificTexts(finite) : positionalTexts(finite)
  if finite.count == numbers.count { return texts }
  // Numbers that are not finite are right-aligned, like words.
  var next = texts.makeIterator()
  return rightAligned(numbers.map { $0.isFinite ? next.next() ?? "" : nonFiniteText($0) })
}

/// Whether a column is written with powers of ten: if it holds something huge, something tiny, or
/// both large and small numbers.
private func needsPowers<Number: BinaryFloatingPoint>(_ finite: [Number]) -> Bool {
  var smallest = Number.infinity
  var largest = Number.zero
  for number in finite where number != 0 {
    smallest = min(smallest, number.magnitude)
    largest = max(largest, number.magnitude)
  }
  guard largest > 0 else { return false }
  // The bounds are Doubles, with which 1e-4 of a narrower type is compared exactly; but the ratio
  // is computed in the elements' own type, as in NumPy, and may overflow there.
  return Double(largest) >= 1e8 || Double(smallest) < 1e-4 || Double(largest / smallest) > 1000
}

/// `12.5 `, ` 3.25`, ` 1. `: decimal points aligned, spaces on both sides.
private func positionalTexts<Number: FloatingNumber>(_ finite: [Number]) -> [String] {
  let parts = finite.map { number in
    let shortest = DecimalDigits(shortest: number)
    let wholeCount = shortest.exponent + 1
    // Where neighboring numbers are more than 1 apart, the shortest digits may end before the
    // decimal point, as in 17540 for the Float16 17536; a column shows the exact integer.
    let decimal =
      number.ulp > 1
      ? DecimalDigits(exact: Double(number), count: wholeCount)
      : shortest.limited(to: wholeCount + precision, of: Double(number))
    return NumberParts(positional: decimal)
  }
  let wholeWidth = parts.lazy.map(\.whole.utf8.count).max() ?? 0
  let fractionWidth = parts.lazy.map(\.fraction.utf8.count).max() ?? 0
  return parts.map { part in
    spaces(wholeWidth - part.whole.utf8.count) + part.whole + "."
      + part.fraction + spaces(fractionWidth - part.fraction.utf8.count)
  }
}

/// `1.25e-03`, `3.00e+02`: as many digits for each as the longest needs.
private func scientificTexts<Number: FloatingNumber>(_ finite: [Number]) -> [String] {
  let decimals = finite.map {
    DecimalDigits(shortest: $0).limited(to: 1 + precision, of: Double($0))
  }
  let count = decimals.lazy.map(\.digits.count).max() ?? 1
  let parts = zip(finite, decimals).map { number, decimal in
    // A shorter number is not padded with zeros: NumPy shows the digits of its binary value, so
    // next to 1.2345678e-06 the Float 1e-5 is 9.9999997e-06.
    NumberParts(
      scientific: decimal.digits.count == count
        ? decimal : DecimalDigits(exact: Double(number), count: count))
  }
  let wholeWidth = parts.lazy.map(\.whole.utf8.count).max() ?? 0
  let powerWidth = decimals.lazy.map { $0.exponent.magnitude < 100 ? 2 : 3 }.max() ?? 2
  return parts.map { part in
    let power = part.power.map { power in
      "e\(power.sign)" + zeroDigits(powerWidth - power.digits.utf8.count) + power.digits
    }
    return spaces(wholeWidth - part.whole.utf8.count) + part.whole + "." + part.fraction
      + (power ?? "")
  }
}

private func rightAligned(_ texts: [String]) -> [String] {
  let width = texts.lazy.map(\.utf8.count).max() ?? 0
  return texts.map { spaces(width - $0.utf8.count) + $0 }
}

/// `count` spaces; none where it is negative.
func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
