import Synchronization

/// The compiler without its driver.
///
/// For one file the driver, `swiftc`, takes a third of the time to work out how to call the
/// compiler, and does the same again for the next file. So it is asked once per process, when a
/// second file is compiled: the check of a single exercise would have to wait for both.
struct Frontend: Sendable {
  let program: String
  private let arguments: [String]

  /// The positions of the files to compile among the arguments.
  private static let placeholder = "/the/files.swift"

  private enum Knowledge {
    case calledOnce
    case asked(Frontend?)
  }

  private static let known = Mutex<[[String]: Knowledge]>([:])

  /// The compiler as the driver of a workplace calls it with some options; nil for the first call,
  /// and if the driver's output is not understood.
  static func known(_ options: [String], at workplace: Workplace) -> Frontend? {
    known.withLock { known in
      switch known[options] {
      case nil:
        known[options] = .calledOnce
        return nil
      case .asked(let frontend): return frontend
      case .calledOnce:
        let text = workplace.output(
          of: workplace.compiler, options + [placeholder, "-###"], in: workplace.root)
        let frontend = text.flatMap { Frontend(words(of: $0)) }
        known[options] = .asked(frontend)
        return frontend
      }
    }
  }

  private init?(_ words: [String]) {
    guard words.count > 2, words[0].hasSuffix("swift-frontend"), words[1] == "-frontend",
      words.count(where: { $0 == "-frontend" }) == 1,
      words.count(where: { $0 == Self.placeholder }) == 1
    else { return nil }
    program = words[0]
    arguments = Array(words.dropFirst())
  }

  /// The arguments for some files.
  func arguments(_ sources: [String]) -> [String] {
    arguments.flatMap { $0 == Self.placeholder ? sources : [$0] }
  }

  /// The words of a command, quoted as for a shell.
  static func words(of command: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var rest = command[...]
    while let character = rest.popFirst() {
      if character == "\\", quote != "'" {
        word = (word ?? "") + rest.prefix(1)
        rest = rest.dropFirst()
      } else if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if quote == nil, character.isWhitespace {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }
}
