import Foundation
import Judge

/// Which exercises are graded, and what each counts for.
///
/// ```yaml
/// exercises: [1.3, 1.7, 5.6]
/// points:
///   5.6: 30
/// seed: 4711
/// ```
///
/// Without a file all exercises count, with the points that the course gives them.
public struct Assignment: Sendable {
  /// An exercise and its points.
  public struct Item: Sendable {
    /// What is graded.
    public let exercise: Exercise
    /// Its points.
    public let points: Double
  }

  /// In the order of the course.
  public var items: [Item]
  /// The seed of the hidden cases; nil for one that is drawn and kept beside the results.
  public var seed: UInt64?

  /// The exercises without their points.
  public var exercises: [Exercise] { items.map(\.exercise) }

  /// An assignment of exercises with the points of the course.
  public init(_ exercises: [Exercise], seed: UInt64? = nil) {
    items = exercises.map { Item(exercise: $0, points: Double($0.points)) }
    self.seed = seed
  }

  /// An assignment from a text in YAML.
  ///
  /// - Throws: `GradingProblem` that names what is wrong with it.
  public init(yaml text: String, of all: [Exercise]) throws(GradingProblem) {
    let fields = try YAMLFields(text, "the assignment", keys: ["exercises", "points", "seed"])
    let points = try fields.map("points") { (id, node) throws(GradingProblem) in
      try YAMLFields.number(node, "points.\(id)", in: 0...1000)
    }
    let chosen = try fields.list("exercises")
    for id in (chosen ?? []) + points.keys.sorted() where !all.contains(where: { $0.id == id }) {
      throw GradingProblem(
        "grade: there is no exercise '\(id)'\n  cure: 'swift run course list' shows all of them")
    }
    items = all.filter { chosen?.contains($0.id) ?? true }.map {
      Item(exercise: $0, points: points[$0.id] ?? Double($0.points))
    }
    if let text = fields.string("seed") {
      guard let number = UInt64(text) else {
        throw GradingProblem("grade: the seed is '\(text)'\n  cure: write an integer from 0 up")
      }
      seed = number
    }
  }
}
