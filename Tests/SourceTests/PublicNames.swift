import Foundation

/// The public declarations of the libraries: names of types, functions and values, and the labels
/// of arguments.
///
/// A scanner of words, as `SourceTree` is: it does not know which type a member belongs to.
struct PublicNames {
  let names: Set<String>
  let labels: Set<String>

  init(code: String) {
    var names: Set<String> = []
    var labels: Set<String> = []
    // Cases are as public as their enumeration, and requirements as their protocol.
    let declaration =
      #/(?:\b(?:public|open)\b[\w\s()@]*?\b(?:func|var|let|class|struct|enum|protocol|typealias|macro|associatedtype|actor)|\bcase)\s+`?(\w+)/#
    for match in code.matches(of: declaration) { names.insert(String(match.output.1)) }
    for list in code.matches(of: #/\bcase\s+\w+(?:\([^)\n]*\))?(?:\s*,\s*\w+(?:\([^)\n]*\))?)+/#) {
      for name in list.output.matches(of: #/[,\s](\w+)/#) { names.insert(String(name.output.1)) }
    }
    let signature = #/\b(?:public|open)\b[\w\s]*?\b(?:func|init|subscript|macro)\b[^{]*/#
    for match in code.matches(of: signature) {
      for label in match.output.matches(of: #/[(,]\s*(?:@\w+\s+)*(\w+)(?:\s+\w+)?\s*:/#) {
        labels.insert(String(label.output.1))
      }
    }
    self.names = names
    self.labels = labels
  }

  init(targets: [String]) throws {
    let texts = try targets.flatMap { target in
      try SourceTree.files(of: target).map { SourceTree.code(in: $0.text) }
    }
    self.init(code: texts.joined(separator: "\n"))
  }
}
