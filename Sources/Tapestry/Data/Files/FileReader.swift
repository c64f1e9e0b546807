import FileAccess

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads a file from its beginning to its end, a piece at a time, whatever its size, and
/// decompresses it.
///
/// It uses system calls, because Foundation's file handles make a `Data` of each piece.
final class FileReader {
  let path: String
  private let descriptor: Int32
  private let inflater: Inflater?
  /// The number of bytes of the file itself that have been read.
  private var filePosition = 0
  private let buffer = UnsafeMutableRawPointer.allocate(byteCount: pieceSize, alignment: 16)
  /// The part of the buffer that has been read from the file and not yet consumed.
  private var filled = 0..<0
  /// The number of bytes consumed so far.
  private(set) var position = 0

  private static let pieceSize = 256 << 10

  init(_ path: String, _ compression: FileCompression = .none) throws {
    self.path = path
    inflater = compression == .none ? nil : Inflater(compression)
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw Self.failure(path) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    buffer.deallocate()
  }

  /// The number of bytes; nil if only reading can tell, as in a pipe or a compressed file.
  func size() throws -> Int? {
    if inflater != nil { return nil }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
    return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }

  /// The next bytes, in the buffer, which `consume` removes; empty at the end of the file.
  func peek() throws -> UnsafeRawBufferPointer {
    if filled.isEmpty {
      let count = try read(into: buffer, Self.pieceSize)
      filled = 0..<count
    }
    return UnsafeRawBufferPointer(start: buffer + filled.lowerBound, count: filled.count)
  }

  /// Removes bytes that `peek` returned.
  func consume(_ count: Int) {
    filled = filled.dropFirst(count)
    position += count
  }

  /// Reads up to `count` bytes, and returns how many there were; fewer only at the end of the file.
  func read(_ count: Int, into target: UnsafeMutableRawPointer) throws -> Int {
    var done = 0
    while done < count {
      if filled.isEmpty, count - done >= Self.pieceSize {
        let read = try read(into: target + done, count - done)
        if read == 0 { break }
        position += read
        done += read
        continue
      }
      let bytes = try peek()
      if bytes.isEmpty { break }
      let part = min(bytes.count, count - done)
      (target + done).copyMemory(from: bytes.baseAddress!, byteCount: part)
      consume(part)
      done += part
    }
    return done
  }

  /// Reads up to `count` bytes; fewer only at the end of the file.
  ///
  /// It reads a piece at a time, since a file may claim any length: memory is allocated as bytes
  /// arrive.
  func read(_ count: Int) throws -> [UInt8] {
    var result: [UInt8] = []
    while result.count < count {
      let bytes = try peek()
      if bytes.isEmpty { break }
      let part = min(bytes.count, count - result.count)
      result += bytes.prefix(part)
      consume(part)
    }
    return result
  }

  /// Skips `count` bytes, and returns how many there were; for a file that has a size, it trusts
  /// the caller.
  @discardableResult
  func skip(_ count: Int) throws -> Int {
    let buffered = min(count, filled.count)
    consume(buffered)
    guard buffered < count else { return count }
    guard try size() != nil else {
      var skipped = buffered
      while skipped < count {
        let part = min(try peek().count, count - skipped)
        if part == 0 { break }
        consume(part)
        skipped += part
      }
      return skipped
    }
    guard lseek(descriptor, off_t(count - buffered), SEEK_CUR) >= 0 else {
      throw Self.failure(path)
    }
    position += count - buffered
    return count
  }

  private func read(into target: UnsafeMutableRawPointer, _ count: Int) throws -> Int {
    guard let inflater else { return try readFile(into: target, count) }
    do {
      return try inflater.read(into: target, count) { try readFile(into: $0, $1) }
    } catch let problem as Inflater.Problem {
      let location = "byte \(filePosition) or before it"
      switch problem {
      case .malformed(let text):
        throw DatasetError.malformed(
          file: path, location: location, found: text, expected: "compressed data")
      case .truncated:
        throw DatasetError.malformed(
          file: path, location: location, found: "the end of the file",
          expected: "the end of the compressed data")
      }
    }
  }

  private func readFile(into target: UnsafeMutableRawPointer, _ count: Int) throws -> Int {
    while true {
      #if canImport(Glibc)
        let read = Glibc.read(descriptor, target, count)
      #else
        let read = Darwin.read(descriptor, target, count)
      #endif
      if read >= 0 {
        filePosition += read
        return read
      }
      if errno != EINTR { throw Self.failure(path) }
    }
  }

  private static func failure(_ path: String) -> DatasetError {
    let problem = FileProblem(path: path, code: errno)
    return .cannotRead(file: path, reason: problem.problem, cure: problem.cure)
  }
}

/// A stage of elements that are read from files, one file after the other.
struct FileStage: Stage {
  let paths: [String]
  /// Opens one file.
  let open: @Sendable (String) throws -> StageIterator
  var cardinality: Cardinality = .unknown
  var inputs: [any Stage] { [] }
  func makeIterator() -> StageIterator { FileIterator(self) }
}

private final class FileIterator: StageIterator {
  private let stage: FileStage
  private var rest: ArraySlice<String>
  private var file: StageIterator?

  init(_ stage: FileStage) {
    self.stage = stage
    rest = stage.paths[...]
  }

  override func next() throws -> Sample? {
    while let file = try currentFile() {
      if let sample = try leavingIfDamaged({ try file.next() }) { return sample }
      self.file = nil
    }
    return nil
  }

  override func skip(_ left: inout Int, runsFunctions: Bool) throws {
    while left > 0, let file = try currentFile() {
      try leavingIfDamaged { try file.skip(&left, runsFunctions: runsFunctions) }
      if left > 0 { self.file = nil }
    }
  }

  /// The rest of a damaged file cannot be trusted, but the next file can.
  private func leavingIfDamaged<Result>(_ read: () throws -> Result) throws -> Result {
    do {
      return try read()
    } catch {
      file = nil
      throw error
    }
  }

  private func currentFile() throws -> StageIterator? {
    if file == nil, let path = rest.popFirst() { file = try stage.open(path) }
    return file
  }
}
