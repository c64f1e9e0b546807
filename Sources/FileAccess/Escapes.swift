extension String {
  /// The text with some scalars replaced, for formats in which these have a meaning.
  ///
  /// To Swift a quotation mark with an accent is a different character than a quotation mark, and
  /// `replacing(_:with:)` leaves it; whoever reads the file takes it for a quotation mark.
  package func escaping(_ escapes: [Unicode.Scalar: String]) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if let escape = escapes[scalar] {
        escaped.append(contentsOf: escape.unicodeScalars)
      } else {
        escaped.append(scalar)
      }
    }
    return String(escaped)
  }

  /// Whether a path begins at the root of the file system, whatever scalar follows the slash.
  package var isAbsolutePath: Bool { unicodeScalars.first == "/" }

  /// The parts of a path between slashes, whatever scalar follows a slash.
  package var pathParts: [String] {
    unicodeScalars.split(separator: "/").map { String(String.UnicodeScalarView($0)) }
  }
}
