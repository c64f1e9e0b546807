extension Dataset where Element == String, Failure == any Error {
  /// The lines of text files, without line endings.
  ///
  /// ```swift
  /// Dataset.textLines("numbers.txt").map { line in Tensor(Float(line) ?? .nan) }
  /// ```
  ///
  /// Files are read a piece at a time. Lines end with a line feed, or with a carriage return and a
  /// line feed.
  ///
  /// - Parameter compression: how the files are compressed.
  /// - Throws: `DatasetError` if a file cannot be read, or if a line is not UTF-8 or longer than 64
  ///   MiB.
  public static func textLines(
    _ paths: [String], compression: FileCompression = .none
  ) -> Dataset {
    Dataset(
      stage: FileStage(paths: paths) { LineIterator(try FileReader($0, compression)) },
      structure: .whole())
  }

  /// The lines of a text file, without line endings.
  public static func textLines(
    _ path: String, compression: FileCompression = .none
  ) -> Dataset {
    textLines([path], compression: compression)
  }
}

private final class LineIterator: StageIterator {
  private let lines: LineReader

  init(_ file: FileReader) { lines = LineReader(file) }

  override func next() throws -> Sample? {
    try lines.next().map { .value(Box(try lines.text($0))) }
  }

  override func skip(_ left: inout Int, runsFunctions: Bool) throws {
    while left > 0, try lines.next() != nil { left -= 1 }
  }
}

/// Reads a file line by line.
final class LineReader {
  private let file: FileReader
  /// The number of the last line that was read, from 1 on.
  private(set) var number = 0

  /// The most bytes in a line: longer lines are hardly text, and would fill the memory.
  static let longest = 64 << 20
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  init(_ file: FileReader) { self.file = file }

  var path: String { file.path }

  /// The bytes of the next line, without its line ending; nil at the end of the file.
  func next() throws -> [UInt8]? {
    var line: [UInt8] = []
    var isAtEnd = true
    while true {
      let bytes = try file.peek()
      if bytes.isEmpty { break }
      isAtEnd = false
      if let end = bytes.firstIndex(of: Self.lineFeed) {
        line += bytes[..<end]
        file.consume(end + 1)
        break
      }
      line += bytes
      file.consume(bytes.count)
      guard line.count <= Self.longest else {
        throw DatasetError.malformed(
          file: path, location: "line \(number + 1)", found: "more than \(Self.longest) bytes",
          expected: "the end of the line")
      }
    }
    if isAtEnd { return nil }
    number += 1
    if line.last == Self.carriageReturn { line.removeLast() }
    return line
  }

  /// A line as text.
  func text(_ line: some Collection<UInt8>) throws -> String {
    guard let text = String(validating: line, as: UTF8.self) else {
      let isCompressed = number == 1 && Inflater.isGzip(Array(line))
      throw DatasetError.malformed(
        file: path, location: "line \(number)",
        found: isCompressed ? "the beginning of a gzip file" : "bytes that are not UTF-8",
        expected: isCompressed ? "text, or compression: .gzip in the call," : "text")
    }
    return text
  }
}
