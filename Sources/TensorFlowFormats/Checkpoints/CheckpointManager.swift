import FileAccess
import Foundation
import Tapestry

/// The file `checkpoint` of a folder: which checkpoints there are.
struct CheckpointState: Equatable {
  var latest: String
  var all: [String]

  /// What a folder's file says; nil if there is none that names a latest checkpoint.
  init?(in folder: URL) {
    let file = folder.appendingPathComponent("checkpoint")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
    let quote = UInt8(ascii: "\"")
    // In bytes: a name may begin with an accent, which as a character includes the quotation mark.
    func values(_ field: String) -> [String] {
      let start = Array((field + ": \"").utf8)
      return text.utf8.split { $0 == 0x0a || $0 == 0x0d }.compactMap { line -> String? in
        guard line.starts(with: start), line.count > start.count, line.last == quote else {
          return nil
        }
        return Self.unescaped(line.dropFirst(start.count).dropLast())
      }
    }
    guard let latest = values("model_checkpoint_path").first else { return nil }
    self.latest = latest
    all = values("all_model_checkpoint_paths")
    // The line of the latest is enough: others may be missing.
    if !all.contains(latest) { all.append(latest) }
  }

  /// A text without its escapes, which are those of C: TensorFlow writes letters that are not ASCII
  /// as the octal numbers of their bytes.
  private static func unescaped(_ text: some Sequence<UInt8>) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      let digits = ([next] + rest.prefix(2)).prefix { (0x30...0x37).contains($0) }
      switch next {
      case _ where !digits.isEmpty:
        bytes.append(UInt8(truncatingIfNeeded: digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }))
        rest = rest.dropFirst(digits.count - 1)
      case UInt8(ascii: "n"): bytes.append(0x0a)
      case UInt8(ascii: "r"): bytes.append(0x0d)
      case UInt8(ascii: "t"): bytes.append(0x09)
      default: bytes.append(next)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  init(latest: String, all: [String]) {
    self.latest = latest
    self.all = all
  }

  func write(to folder: URL) throws {
    let escapes: [Unicode.Scalar: String] = [
      "\\": "\\\\", "\"": "\\\"", "\n": "\\n", "\r": "\\r",
    ]
    func line(_ field: String, _ path: String) -> String {
      "\(field): \"\(path.escaping(escapes))\"\n"
    }
    let text =
      line("model_checkpoint_path", latest)
      + all.map { line("all_model_checkpoint_paths", $0) }.joined()
    let file = folder.appendingPathComponent("checkpoint")
    do {
      try WholeFile.write(Data(text.utf8), to: file.path)
    } catch {
      throw FormatError(file.path, "it cannot be written: \(error.problem)", cure: error.cure)
    }
  }
}

/// Keeps the latest checkpoints of a folder and deletes older ones.
///
/// ```swift
/// let manager = CheckpointManager(
///   checkpoint, directory: URL(fileURLWithPath: "training"), maxToKeep: 3)
/// try manager.restoreOrInitialize()
/// try manager.save()
/// ```
public final class CheckpointManager {
  private let checkpoint: Checkpoint
  private let directory: URL
  private let maxToKeep: Int
  private let name: String
  private var names: [String]

  /// A manager of a folder, which knows the checkpoints that are there already.
  ///
  /// - Parameters:
  ///   - maxToKeep: how many checkpoints stay; at least 1.
  ///   - name: what their names begin with.
  public init(_ checkpoint: Checkpoint, directory: URL, maxToKeep: Int, name: String = "ckpt") {
    if maxToKeep < 1 {
      misuse(
        "CheckpointManager", "maxToKeep is \(maxToKeep)", cure: "keep at least one checkpoint")
    }
    self.checkpoint = checkpoint
    self.directory = directory
    self.maxToKeep = maxToKeep
    self.name = name
    names = CheckpointState(in: directory)?.all ?? []
    names = names.filter {
      FileManager.default.fileExists(atPath: url($0).path + ".index")
    }
  }

  /// The prefixes of the checkpoints, the latest last.
  public var checkpoints: [URL] { names.map(url) }

  /// The prefix of the latest checkpoint; nil if there is none.
  public var latestCheckpoint: URL? { names.last.map(url) }

  private func url(_ name: String) -> URL {
    name.isAbsolutePath ? URL(fileURLWithPath: name) : directory.appendingPathComponent(name)
  }

  /// Writes a checkpoint, and deletes the oldest ones if there are too many, and those that a
  /// killed program could no longer delete.
  ///
  /// - Returns: the new checkpoint's prefix.
  /// - Throws: `FormatError` if the files cannot be written.
  @discardableResult
  public func save() throws -> URL {
    let prefix = try checkpoint.saveNumbered(directory.appendingPathComponent(name))
    let latest = prefix.lastPathComponent
    names = names.filter { $0 != latest } + [latest]
    var old = Array(names.dropLast(maxToKeep))
    names = names.suffix(maxToKeep)
    let outdated = OutdatedCheckpoints(in: directory, of: name)
    old += outdated.names.filter { !names.contains($0) && !old.contains($0) }
    if !old.isEmpty { try outdated.announce(old) }
    // The state stops naming them before they are deleted, so that a reader finds all that it
    // names.
    try CheckpointState(latest: latest, all: names).write(to: directory)
    outdated.delete(old.map(url))
    return prefix
  }

  /// Restores the latest checkpoint, if there is one.
  ///
  /// - Returns: its status; nil if the training begins.
  /// - Throws: `FormatError` if there is one and it cannot be restored.
  @discardableResult
  public func restoreOrInitialize() throws -> CheckpointStatus? {
    try latestCheckpoint.map { try checkpoint.restore($0) }
  }
}
