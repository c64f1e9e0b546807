import ExerciseKit
import Judge

extension Exercise {
  static let epochLoss = Exercise(
    "6.6", "EpochLoss", "What fit reports", section: "6", points: 5, difficulty: 1,
    signature: "func epochLoss(_ batches: [(mean: Double, count: Int)]) throws -> Double",
    adapter: """
      { (means: [Double], counts: [Int]) -> Double in
        try epochLoss(zip(means, counts).map { (mean: $0, count: $1) })
      }
      """,
    statement: """
      The mean loss over all samples of an epoch, from the mean of each batch and the number of its
      samples. The last batch is often smaller than the others.
      """,
    hints: [
      "What is the sum of the losses of one batch, and of all batches?",
      "A mean times its count is a sum. Sums can be added up, means cannot.",
      "Add up mean · count over the batches, and divide by the sum of the counts.",
    ],
    tolerance: .within(1e-12, because: "a sum in double precision"),
    mistakes: [
      Mistake(
        "MeanOfMeans", "Right for equal batches only: 9 samples count as much here as 32 others."),
      Mistake("SumOfMeans", "It grows with the number of batches: a mean does not."),
      Mistake("LastBatch", "Only the last batch is in it, and an epoch has more of them."),
    ],
    checks: [
      Check("one batch, and equal ones") { random in
        [Case([0.5], [4]), Case(random.numbers(3, in: 0...9), [8, 8, 8])]
      },
      Check("a short last batch", share: 2, isMandatory: true) { random in
        [
          Case([1.0, 3], [32, 9]), Case(random.numbers(5, in: 0...9), [32, 32, 32, 32, 1]),
          Case(random.numbers(4, in: 0...9), (0..<4).map { _ in random.integer(1...40) }),
        ]
      },
    ],
    reference: { (means: [Double], counts: [Int]) -> Double in
      let sum = zip(means, counts).reduce(0) { $0 + $1.0 * Double($1.1) }
      return sum / Double(counts.reduce(0, +))
    })
}
