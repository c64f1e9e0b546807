/// Why a table could not be read or written.
///
/// ```swift
/// do { try Table(csv: "a,b\n1,2,3\n") } catch { print(error) }
/// // CSV text, line 2, column 5: 3 fields for 2 columns (a, b)
/// //   cure: give the line as many fields as the first one has; …
/// ```
public enum TableError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file or its folder could not be read.
  case cannotRead(path: String, reason: String, cure: String)
  /// The file or its folder could not be written.
  case cannotWrite(path: String, reason: String, cure: String)
  /// The bytes are not a table. Lines and columns, in characters, are counted from 1.
  case malformed(source: String, line: Int, column: Int, CSVProblem)
  /// A data set in the package differs from what was published.
  case changed(dataSet: String, reason: String)

  /// What is wrong, and where, with the cure.
  ///
  /// ```swift
  /// print(TableError.cannotWrite(path: "a.csv", reason: "the disk is full", cure: "free space"))
  /// ```
  public var description: String {
    switch self {
    case .cannotRead(let path, let reason, let cure):
      "cannot read \(path): \(reason)\n  cure: \(cure)"
    case .cannotWrite(let path, let reason, let cure):
      "cannot write \(path): \(reason)\n  cure: \(cure)"
    case .malformed(let source, let line, let column, let problem):
      "\(source), line \(line), column \(column): \(problem)"
    case .changed(let dataSet, let reason):
      "the data set \(dataSet) was changed: \(reason)\n"
        + "  cure: restore the file from the package"
    }
  }
}

/// What is wrong at one position in a CSV text.
///
/// ```swift
/// do { try Table(csv: "a\n\"x") } catch { print(error) }
/// // CSV text, line 2, column 1: the quote that opens here is never closed
/// //   cure: close it; a quote inside of quotes is written twice
/// ```
public enum CSVProblem: Equatable, Sendable, CustomStringConvertible {
  /// There is no header line.
  case noHeader
  /// The bytes there are not UTF-8 text.
  case notUTF8
  /// A quote opens there and is never closed.
  case unclosedQuote
  /// There is text between a closing quote and the next comma.
  case textAfterQuote
  /// The line does not have one field for each column.
  case fieldCount(found: Int, names: [String])
  /// Two columns have the same name.
  case duplicateName(String, names: [String])

  /// The problem, with the cure.
  ///
  /// ```swift
  /// print(CSVProblem.noHeader)
  /// ```
  public var description: String {
    switch self {
    case .noHeader:
      "there is no line with the columns' names\n  cure: begin with one, such as x,y"
    case .notUTF8:
      "the bytes are not UTF-8 text\n  cure: save the file as UTF-8"
    case .unclosedQuote:
      "the quote that opens here is never closed\n"
        + "  cure: close it; a quote inside of quotes is written twice"
    case .textAfterQuote:
      "text follows a closing quote\n"
        + "  cure: put a comma between them; a quote inside of quotes is written twice"
    case .fieldCount(let found, let names):
      "\(found) fields for \(names.count) columns (\(listed(names)))\n"
        + "  cure: give the line as many fields as the first one has; put fields that hold commas "
        + "in quotes"
    case .duplicateName(let name, let names):
      "two columns are called \"\(name)\"\n"
        + "  cure: give each column a name of its own; the names are \(listed(names))"
    }
  }
}
