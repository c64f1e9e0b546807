import Foundation
import TestSupport

/// Examples as one program, each in its own function, compiled against the built modules, and run.
struct DocProgram {
  let examples: [DocExample]
  let names: DocNames
  let modules: BuiltModules

  /// What does not compile, or does not give the stated result.
  func problems() async throws -> [String] {
    let folder = try TemporaryFolder()
    let source = folder.file("main.swift")
    try folder.write(self.source, to: "main.swift")
    let built = try await modules.compile(source, to: folder.file("examples"))
    guard built.status == 0 else {
      let errors = (built.log + built.output).split(separator: "\n").filter {
        $0.contains(": error: ")
      }
      return errors.isEmpty ? [built.log] : Set(errors.map(String.init)).sorted()
    }
    try folder.write("", to: "files/empty")
    let result = try await run(folder.file("examples"), [folder.file("files").path])
    let reports = try result.output.split(separator: "\n").filter { $0.hasPrefix(Self.mark) }.map {
      try JSONDecoder().decode(Report.self, from: Data($0.dropFirst(Self.mark.count).utf8))
    }
    let stated = claims
    return reports.compactMap { problem($0, stated[$0.location]) }
      + (result.status == 0
        ? []
        : ["\(reports.last?.location ?? "main"): the example stopped the program: \(result.log)"])
  }

  // MARK: - What the program reports

  /// Before each line of a report: examples print, too.
  private static let mark = "\u{1}"

  private struct Report: Decodable {
    let location: String
    let kind: String
    let text: String
  }

  private func problem(_ report: Report, _ claim: DocExample.Claim?) -> String? {
    switch (report.kind, claim) {
    case ("threw", _): return "\(report.location): the example ended with an error: \(report.text)"
    case ("value", .value(let expression, let stated)) where !DocExample.states(stated, report.text):
      return "\(report.location): \(expression) is \(report.text), stated is \(stated)"
    case ("value", .output(let arguments, let stated)) where !Self.prints(stated, report.text):
      return "\(report.location): print(\(arguments)) prints\n\(report.text)\nstated is\n\(stated)"
    case ("value", .error(let expression)): return "\(report.location): \(expression) threw nothing"
    default: return nil
    }
  }

  /// Line by line, without trailing spaces; an ellipsis stands for anything, including whole lines.
  static func prints(_ stated: String, _ found: String) -> Bool {
    let (stated, found) = (trimmingLines(stated), trimmingLines(found))
    var rest = found[...]
    let pieces = stated.split(separator: "…", omittingEmptySubsequences: false)
    guard rest.hasPrefix(pieces[0]) else { return false }
    rest = rest.dropFirst(pieces[0].count)
    for piece in pieces.dropFirst().dropLast() {
      guard let match = rest.range(of: piece) else { return false }
      rest = rest[match.upperBound...]
    }
    return pieces.count == 1 ? rest.isEmpty : rest.hasSuffix(pieces[pieces.count - 1])
  }

  private static func trimmingLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.replacing(#/\s+$/#, with: "") }.joined(separator: "\n")
      .replacing(#/\n+$/#, with: "")
  }

  private var claims: [String: DocExample.Claim] {
    var claims: [String: DocExample.Claim] = [:]
    for example in examples {
      for index in example.lines.indices {
        claims[example.location(ofLine: index)] = example.claim(ofLine: index)
      }
    }
    return claims
  }

  // MARK: - The program's text

  private var source: String {
    var functions = Self.opening
    var calls = ""
    for (index, example) in examples.enumerated() {
      let known = names.declarations(
        for: example.lines.joined(separator: "\n"), in: example.file)
      // Inside separate braces, the example's names may be the same as those given to it.
      functions += "func example\(index)() async throws {\n\(known)\ndo {\n"
      functions += "#sourceLocation(file: \"\(example.file)\", line: \(example.line + 1))\n"
      var claimsSomething = false
      for (lineIndex, line) in example.lines.enumerated() {
        let claim = example.claim(ofLine: lineIndex)
        claimsSomething = claimsSomething || claim != nil
        functions += Self.code(for: claim, at: example.location(ofLine: lineIndex)) ?? line
        functions += "\n"
      }
      functions += "#sourceLocation()\n}\n}\n"
      if claimsSomething {
        let location = example.location(ofLine: 0)
        calls += """
          report("\(location)", "starts", "")
          clearSession()
          do { try await example\(index)() } catch { report("\(location)", "threw", "\\(error)") }

          """
      }
    }
    return functions + calls
  }

  private static func code(for claim: DocExample.Claim?, at location: String) -> String? {
    switch claim {
    case .value(let expression, _): "report(\"\(location)\", \"value\", text(\(expression)))"
    case .output(let arguments, _):
      "report(\"\(location)\", \"value\", printed(\(arguments)))"
    case .error(let expression):
      "do { _ = \(expression); report(\"\(location)\", \"value\", \"\") } catch {}"
    case nil: nil
    }
  }

  private static let opening = #"""
    import ArrayFiles
    import CourseData
    import Foundation
    import KerasFiles
    import ONNXFiles
    import Plots
    import Tapestry
    import TensorBoardFiles
    import TensorFlowFormats

    _ = FileManager.default.changeCurrentDirectoryPath(CommandLine.arguments[1])

    func report(_ location: String, _ kind: String, _ text: String) {
      let report = ["location": location, "kind": kind, "text": text]
      let line = try! JSONEncoder().encode(report)
      FileHandle.standardOutput.write(Data("\n\u{1}".utf8) + line + Data("\n".utf8))
    }

    func printed(_ values: Any..., separator: String = " ") -> String {
      values.map { "\($0)" }.joined(separator: separator)
    }

    // A value as a stated result would be written.
    func text(_ value: Any) -> String {
      switch value {
      case let tensor as Tensor where tensor.rank == 0:
        return tensor.dtype == .bool ? "\(!tensor.number.isZero)" : "\(tensor.number)"
      case let tensor as Tensor: return text((0..<tensor.shape[0]).map { tensor[$0] })
      case let variable as Variable: return text(variable.tensor)
      case let list as [Any]: return "[" + list.map { text($0) }.joined(separator: ", ") + "]"
      case let string as String: return string.debugDescription
      default:
        if "\(type(of: value))".hasPrefix("Dataset<"), let elements = value as? any Sequence {
          return elements.map { text($0) }.joined(separator: ", ")
        }
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .optional else { return "\(value)" }
        return mirror.children.first.map { text($0.value) } ?? "nil"
      }
    }


    """#
}
