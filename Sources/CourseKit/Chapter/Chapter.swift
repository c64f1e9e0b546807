import ArgumentParser
import Foundation
import Tapestry

/// A section of a chapter: a function that prints, draws and checks.
///
/// ```swift
/// Section("gradients", "4. Gradients", gradients)
/// ```
public struct Section: Sendable {
  /// The name that `--section` takes.
  public let name: String
  /// The heading that it prints, which begins with the section's number.
  public let title: String
  /// Whether it continues from the state that the section before it leaves: values, random numbers,
  /// or the names given to layers so far.
  let continues: Bool
  /// Whether its numbers depend on `--seed`.
  let usesSeed: Bool
  let run: @Sendable (Page) throws -> Void

  /// A section with that name and heading.
  ///
  /// ```swift
  /// Section("hello", "1. Hello") { _ in print("hello") }
  /// Section("again", "2. Again", continues: true, again)
  /// ```
  ///
  /// - Parameters:
  ///   - name: The name that `--section` takes.
  ///   - title: The heading that it prints: its number, a period, and words.
  ///   - continues: Whether it needs the section before it. If it is shown alone, that one runs
  ///     first, without being shown.
  ///   - usesSeed: Whether `--seed` changes its numbers.
  ///   - run: Prints, draws and checks.
  public init(
    _ name: String, _ title: String, continues: Bool = false, usesSeed: Bool = false,
    _ run: @escaping @Sendable (Page) throws -> Void
  ) {
    self.name = name
    self.title = title
    self.continues = continues
    self.usesSeed = usesSeed
    self.run = run
  }

  /// The number that its title begins with; several sections may share one.
  var number: String { String(title.prefix(while: \.isNumber)) }
}

/// A chapter of the course: sections that run in order, and the numbers that they promise to check.
///
/// ```swift
/// Chapter(
///   2, "Autodiff",
///   numbers: ["004.ch1.", "003.printed_W0B0."],
///   except: ["004.ch1.v": "chapter 1 makes variables"],
///   sections: [Section("gradients", "4. Gradients", gradients)]
/// ).main()
/// ```
public struct Chapter: Sendable {
  /// The chapter's number, which also names its executable.
  public let number: Int
  /// The chapter's title.
  public let title: String
  /// The sections, in the order in which they run.
  public let sections: [Section]
  let promised: [DocumentNumber]
  let exceptions: [Exception]

  /// Numbers of the documents that other chapters check.
  struct Exception: Sendable {
    let prefix: String
    let count: Int
    let reason: String
  }

  /// The executable's name.
  var name: String { "chapter\(number)" }

  /// A chapter that promises the numbers that `numbers` names, by an id or by the beginning of ids,
  /// except those that a key of `except` names; its value says where they are checked.
  ///
  /// ```swift
  /// Chapter(1, "Tensors", numbers: ["004.ch1.x"], sections: [Section("x", "1. x", x)])
  /// ```
  ///
  /// - Precondition: every name fits a number of a document, and no two sections share a name.
  public init(
    _ number: Int, _ title: String, numbers: [String] = [],
    except: KeyValuePairs<String, String> = [:], sections: [Section]
  ) {
    self.number = number
    self.title = title
    self.sections = sections
    let names = sections.map(\.name)
    if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
      misuse(
        "Chapter", "two sections are called '\(twice)'.", cure: "give each section its own name")
    }
    let declared = DocumentNumber.all.filter { item in numbers.contains(where: item.isMeant) }
    exceptions = except.map { name, reason in
      Exception(prefix: name, count: declared.count { $0.isMeant(by: name) }, reason: reason)
    }
    promised = declared.filter { item in !except.contains { item.isMeant(by: $0.key) } }
    let unused =
      numbers.first { name in !declared.contains { $0.isMeant(by: name) } }
      ?? exceptions.first { $0.count == 0 }?.prefix
    if let unused {
      misuse(
        "Chapter", "'\(unused)' matches no number that the chapter could promise.",
        cure: "take the beginning of an id in DocumentNumbers.json, or leave it out")
    }
  }

  /// Reads the command line, runs the chapter and exits.
  ///
  /// The exit code is 0 on success, 1 when a number is missing or outside its tolerance or when
  /// something cannot be written, and 64 when the command line is wrong.
  ///
  /// ```swift
  /// Chapter(1, "Tensors", sections: [Section("hello", "0. Hello") { _ in print("hello") }]).main()
  /// ```
  public func main(_ arguments: [String] = Array(CommandLine.arguments.dropFirst())) -> Never {
    ChapterCommand.$chapter.withValue(self) {
      do {
        let command = try ChapterCommand.parse(arguments)
        exit(try run(command) ? EXIT_SUCCESS : EXIT_FAILURE)
      } catch let error as any ChapterProblem {
        writeToStandardError("\(name): \(error.description)\n")
        exit(EXIT_FAILURE)
      } catch {
        ChapterCommand.exit(withError: error)
      }
    }
  }
}
