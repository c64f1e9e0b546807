import FileAccess
import Foundation

extension Table {
  /// The table as comma-separated text, with the names of the columns first.
  ///
  /// ```swift
  /// let history = Table(records: [["epoch": 1, "loss": 0.5], ["epoch": 2]])
  /// history.csv()  // "epoch,loss\n1,0.5\n2,\n"
  /// ```
  ///
  /// Numbers have all their digits, so that reading them gives the same values. Missing values are
  /// empty; strings that contain a comma, a quote or a line break are quoted.
  ///
  /// - Parameter labels: whether the labels of the rows become the first column.
  public func csv(labels isLabeled: Bool = false) -> String {
    var columns = columns
    if isLabeled {
      var labels = labels
      labels.name = labels.name ?? ""
      columns.insert(labels, at: 0)
    }
    // An empty line would be skipped by the reader.
    let isSingle = columns.count == 1
    func line(_ fields: [String]) -> String {
      let line = fields.map(quotedIfNeeded).joined(separator: ",")
      return (isSingle && line.isEmpty ? "\"\"" : line) + "\n"
    }
    let rows = (0..<rowCount).map { row in
      line(columns.map { $0.cells[row] == .missing ? "" : $0.cells[row].description })
    }
    return line(columns.map { $0.name ?? "" }) + rows.joined()
  }

  /// Writes the table to a CSV file. Missing folders are created; the file appears whole or not at
  /// all.
  ///
  /// ```swift
  /// try history.write(to: URL(fileURLWithPath: "history.csv"))
  /// ```
  ///
  /// - Parameter labels: whether the labels of the rows become the first column.
  /// - Throws: `TableError.cannotWrite`, which names the file.
  public func write(to url: URL, labels: Bool = false) throws(TableError) {
    do {
      try WholeFile.makeFolder(for: url.path)
      try WholeFile.write(Data(csv(labels: labels).utf8), to: url.path)
    } catch {
      throw .cannotWrite(path: url.path, reason: error.problem, cure: error.cure)
    }
  }
}

private func quotedIfNeeded(_ text: String) -> String {
  // A byte-order mark at the beginning of the first name would be taken for that of the file.
  let hasMark = text.unicodeScalars.first == "\u{FEFF}"
  guard hasMark || text.utf8.contains(where: { ",\"\n\r".utf8.contains($0) }) else { return text }
  return "\"" + text.escaping(["\"": "\"\""]) + "\""
}
