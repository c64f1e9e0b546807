import ArgumentParser
import CourseKit
import Exercises
import Foundation
import Judge

/// `course`: how far the student is, and what comes next.
struct Overview: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "overview", abstract: "Shows how far you are, and what comes next.")

  private static let titles = [
    "Tensors", "Automatic differentiation", "Tracing", "Layers", "Optimizers", "Datasets",
  ]

  @Flag(help: "Print JSON.") var json = false
  /// A word in place of a command: this command runs if no other is named.
  @Argument(help: .hidden) var words: [String] = []

  func validate() throws {
    guard let word = words.first else { return }
    let commands = CourseCommand.configuration.subcommands.map { $0._commandName }
    let guess = nearest(to: word, among: commands).map { "; did you mean '\($0)'?" } ?? ""
    throw ValidationError("there is no command '\(word)'\(guess)")
  }

  func run() throws {
    let session = try CourseSession()
    let console = session.console
    let solved = exercises.filter(session.isSolved)
    if json {
      let chapters = (1...6).map { chapter in
        let all = exercises.filter { $0.chapter == chapter }
        return ChapterRow(
          chapter: chapter, title: Self.titles[chapter - 1], exercises: all.count,
          solved: all.filter(session.isSolved).count, points: points(all.filter(session.isSolved)),
          of: points(all))
      }
      return try printJSON(chapters)
    }
    for chapter in 1...6 {
      let all = exercises.filter { $0.chapter == chapter }
      guard !all.isEmpty else { continue }
      let done = all.filter(session.isSolved)
      let share = Double(points(done)) / Double(max(1, points(all)))
      let title = Self.titles[chapter - 1].padding(toLength: 26, withPad: " ", startingAt: 0)
      print(
        "\(chapter) \(title) \(console.bar(share, width: 12)) "
          + "\(done.count)/\(all.count)  \(points(done)) points")
    }
    print("\n\(solved.count) of \(exercises.count) exercises, \(points(solved)) points")
    if let next = session.next() {
      print("next: \(console.bold("\(next.id) \(next.title)"))")
      print("  swift run course next    what it asks")
      print("  swift run course watch   checks at each save")
    } else {
      print(console.green("all are solved"))
    }
  }

  private func points(_ exercises: [Exercise]) -> Int { exercises.reduce(0) { $0 + $1.points } }
}

private struct ChapterRow: Encodable {
  let chapter: Int
  let title: String
  let exercises, solved, points, of: Int
}

/// Prints a value as JSON with sorted keys.
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
