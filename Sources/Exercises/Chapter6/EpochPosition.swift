import ExerciseKit
import Judge

extension Exercise {
  static let epochPosition = Exercise(
    "6.5", "EpochPosition", "Stop and go on", section: "4", points: 10, difficulty: 2,
    signature: "struct Epoch",
    body: """
      struct Epoch {
        /// The number of samples delivered so far.
        private(set) var delivered: Int

        init(count: Int, seed: Int, delivered: Int = 0) {
          self.delivered = delivered
          // TODO: an order of the samples that follows from the seed.
        }

        /// The next sample; nil when all were delivered.
        mutating func next() -> Int? {
          unsolved()
        }
      }
      """,
    adapter: """
      { (count: Int, seed: Int, stop: Int) -> ([Int], [Int], Int, [Int], [Int]) in
        func rest(_ epoch: inout Epoch, most: Int) -> [Int] {
          var samples: [Int] = []
          while samples.count < most, let sample = epoch.next() { samples.append(sample) }
          return samples
        }
        var whole = Epoch(count: count, seed: seed, delivered: 0)
        var stopped = Epoch(count: count, seed: seed, delivered: 0)
        var other = Epoch(count: count, seed: seed + 1, delivered: 0)
        let all = rest(&whole, most: 2 * count + 2)
        let before = rest(&stopped, most: stop)
        let delivered = stopped.delivered
        var resumed = Epoch(count: count, seed: seed, delivered: delivered)
        let after = rest(&resumed, most: 2 * count + 2)
        return (all, before, delivered, after, rest(&other, most: 2 * count + 2))
      }
      """,
    results: [
      "without a stop", "before the stop", "delivered", "after it", "with another seed",
    ],
    statement: """
      The samples 0 to count − 1, each once, in an order drawn from the seed. An epoch that is
      interrupted can be resumed from three numbers, its count, its seed and `delivered`: then the
      remaining samples follow, in the order in which they would have come.
      """,
    hints: [
      "What has to be the same in both epochs, and what differs? The order, and the position in "
        + "it.",
      """
      An order follows from a seed if your own generator makes it: a struct with a \
      `RandomNumberGenerator`'s `next()`, given to `shuffled(using:)`.
      """,
      """
      In init make the whole order from the seed alone. `next()` gives `order[delivered]` and adds 1 to \
      delivered, until that is count.
      """,
    ],
    mistakes: [
      Mistake(
        "StartsAgain", "Samples come twice: a resumed epoch begins at `delivered` and not at 0."),
      Mistake(
        "NewOrder",
        "A different order after resuming: derive it from the seed, which is the same."),
      Mistake(
        "OneSkipped",
        "A sample is missing after resuming: `delivered` is the index of the next one."),
    ],
    checks: [
      Check("a few samples") { random in
        [Case(3, 5, 1), Case(1, 2, 1), Case(0, 1, 0), Case(4, 9, 0)]
      },
      Check("a hundred", share: 2, isMandatory: true) { random in
        [37, 0, 99, 100].map { Case(100, random.integer(1...999), $0) }
      },
    ],
    law: { arguments, answer in
      let (count, stop): (Int, Int) = (try arguments.value(0), try arguments.value(2))
      let (all, before): ([Int], [Int]) = (try answer.value(0), try answer.value(1))
      let (after, other): ([Int], [Int]) = (try answer.value(3), try answer.value(4))
      let delivered: Int = try answer.value(2)
      guard all.sorted() == Array(0..<count) else { return "each sample should come once" }
      if count > 20, all == all.sorted() { return "the samples come in the order of their indices" }
      if count > 20, all == other { return "two seeds give the same order" }
      guard before == Array(all.prefix(stop)) else { return "two epochs of one seed differ" }
      guard delivered == stop else { return "after \(stop) samples `delivered` is \(delivered)" }
      let rest = Array(all.dropFirst(stop))
      guard after != rest else { return nil }
      if let twice = after.first(where: before.contains) {
        return "sample \(twice) came before the stop, and comes again after it"
      }
      guard after.count == rest.count else {
        return "\(after.count) samples come after the stop, and \(rest.count) are missing"
      }
      return "the samples after the stop come in a different order"
    },
    reference: { (count: Int, seed: Int, stop: Int) -> ([Int], [Int], Int, [Int], [Int]) in
      func order(_ seed: Int) -> [Int] {
        var random = CaseRandom(seed: UInt64(seed))
        return Array(0..<count).shuffled(using: &random)
      }
      let all = order(seed)
      return (all, Array(all.prefix(stop)), stop, Array(all.dropFirst(stop)), order(seed + 1))
    })
}
