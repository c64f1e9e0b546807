import ArgumentParser
import Plots

/// Not part of `benchmark`, which would otherwise load the plots' libraries and measure how long
/// that takes as the engine's own start.
@main
struct Growth: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "growth",
    abstract: "Measures how time and memory grow with size.",
    discussion: """
      Prints one JSON object for each size of:

      \(Work.all.map { "  \($0.id): \($0.summary)" }.joined(separator: "\n"))
      """)

  @Option(help: "A PNG file for a figure of the results.")
  var figure: String?

  @Option(help: .private) var of: String?
  @Option(help: .private) var size: Int?

  func run() throws {
    if let work = Work.all.first(where: { $0.id == of }) {
      return print(try Point(work, size: size ?? work.sizes[0]).json)
    }
    let points = try Point.measureAll { print(try $0.json) }
    if let figure { try Point.figure(points).write(to: figure) }
  }
}
