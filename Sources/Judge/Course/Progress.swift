import FileAccess
import Foundation

/// What a student has done, as a text file that survives merging.
///
/// ```swift
/// var progress = Progress(text: "1.3 done=2026-11-28 file=6b1f hints=1\n")
/// progress["1.3"].hints  // 1
/// ```
///
/// One line per exercise, sorted, so that the files of two computers merge line by line. If a merge
/// leaves two lines for one exercise, the better of each entry counts; lines that are not
/// understood are kept for the version that wrote them.
public struct Progress: Equatable {
  /// What is known about one exercise.
  public struct Entry: Equatable {
    /// The day on which it was solved.
    public var solved: String?
    /// The hash of the file that solved it.
    public var file: String?
    /// How many hints were shown.
    public var hints = 0
    /// Whether the solution was shown before the exercise was solved.
    public var gaveUp = false
  }

  private var entries: [String: Entry] = [:]
  private var others: [String] = []
  private static let title =
    "# Progress in the course: one line an exercise. Merge it like any text."

  /// Reads the file's text.
  public init(text: String) {
    for line in text.split(whereSeparator: \.isNewline).map(String.init) {
      let words = line.split(separator: " ").map(String.init)
      guard let id = words.first, id.wholeMatch(of: /[0-9]+\.[0-9]+/) != nil else {
        if line != Self.title, !others.contains(line) { others.append(line) }
        continue
      }
      var entry = entries[id] ?? Entry()
      for word in words.dropFirst() {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        switch (parts[0], parts.count > 1 ? parts[1] : "") {
        case ("done", let day) where entry.solved == nil || day < entry.solved!: entry.solved = day
        case ("file", let hash): entry.file = hash
        case ("hints", let count): entry.hints = max(entry.hints, Int(count) ?? 0)
        case ("gave-up", _): entry.gaveUp = true
        default: break
        }
      }
      entries[id] = entry
    }
  }

  /// What is known about an exercise.
  public subscript(id: String) -> Entry {
    get { entries[id] ?? Entry() }
    set { entries[id] = newValue }
  }

  /// The file's text.
  public var text: String {
    let known = entries.filter { $0.value != Entry() }.sorted {
      $0.key.compare($1.key, options: .numeric) == .orderedAscending
    }
    let lines = known.map { id, entry in
      var words = [id]
      if let day = entry.solved { words.append("done=\(day)") }
      if let hash = entry.file { words.append("file=\(hash)") }
      if entry.hints > 0 { words.append("hints=\(entry.hints)") }
      if entry.gaveUp { words.append("gave-up") }
      return words.joined(separator: " ")
    }
    return ([Self.title] + others + lines).joined(separator: "\n") + "\n"
  }
}

extension Progress {
  /// Where it is kept, below the package's root.
  public static let path = ".course/progress.txt"

  /// The progress at a workplace.
  public init(at workplace: Workplace) {
    let bytes = FileManager.default.contents(atPath: workplace.path(Self.path)) ?? Data()
    self.init(text: String(decoding: bytes, as: UTF8.self))
  }

  /// Writes the file, as a whole or not at all.
  public func write(at workplace: Workplace) throws {
    let path = workplace.path(Self.path)
    try WholeFile.makeFolder(for: path)
    try WholeFile.write(Data(text.utf8), to: path)
  }

  /// A short name for a file's contents (FNV-1a), or nil if there is no file.
  public static func hash(_ path: String) -> String? {
    guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
    let hash = bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }
}
