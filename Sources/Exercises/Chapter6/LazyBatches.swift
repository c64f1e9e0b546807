import ExerciseKit
import Judge

extension Exercise {
  static let lazyBatches = Exercise(
    "6.3", "LazyBatches", "No sooner than asked", section: "2", points: 10, difficulty: 3,
    signature: """
      func batched<Source: Sequence>(
        _ source: Source, size: Int
      ) throws -> AnySequence<[Source.Element]>
      """,
    adapter: """
      { (count: Int, size: Int, most: Int) -> ([[Int]], [Int]) in
        var read = 0
        let source = AnySequence {
          AnyIterator { () -> Int? in
            guard read < count else { return nil }
            read += 1
            return read - 1
          }
        }
        let batches = try batched(source, size: size).makeIterator()
        var (given, readAfter): ([[Int]], [Int]) = ([], [])
        while given.count < most, let batch = batches.next() {
          given.append(batch)
          readAfter.append(read)
        }
        return (given, readAfter)
      }
      """,
    results: ["batches", "elements read after each"],
    statement: """
      The elements of a source in batches of `size`, as a lazy sequence: an element is read only
      when the batch that contains it is requested, since sources can be long or infinite. The last
      batch is smaller if the source ends early.
      """,
    hints: [
      """
      `AnySequence { … }` takes a closure that makes an iterator, `AnyIterator { … }` one that \
      makes the next element.
      """,
      "An iterator keeps the source's iterator, and calls its `next()` as often as a batch needs.",
      """
      In AnySequence's closure, `var iterator = source.makeIterator()` and return an AnyIterator that \
      fills a list while it is shorter than `size` and `iterator.next()` gives something; nil if the list is empty.
      """,
    ],
    mistakes: [
      Mistake(
        "AllAtOnce",
        "After the first batch the whole source had been read, and some sources are infinite."),
      Mistake(
        "OneAhead", "One element more was read than the batches needed: it may take a while."),
      Mistake(
        "ShortBatchLost", "The last batch is missing: 10 elements in threes are four batches."),
    ],
    checks: [
      Check("a few elements") { _ in
        [Case(4, 2, 9), Case(3, 5, 9), Case(0, 2, 9), Case(5, 1, 2)]
      },
      Check("many", share: 2, isMandatory: true) { random in
        [Case(10, 3, 9), Case(100_000, 3, 2)]
          + (0..<5).map { _ in
            Case(random.integer(5...40), random.integer(2...9), random.integer(2...9))
          }
      },
    ],
    reference: { (count: Int, size: Int, most: Int) -> ([[Int]], [Int]) in
      let starts = stride(from: 0, to: count, by: size).prefix(most)
      let batches = starts.map { Array($0..<min($0 + size, count)) }
      return (batches, starts.map { min($0 + size, count) })
    })
}
