// NumPy's broadcasting: shapes are aligned at their last dimension, and a dimension of 1, or one
// that is missing at the front, is repeated to match the other.

extension Shape {
  /// The shape of an element-wise result of `a` and `b`, or nil if they do not fit.
  static func broadcast(_ a: Shape, _ b: Shape) -> Shape? {
    if a == b { return a }
    let (long, short) =
      a.rank >= b.rank ? (a.dimensions, b.dimensions) : (b.dimensions, a.dimensions)
    var result = long
    let missing = long.count - short.count
    for (index, size) in short.enumerated() {
      let other = long[missing + index]
      guard size == other || size == 1 || other == 1 else { return nil }
      result[missing + index] = size == 1 ? other : size
    }
    return Shape(result)
  }

  /// The shape of an element-wise result of `a` and `b`. Stops the program if they do not fit, with
  /// a message that shows the two shapes one above the other, as they are aligned.
  static func broadcast(_ a: Shape, _ b: Shape, in operation: String) -> Shape {
    if let result = broadcast(a, b) { return result }
    misuse(
      operation, "shapes \(a) and \(b) do not broadcast:\n\(aligned(a, b))",
      cure: "make the marked dimensions equal, or one of them 1 (expandDims, reshape, transpose)")
  }

  /// Two shapes as a table, aligned at their last dimension, with a mark under each dimension that
  /// does not fit.
  private static func aligned(_ a: Shape, _ b: Shape) -> String {
    let rank = max(a.rank, b.rank)
    let rows = [a, b].map { shape in
      [String](repeating: "", count: rank - shape.rank) + shape.dimensions.map(String.init)
    }
    let marks = (0..<rank).map { axis in
      let (x, y) = (rows[0][axis], rows[1][axis])
      return x == y || x == "1" || y == "1" || x.isEmpty || y.isEmpty ? "" : "^"
    }
    let widths = (0..<rank).map { max(rows[0][$0].count, rows[1][$0].count, 1) }
    return (rows + [marks]).map { row in
      "   "
        + zip(row, widths).map { text, width in
          String(repeating: " ", count: width - text.count + 1) + text
        }.joined()
    }.joined(separator: "\n")
  }
}
