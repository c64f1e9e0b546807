import Foundation

/// The files of a new exercise.
///
/// ```swift
/// try Skeleton(id: "1.3", name: "BroadcastShape").write(at: workplace)
/// ```
public struct Skeleton {
  private let id: String
  private let name: String

  /// The name of the definition in Swift: `broadcastShape`.
  public var property: String { name.prefix(1).lowercased() + name.dropFirst() }

  /// The files for an id and a name.
  public init(id: String, name: String) throws {
    guard id.wholeMatch(of: /[1-6]\.[1-9][0-9]?/) != nil else {
      throw Workplace.Problem("'\(id)' is not an id; write chapter and number: 1.3")
    }
    guard name.wholeMatch(of: /[A-Z][A-Za-z0-9]*/) != nil else {
      throw Workplace.Problem("'\(name)' is not a name; write it like BroadcastShape")
    }
    self.id = id
    self.name = name
  }

  /// Writes those that do not exist yet, and returns their paths below the package's root.
  public func write(at workplace: Workplace) throws -> [String] {
    let definition = """
      import ExerciseKit
      import Judge
      import Tapestry

      extension Exercise {
        static let \(property) = Exercise(
          "\(id)", "\(name)", "Title", section: "1", points: 10, difficulty: 1,
          signature: "func \(property)(_ x: Tensor) throws -> Tensor",
          statement: "What is asked.",
          hints: ["Where to look.", "What to think about.", "How it is done, in a sentence."],
          tolerance: .within(1e-6, because: "float32 has seven digits"),
          mistakes: [
            Mistake("FirstMistake", "What is seen, and what to think about."),
            Mistake("SecondMistake", "What is seen, and what to think about."),
            Mistake("ThirdMistake", "What is seen, and what to think about."),
          ],
          checks: [
            Check("the simplest case") { random in [Case(random.tensor([1]))] },
            Check("any shape", share: 2, isMandatory: true) { random in
              [Case(random.tensor([2, 3])), Case(random.tensor([4, 1, 2]))]
            },
          ],
          reference: { (x: Tensor) -> Tensor in x })
      }

      """
    let probe = Exercise(
      id, name, name, section: "1", points: 10, difficulty: 1, signature: "", statement: "",
      hints: [], mistakes: [], checks: [], reference: { (x: Int) -> Int in x })
    let function = "func \(property)(_ x: Tensor) throws -> Tensor {"
    let answer = "import Tapestry\n\n\(function)\n  x\n}\n"
    var files = [("Sources/Exercises/Chapter\(probe.chapter)/\(name).swift", definition)]
    for file in ["Solution", "FirstMistake", "SecondMistake", "ThirdMistake"] {
      files.append(("\(probe.answersPath)/\(file).swift", answer))
    }
    var written: [String] = []
    for (path, text) in files where !FileManager.default.fileExists(atPath: workplace.path(path)) {
      let url = URL(fileURLWithPath: workplace.path(path))
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
      written.append(path)
    }
    return written
  }
}
