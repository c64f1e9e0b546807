/// The result of a comparison with a number of the documents.
///
/// ```swift
/// DocumentNumber.named("001.reduce_sum_int")?.verdict(on: 36)  // exact
/// ```
public enum NumberVerdict: Equatable, Sendable {
  /// Every bit is equal if bits are known, and every digit otherwise.
  case exact
  /// Not equal, but no farther away than float32 rounding explains.
  case withinTolerance(difference: Double, tolerance: Double)
  /// Inside the interval in which a fresh random draw lies.
  case inBand(ClosedRange<Double>)
  /// Not the document's number; the text states by how much it differs, or in what respect.
  case outside(String)

  /// Whether the value failed.
  public var isOutside: Bool {
    if case .outside = self { true } else { false }
  }
}

extension NumberVerdict: CustomStringConvertible {
  /// The verdict as shown in the table at a chapter's end.
  public var description: String {
    switch self {
    case .exact: "exact"
    case .withinTolerance(let difference, let tolerance):
      "within tolerance (\(short(difference)) of \(short(tolerance)))"
    case .inBand(let band): "in band [\(short(band.lowerBound)), \(short(band.upperBound))]"
    case .outside(let why): "OUTSIDE: \(why)"
    }
  }
}

extension DocumentNumber {
  /// Compares a value with this number.
  ///
  /// A value has to agree with everything that is known about the number: with TensorFlow's value,
  /// which has all digits, and with what the document shows. The alternative, comparing with the
  /// shown digits alone, would treat a loss of 0.00003 shown as `.0000` as zero and measure every
  /// difference from a rounded number.
  ///
  /// ```swift
  /// DocumentNumber.named("004.ch1.linreg.loss.0")?.verdict(on: 15.1603)
  /// // within tolerance (1.6e-05 of 5e-05)
  /// ```
  ///
  /// - **Shapes:** the document's, or the same elements in a flat array.
  public func verdict(on value: some ComparableWithDocuments) -> NumberVerdict {
    let value = value.documentValue
    if let problem = shapeProblem(value) { return .outside(problem) }
    if let accept {
      guard let stray = value.scalars.first(where: { !accept.contains($0) }) else {
        return .inBand(accept)
      }
      return .outside(
        "\(short(stray)) is not in [\(short(accept.lowerBound)), \(short(accept.upperBound))]")
    }
    guard let reference = value.isText ? printed ?? reference : reference else {
      return .outside("the number has neither a value nor an interval to compare with")
    }
    if zip(value.scalars, reference).allSatisfy({ isEqual($0, $1, isText: value.isText) }) {
      return .exact
    }
    let difference = max(
      largestDifference(value.scalars, reference), largestDifference(value.scalars, printed ?? []))
    let tolerance = tolerance ?? 0
    // NaN compares false with everything, so the test has to be "is it small enough".
    if difference <= tolerance, tolerance > 0 {
      return .withinTolerance(difference: difference, tolerance: tolerance)
    }
    return .outside("differs by \(short(difference)), tolerance \(short(tolerance))")
  }

  /// Equality of bits distinguishes -0 from 0, which only makes sense if the bits are known.
  /// Printed text is compared after rounding to the dtype, because the shortest digits of a Float
  /// are not those of the Double.
  private func isEqual(_ value: Double, _ reference: Double, isText: Bool) -> Bool {
    if isText, dtype == "float32" { return Float(value) == Float(reference) }
    return hex == nil ? value == reference : value.bitPattern == reference.bitPattern
  }

  private func shapeProblem(_ value: DocumentValue) -> String? {
    guard let given = value.shape else { return "the rows differ in length" }
    if value.scalars.count != count {
      return "\(value.scalars.count) numbers, the document has \(count)"
    }
    if given.count > 1, given != shape { return "shape \(given), the document has \(shape)" }
    return nil
  }
}

/// The largest distance between elements at the same position; NaN when any distance is.
private func largestDifference(_ first: [Double], _ second: [Double]) -> Double {
  zip(first, second).reduce(0.0) { largest, pair in
    let distance = pair.0 == pair.1 ? 0 : abs(pair.0 - pair.1)
    return distance.isNaN || distance > largest ? distance : largest
  }
}
