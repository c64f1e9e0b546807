import ExerciseKit
import Judge

extension Exercise {
  static let batchRanges = Exercise(
    "6.1", "BatchRanges", "Where batches begin and end", section: "1", points: 5, difficulty: 1,
    signature: """
      func batchRanges(count: Int, size: Int, dropRemainder: Bool) throws -> [Range<Int>]
      """,
    statement: """
      The rows of each batch, as ranges, when `count` rows are cut into batches of `size`. The last
      batch may be smaller; with `dropRemainder`, a smaller one is left out.
      """,
    hints: [
      "`stride(from: 0, to: count, by: size)` gives where each batch begins.",
      "A batch ends where the next one would begin, or at `count`, whichever comes first.",
      """
      Map each start of the stride to `start..<min(start + size, count)`, and with dropRemainder keep \
      those whose `count` is `size`.
      """,
    ],
    mistakes: [
      Mistake(
        "AlwaysDrops", "The rest is never seen: of 404 rows in batches of 32 these are 20."),
      Mistake(
        "EmptyLastBatch",
        "404 rows in batches of 4 leave no remainder, and yet there is an empty batch."),
      Mistake("EndsIncluded", "Each range is one too long: a range a..<b ends before b."),
    ],
    checks: [
      Check("a few rows") { _ in
        [(3, 2), (2, 3), (4, 2), (0, 5)].flatMap { pair in
          [true, false].map { Case(pair.0, pair.1, $0) }
        }
      },
      Check("many", isMandatory: true) { random in
        [Case(404, 32, false), Case(404, 4, false), Case(404, 32, true)]
          + (0..<8).map { Case(random.integer(1...60), random.integer(1...12), $0 % 2 == 0) }
      },
    ],
    reference: { (count: Int, size: Int, dropRemainder: Bool) -> [Range<Int>] in
      var ranges: [Range<Int>] = []
      var start = 0
      while start + size <= count || (start < count && !dropRemainder) {
        ranges.append(start..<min(start + size, count))
        start += size
      }
      return ranges
    })
}
