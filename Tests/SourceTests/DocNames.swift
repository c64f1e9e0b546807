import Foundation

/// The names that examples may use without making them: DocExamples.txt.
struct DocNames {
  private struct Declaration {
    let name: String
    let code: String
  }

  private var sections: [(path: String, declarations: [Declaration])] = []

  /// The files and folders that the sections are for.
  var paths: [String] { sections.map(\.path) }

  init(_ text: String) {
    var blocks: [(path: String, blocks: [[Substring]])] = []
    for line in text.split(separator: "\n") {
      if let path = line.wholeMatch(of: #/// MARK: (.+)/#)?.output.1 {
        blocks.append((String(path), []))
      } else if !blocks.isEmpty, line.contains(Self.start) {
        blocks[blocks.count - 1].blocks.append([line])
      } else if let last = blocks.last, !last.blocks.isEmpty {
        blocks[blocks.count - 1].blocks[last.blocks.count - 1].append(line)
      }
    }
    sections = blocks.map { path, blocks in
      let declarations = blocks.map { lines in
        Declaration(
          name: String(lines[0].firstMatch(of: Self.start)!.output.1),
          code: lines.joined(separator: "\n"))
      }
      return (path, declarations)
    }
  }

  /// The first line of a declaration, which is at the margin.
  private static var start: Regex<(Substring, Substring)> {
    #/^(?:@\w+ |final )*(?:let|var|func|class|struct) (\w+)/#
  }

  /// The declarations that code of a file mentions, and those that these mention.
  func declarations(for code: String, in file: String) -> String {
    var known: [Declaration] = []
    for section in sections.sorted(by: { $0.path.count < $1.path.count })
    where file == section.path || file.hasPrefix(section.path + "/") {
      let names = Set(section.declarations.map(\.name))
      known = known.filter { !names.contains($0.name) } + section.declarations
    }
    let byName = Dictionary(uniqueKeysWithValues: known.map { ($0.name, $0) })
    var needed: [Declaration] = []
    var met: Set<String> = []
    // Each after those that it mentions.
    func require(_ words: Set<String>) {
      for word in words.sorted() {
        guard let declaration = byName[word], met.insert(word).inserted else { continue }
        require(Self.words(of: declaration.code))
        needed.append(declaration)
      }
    }
    require(Self.words(of: code))
    return needed.map(\.code).joined(separator: "\n")
  }

  /// What code mentions; a string literal mentions only what it interpolates.
  private static func words(of code: String) -> Set<String> {
    Set(
      code.replacing(#/"[^"\\]*"/#, with: "").matches(of: #/[A-Za-z_]\w*/#).map {
        String($0.output)
      })
  }
}
