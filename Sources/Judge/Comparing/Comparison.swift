import ExerciseKit

/// The first difference of an answer from the right one.
public struct Difference: Sendable, Equatable {
  /// Where in the answer; empty for the whole.
  public let location: String
  /// What is different there.
  public let text: String
}

/// Compares an answer with the right one: kinds, dtypes and shapes first, then numbers.
///
/// The difference of two arrays comes with a diagnosis if one simple reason explains all numbers.
func firstDifference(
  _ got: Datum, _ expected: Datum, _ tolerance: Tolerance, labels: [String] = []
) -> Difference? {
  guard case .list(let results) = got, case .list(let right) = expected,
    results.count == right.count
  else {
    return Difference(
      location: "", text: "there should be \(datumText(expected)), not \(datumText(got))")
  }
  for (index, pair) in zip(results, right).enumerated() {
    let label = index < labels.count ? labels[index] : results.count > 1 ? "result \(index)" : ""
    if let found = difference(pair.0, pair.1, tolerance, label) { return found }
  }
  return nil
}

private func difference(
  _ got: Datum, _ expected: Datum, _ tolerance: Tolerance, _ location: String
) -> Difference? {
  switch (got, expected) {
  case (.number(let a), .number(let b)):
    if tolerance.accepts(a, for: b, scale: 0) { return nil }
  case (.array(let a), .array(let b)):
    return arrayDifference(a, b, tolerance, location)
  case (.list(let a), .list(let b)):
    for (index, pair) in zip(a, b).enumerated() {
      let inside = location.isEmpty ? "[\(index)]" : "\(location)[\(index)]"
      if let found = difference(pair.0, pair.1, tolerance, inside) { return found }
    }
    guard a.count != b.count else { return nil }
    return Difference(
      location: location, text: "there are \(a.count) elements, but should be \(b.count)")
  default:
    if got == expected { return nil }
  }
  if case .number(let a) = got, case .number(let b) = expected {
    let texts = distinctTexts(a, b)
    return Difference(location: location, text: "\(texts.0), expected \(texts.1)")
  }
  return Difference(location: location, text: "\(datumText(got)), expected \(datumText(expected))")
}

private func arrayDifference(
  _ got: NumberArray, _ expected: NumberArray, _ tolerance: Tolerance, _ location: String
) -> Difference? {
  guard got.shape == expected.shape else {
    let note =
      got.shape == expected.shape.reversed() ? ": the dimensions are the other way round" : ""
    return Difference(
      location: location,
      text:
        "the shape is \(shapeText(got.shape)), but should be \(shapeText(expected.shape))\(note)")
  }
  guard got.kind == expected.kind else {
    return Difference(
      location: location, text: "the dtype is \(got.kind), but should be \(expected.kind)")
  }
  let a = got.numbers
  let b = expected.numbers
  let scale = b.lazy.filter(\.isFinite).map(abs).max() ?? 0
  let integers = (got: got.integers, expected: expected.integers)
  let wrong = a.indices.filter { index in
    if tolerance.isExact, let got = integers.got, let expected = integers.expected {
      return got[index] != expected[index]
    }
    return !tolerance.accepts(a[index], for: b[index], scale: scale)
  }
  guard let first = wrong.first else { return nil }
  let isBoolean = expected.kind == .bool
  let texts =
    if isBoolean {
      ("\(a[first] != 0)", "\(b[first] != 0)")
    } else if let got = integers.got, let expected = integers.expected {
      ("\(got[first])", "\(expected[first])")
    } else {
      distinctTexts(a[first], b[first])
    }
  var words = "\(texts.0), expected \(texts.1)"
  if wrong.count > 1 { words += " (and \(wrong.count - 1) more of \(a.count) differ)" }
  if !isBoolean, let reason = diagnosis(a, b, shape: expected.shape, tolerance, scale) {
    words += "; \(reason)"
  }
  return Difference(location: location + indexText(first, in: expected.shape), text: words)
}

/// One simple reason that explains all numbers of an array.
private func diagnosis(
  _ got: [Double], _ expected: [Double], shape: [Int], _ tolerance: Tolerance, _ scale: Double
) -> String? {
  func explains(_ transform: (Int) -> Double) -> Bool {
    expected.indices.allSatisfy {
      tolerance.accepts(got[$0], for: transform($0), scale: scale)
    }
  }
  guard got.count > 1 else { return nil }
  if got.allSatisfy({ $0 == 0 }) { return "all numbers are 0" }
  if explains({ -expected[$0] }) { return "all signs are the other way round" }
  if shape.count == 2, shape[0] == shape[1] {
    let n = shape[0]
    if explains({ expected[$0 % n * n + $0 / n] }) { return "rows and columns are swapped" }
  }
  if explains({ expected[expected.count - 1 - $0] }) { return "the order is the other way round" }
  if let index = expected.firstIndex(where: { $0 != 0 && $0.isFinite }), got[index] != 0,
    got[index].isFinite
  {
    let factor = got[index] / expected[index]
    if explains({ expected[$0] * factor }) {
      return "all are \(numberText(factor)) times too large"
    }
    let shift = got[index] - expected[index]
    if explains({ expected[$0] + shift }) { return "all are off by \(numberText(shift))" }
  }
  if got.sorted() == expected.sorted() { return "the numbers are right, their order is not" }
  return nil
}

func shapeText(_ shape: [Int]) -> String {
  "(" + shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
}

private func indexText(_ offset: Int, in shape: [Int]) -> String {
  guard !shape.isEmpty else { return "" }
  var rest = offset
  var indices: [Int] = []
  for size in shape.reversed() {
    indices.insert(rest % size, at: 0)
    rest /= size
  }
  return "\(indices)"
}
