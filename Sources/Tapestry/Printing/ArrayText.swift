/// The text of an array as NumPy's `repr` gives it, an expression that would make the array:
/// `array([1., 2.], dtype=float32)`.
///
/// The dtype is left out where Python's own numbers imply it (bool, int64, float64), unless the
/// array is empty. An array of rank 0 is shown as its only scalar.
func numpyRepr<Element: Scalar>(shape: [Int], element: (Int) -> Element) -> String {
  if shape.isEmpty { return scalarText(element(0)) }
  let opening = "array("
  let isEmpty = shape.contains(0)
  let dtypeIsImplied = !isEmpty && [.bool, .int64, .float64].contains(Element.dtype)
  let body =
    isEmpty && shape != [0]
    ? "[], shape=(\(shape.map(String.init).joined(separator: ", ")))"
    : arrayText(
      shape: shape, separator: ", ", prefixWidth: opening.utf8.count, suffixWidth: 1,
      element: element)
  if dtypeIsImplied { return opening + body + ")" }
  let text = opening + body + ","
  let dtype = "dtype=\(Element.dtype))"
  let lastLineWidth = text.utf8.reversed().prefix { $0 != UInt8(ascii: "\n") }.count
  let fits = lastLineWidth + 1 + dtype.utf8.count <= lineWidth
  return text + (fits ? " " : "\n" + spaces(opening.utf8.count)) + dtype
}

/// The text of an array as Python's `print` gives it: `[1. 2.]`.
func numpyStr<Element: Scalar>(shape: [Int], element: (Int) -> Element) -> String {
  arrayText(shape: shape, separator: " ", prefixWidth: 0, suffixWidth: 0, element: element)
}

/// Nested brackets around an array's elements, laid out in lines as NumPy does.
///
/// `element` returns an element by its position in row-major order. For an array with more than
/// 1000 elements, only those near the edges are asked for and shown, so a huge one costs no more
/// than a small one. The caller puts `prefixWidth` columns before the text, by which the following
/// lines are indented, and `suffixWidth` columns after it, for which room is left.
func arrayText<Element: Scalar>(
  shape: [Int], separator: String, prefixWidth: Int, suffixWidth: Int, element: (Int) -> Element
) -> String {
  if shape.isEmpty { return scalarText(element(0)) }
  if shape.contains(0) { return "[]" }
  let shown = ShownIndices(shape: shape)
  var layout = ArrayLayout(
    shape: shape, shown: shown, words: columnTexts(shown.positions().map(element)),
    separator: separator, prefixWidth: prefixWidth, lineWidth: lineWidth - suffixWidth)
  return layout.text()
}

/// The width of a line in columns; a longer one is broken, unless it holds a single element.
private let lineWidth = 75

/// Which elements of an array are shown: all, or those near the edges of a large one.
private struct ShownIndices {
  private static let largestComplete = 1000
  private static let edgeCount = 3

  let shape: [Int]
  private let isSummary: Bool

  init(shape: [Int]) {
    self.shape = shape
    isSummary = shape.reduce(1, *) > Self.largestComplete
  }

  /// Whether elements in the middle of `axis` are left out. A short axis is shown in full, even in
  /// a summary.
  func hasGap(axis: Int) -> Bool { isSummary && shape[axis] > 2 * Self.edgeCount }

  /// The indices along `axis` before the gap (all, where there is none) and after it.
  func edges(axis: Int) -> (leading: Range<Int>, trailing: Range<Int>) {
    let count = shape[axis]
    guard hasGap(axis: axis) else { return (0..<count, count..<count) }
    return (0..<Self.edgeCount, (count - Self.edgeCount)..<count)
  }

  /// The positions of the shown elements in row-major order.
  func positions() -> [Int] {
    var positions = [0]
    for axis in shape.indices {
      let (leading, trailing) = edges(axis: axis)
      let indices = Array(leading) + Array(trailing)
      positions = positions.flatMap { outer in indices.map { outer * shape[axis] + $0 } }
    }
    return positions
  }
}

/// Lays out words of equal width in nested brackets and broken lines.
private struct ArrayLayout {
  let shape: [Int]
  let shown: ShownIndices
  let words: [String]
  let separator: String
  let prefixWidth: Int
  let lineWidth: Int

  var output = ""
  var nextWord = 0

  mutating func text() -> String {
    append(axis: 0)
    return output
  }

  private mutating func append(axis: Int) {
    output += "["
    if axis == shape.count - 1 { appendRow() } else { appendBlocks(axis: axis) }
    output += "]"
  }

  /// Appends blocks of any rank but 0, each on a line of its own, with more empty lines between
  /// them the higher their rank.
  private mutating func appendBlocks(axis: Int) {
    let lineBreaks = String(repeating: "\n", count: shape.count - 1 - axis)
    let between = (separator == " " ? "" : ",") + lineBreaks + spaces(prefixWidth + 1 + axis)
    let (leading, trailing) = shown.edges(axis: axis)
    for index in leading {
      if index > 0 { output += between }
      append(axis: axis + 1)
    }
    if shown.hasGap(axis: axis) { output += between + "..." }
    for _ in trailing {
      output += between
      append(axis: axis + 1)
    }
  }

  /// Appends elements on one line, or on several that start under the first element.
  private mutating func appendRow() {
    let axis = shape.count - 1
    let (leading, trailing) = shown.edges(axis: axis)
    let end = nextWord + leading.count + trailing.count
    var row = Array(words[nextWord..<end])
    nextWord = end
    if shown.hasGap(axis: axis) { row.insert("...", at: leading.count) }

    let indent = prefixWidth + shape.count
    // On each line, a column is kept free for every bracket that may close after the row.
    let limit = lineWidth - shape.count
    var column = indent
    for (index, word) in row.enumerated() {
      if index > 0 {
        output += separator
        column += separator.utf8.count
      }
      if column + word.utf8.count > limit && column > indent {
        while output.utf8.last == UInt8(ascii: " ") { output.removeLast() }
        output += "\n" + spaces(indent)
        column = indent
      }
      output += word
      column += word.utf8.count
    }
  }
}
