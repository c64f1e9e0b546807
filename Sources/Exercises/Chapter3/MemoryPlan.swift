import ExerciseKit
import Judge

extension Exercise {
  static let memoryPlan = Exercise(
    "3.9", "MemoryPlan", "One block of memory", section: "8", points: 15, difficulty: 3,
    signature: """
      func memoryPlan(_ values: [(size: Int, born: Int, dies: Int)]) throws -> [Int]
      """,
    adapter: """
      { (sizes: [Int], born: [Int], dies: [Int]) -> [Int] in
          try memoryPlan(sizes.indices.map { (size: sizes[$0], born: born[$0], dies: dies[$0]) })
        }
      """,
    results: ["offsets"], piece: "memoryPlan = { try! memoryPlan($0) }",
    statement: """
      An offset in one block of memory for each value. A value takes `size` elements from its offset
      on, and is alive from step `born` to step `dies`, inclusive: no two values that are alive in
      the same step may overlap. The block may be at most a tenth larger than with this plan: the
      largest value first, each at the lowest offset where it fits between the values already
      placed.
      """,
    hints: [
      "Two values are alive in one step if each is born before or when the other dies.",
      "For a value, only the placed ones that live in a common step matter. Walk over them by their "
        + "offsets, and look for the first gap that is large enough.",
      "offset = 0; for each such neighbor in the order of offsets: if offset + size ≤ its offset, "
        + "stop; else offset = max(offset, its offset + its size).",
    ],
    mistakes: [
      Mistake(
        "NothingShared",
        "No two overlap, but nothing is shared either: values that do not meet can share an offset."
      ),
      Mistake(
        "ReusedTooSoon",
        "In the step of its last use a value is still read, while that step writes another: both "
          + "ends are included."),
      Mistake(
        "SizesIgnored", "A large value was put into the gap that a small one left."),
    ],
    checks: [
      Check("two and three values", share: 1) { _ in
        [
          Case([4], [0], [3]), Case([4, 4], [0, 3], [2, 5]), Case([2, 4], [0, 3], [2, 5]),
          Case([4, 4], [0, 2], [2, 5]), Case([8, 2, 8], [0, 1, 3], [1, 4, 4]),
          Case([2, 4, 8], [0, 0, 2], [1, 5, 5]),
        ]
      },
      Check("chains and others", share: 2, isMandatory: true) { random in
        [Case([Int](repeating: 10, count: 12), Array(0..<12), Array(1...12))]
          + [5, 10, 20, 40].map { count in
            let born = (0..<count).map { _ in random.integer(0...count) }.sorted()
            return Case(
              (0..<count).map { _ in random.element([1, 4, 16, 16, 40]) }, born,
              born.map { $0 + random.integer(1...5) })
          }
      },
    ],
    law: { arguments, answer in
      let (sizes, born): ([Int], [Int]) = (try arguments.value(0), try arguments.value(1))
      let dies: [Int] = try arguments.value(2)
      let offsets: [Int] = try answer.value(0)
      guard offsets.count == sizes.count else {
        return "there are \(offsets.count) offsets for \(sizes.count) values"
      }
      // The upper bound is the sum of all sizes: beyond it, additions could overflow.
      for (value, offset) in offsets.enumerated() where !(0...1 << 40).contains(offset) {
        return "value \(value) is at offset \(offset)"
      }
      for a in sizes.indices {
        for b in sizes.indices[(a + 1)...] where born[a] <= dies[b] && born[b] <= dies[a] {
          if offsets[a] < offsets[b] + sizes[b], offsets[b] < offsets[a] + sizes[a] {
            return "values \(a) and \(b) overlap, and both live in step \(max(born[a], born[b]))"
          }
        }
      }
      let total = zip(offsets, sizes).map { $0 + $1 }.max() ?? 0
      let best: [Int] = try answer.expected(0)
      let bestTotal = zip(best, sizes).map { $0 + $1 }.max() ?? 0
      return Double(total) > 1.1 * Double(bestTotal)
        ? "the block has \(total) elements, and \(bestTotal) are enough" : nil
    },
    reference: { (sizes: [Int], born: [Int], dies: [Int]) -> [Int] in
      largestFirst(sizes, born, dies)
    })
}

private func largestFirst(_ sizes: [Int], _ born: [Int], _ dies: [Int]) -> [Int] {
  var offsets = [Int](repeating: 0, count: sizes.count)
  var placed: [Int] = []
  for value in sizes.indices.sorted(by: { (-sizes[$0], $0) < (-sizes[$1], $1) }) {
    let neighbors = placed.filter { born[$0] <= dies[value] && born[value] <= dies[$0] }
    var offset = 0
    for other in neighbors.sorted(by: { offsets[$0] < offsets[$1] }) {
      if offset + sizes[value] <= offsets[other] { break }
      offset = max(offset, offsets[other] + sizes[other])
    }
    offsets[value] = offset
    placed.append(value)
  }
  return offsets
}
