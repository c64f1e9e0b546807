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
    results: ["places"], piece: "memoryPlan = { try! memoryPlan($0) }",
    statement: """
      A place in one block of memory for each value. A value takes `size` elements from its place
      on, and is alive from step `born` to step `dies`, inclusive: no two values that are alive in
      the same step may overlap. The block may be at most a tenth larger than with this plan: the
      largest value first, each at the lowest place where it fits between the values already placed.
      """,
    hints: [
      "Two values are alive in one step if each is born before or when the other dies.",
      "For a value, only the placed ones that live in a common step matter. Walk over them by their "
        + "places, and look for the first gap that is large enough.",
      "place = 0; for each such neighbor in the order of places: if place + size ≤ its place, stop; "
        + "else place = max(place, its place + its size).",
    ],
    mistakes: [
      Mistake(
        "NothingShared",
        "No two overlap, but nothing is shared either: values that do not meet can have one place."),
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
      let places: [Int] = try answer.value(0)
      guard places.count == sizes.count else {
        return "there are \(places.count) places for \(sizes.count) values"
      }
      // The upper bound is the sum of all sizes: beyond it, additions could overflow.
      for (value, place) in places.enumerated() where !(0...1 << 40).contains(place) {
        return "value \(value) is at the place \(place)"
      }
      for a in sizes.indices {
        for b in sizes.indices[(a + 1)...] where born[a] <= dies[b] && born[b] <= dies[a] {
          if places[a] < places[b] + sizes[b], places[b] < places[a] + sizes[a] {
            return "values \(a) and \(b) overlap, and both live in step \(max(born[a], born[b]))"
          }
        }
      }
      let total = zip(places, sizes).map { $0 + $1 }.max() ?? 0
      let best: [Int] = try answer.expected(0)
      let wanted = zip(best, sizes).map { $0 + $1 }.max() ?? 0
      return Double(total) > 1.1 * Double(wanted)
        ? "the block has \(total) elements, and \(wanted) are enough" : nil
    },
    reference: { (sizes: [Int], born: [Int], dies: [Int]) -> [Int] in
      largestFirst(sizes, born, dies)
    })
}

private func largestFirst(_ sizes: [Int], _ born: [Int], _ dies: [Int]) -> [Int] {
  var places = [Int](repeating: 0, count: sizes.count)
  var placed: [Int] = []
  for value in sizes.indices.sorted(by: { (-sizes[$0], $0) < (-sizes[$1], $1) }) {
    let neighbors = placed.filter { born[$0] <= dies[value] && born[value] <= dies[$0] }
    var place = 0
    for other in neighbors.sorted(by: { places[$0] < places[$1] }) {
      if place + sizes[value] <= places[other] { break }
      place = max(place, places[other] + sizes[other])
    }
    places[value] = place
    placed.append(value)
  }
  return places
}
