import ExerciseKit
import Judge

extension Exercise {
  static let bufferedShuffle = Exercise(
    "6.4", "BufferedShuffle", "A buffer that shuffles", section: "3", points: 15, difficulty: 3,
    signature: """
      func bufferedShuffle(
        _ source: AnyIterator<Int>, buffer: Int, draw: @escaping (Int) -> Int
      ) throws -> AnyIterator<Int>
      """,
    adapter: """
      { (count: Int, buffer: Int, draws: [Double]) -> ([Int], Bool) in
        var (read, given, mostHeld): (Int, [Int], Int) = (0, [], 0)
        let source = AnyIterator { () -> Int? in
          guard read < count else { return nil }
          read += 1
          return read - 1
        }
        var drawn = -1
        let shuffled = try bufferedShuffle(source, buffer: buffer) { count in
          drawn += 1
          return min(Int(draws[drawn % draws.count] * Double(count)), count - 1)
        }
        while given.count <= count, let element = shuffled.next() {
          given.append(element)
          mostHeld = max(mostHeld, read - given.count)
        }
        return (given, mostHeld <= buffer)
      }
      """,
    results: ["order", "never more held than the buffer"],
    piece: "bufferedShuffle = { try! bufferedShuffle($0, buffer: $1, draw: $2) }",
    statement: """
      The source's elements in an order drawn from a buffer. `draw(count)` draws an index from 0 to
      count − 1. Fill the buffer; then, each time an element is requested, give the one at the drawn
      index in the buffer and put the source's next element there. When the source is exhausted,
      remove the drawn element; the others keep their order.
      """,
    hints: [
      "The buffer is a variable that the closure of an `AnyIterator` captures.",
      """
      At each call: fill up to `buffer` elements, draw an index, and check whether the source has \
      one more.
      """,
      """
      `while held.count < buffer, let next = source.next() { … }`; if nothing is held, return nil. Let \
      index = draw(held.count); if the source has one more, swap it in, else `held.remove(at: index)`.
      """,
    ],
    mistakes: [
      Mistake(
        "FillsEmptiesFills",
        "Elements cannot leave their block: an element that is given is replaced at once."),
      Mistake(
        "EndsWithTheSource",
        "The last elements are lost: the buffer is still full when the source ends."),
      Mistake("ReadsAll", "The buffer holds the whole source, which may not fit into memory."),
    ],
    checks: [
      Check("a few elements") { _ in
        [
          Case(3, 1, [0.0]), Case(4, 2, [0.9, 0.0, 0.9]), Case(2, 5, [0.6, 0]), Case(0, 3, [0.5]),
        ]
      },
      Check("many", share: 2, isMandatory: true) { random in
        [(20, 3), (9, 4), (12, 12), (30, 7)].map {
          Case($0.0, $0.1, random.numbers(11, in: 0...0.999))
        }
      },
    ],
    reference: { (count: Int, buffer: Int, draws: [Double]) -> ([Int], Bool) in
      var held = Array(0..<min(buffer, count))
      var next = held.count
      let order = (0..<count).map { step in
        let index = min(Int(draws[step % draws.count] * Double(held.count)), held.count - 1)
        guard next < count else { return held.remove(at: index) }
        defer { (held[index], next) = (next, next + 1) }
        return held[index]
      }
      return (order, true)
    })
}
