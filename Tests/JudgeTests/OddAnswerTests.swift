import Exercises
import Foundation
import Testing

@testable import ExerciseKit
@testable import Judge

/// A solution may answer any datum: none may stop the judge, which has a class to judge.
@Suite struct OddAnswerTests {
  /// By hand with `ANSWERS=3000`.
  @Test(arguments: exercises.map(\.id)) func `any answer leaves the judge running`(
    id: String
  ) throws {
    let exercise = try #require(exercises.first { $0.id == id })
    let count = Int(ProcessInfo.processInfo.environment["ANSWERS"] ?? "") ?? 12
    let workplace = try Bench.workplace()
    let cases = try exercise.prepare()
    var random = CaseRandom(seed: 9)
    for index in [0, cases.count / 2, cases.count - 1] {
      for _ in 0..<count {
        var answer = Datum.list(cases[index].expected)
        for _ in 0..<random.integer(1...3) { answer = Self.changed(answer, &random) }
        var judgment = Judgment(exercise: exercise, cases: cases)
        _ = judgment.take(Frame(id: 1, kind: .answer, contents: answer.bytes), at: index)
        let text = judgment.verdict(workplace).text(for: exercise, Console(isTerminal: false))
        #expect(text.utf8.count < 60_000)
      }
    }
  }

  /// The same with one part replaced.
  private static func changed(_ datum: Datum, _ random: inout CaseRandom) -> Datum {
    switch datum {
    case .list(var elements) where !elements.isEmpty && random.integer(0...5) > 0:
      let index = random.integer(0...elements.count - 1)
      switch random.integer(0...9) {
      case 0: elements.remove(at: index)
      case 1: elements.append(elements[index])
      default: elements[index] = changed(elements[index], &random)
      }
      return .list(elements)
    case .array(let array) where array.count > 0 && random.integer(0...3) > 0:
      return .array(changed(array, &random))
    default: return random.element(odd)
    }
  }

  private static func changed(_ array: NumberArray, _ random: inout CaseRandom) -> NumberArray {
    var bytes = array.bytes
    let start = random.integer(0...array.count - 1) * array.kind.size
    // The largest and the smallest integer, minus one, nan, infinity.
    let patterns: [(rest: UInt8, last: UInt8)] = [(255, 127), (0, 128), (255, 255), (0, 127)]
    let pattern = random.element(patterns)
    for offset in 0..<array.kind.size { bytes[start + offset] = pattern.rest }
    bytes[start + array.kind.size - 1] = pattern.last
    if array.kind == .float32, pattern.rest == 0 { bytes[start + 2] = 128 }
    if array.kind == .float64, pattern.rest == 0 { bytes[start + 6] = 240 }
    return NumberArray(kind: array.kind, shape: array.shape, bytes: bytes) ?? array
  }

  private static let odd: [Datum] =
    [
      .nothing, .bool(true), .integer(.max), .integer(.min), .integer(-1), .integer(1 << 40),
      .number(.nan), .number(.infinity), .number(-1e308), .text(""), .text("\u{1b}[2J\n::error::"),
      .text(String(repeating: "long ", count: 100_000)), .list([]),
      .list([Datum](repeating: .integer(1), count: 20_000)), [Int.max, .min, -1].datum,
      [Int](repeating: 1, count: 50_000).datum, [Double.nan, -.infinity].datum,
    ]
    + [[0], [0, 1 << 39], [3, 0, 5], []].compactMap {
      NumberArray(kind: .float32, shape: $0, bytes: $0.isEmpty ? [0, 0, 192, 127] : [])
    }.map { .array($0) }
    + [(0..<29).reduce(Datum.nothing) { inner, _ in .list([inner]) }]
}
