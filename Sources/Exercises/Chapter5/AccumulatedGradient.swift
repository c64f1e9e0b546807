import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let accumulatedGradient = Exercise(
    "5.4", "AccumulatedGradient", "A batch in pieces", section: "4", points: 10, difficulty: 2,
    signature: """
      func accumulatedGradient(
        of w: Variable, batches: [(x: Tensor, y: Tensor)]
      ) throws -> Tensor
      """,
    adapter: """
      { (w: Tensor, x: [Tensor], y: [Tensor]) -> Tensor in
        let batches = zip(x, y).map { (x: $0, y: $1) }
        return try accumulatedGradient(of: Variable(w), batches: batches)
      }
      """,
    statement: """
      The gradient with respect to w of the mean squared error of `matmul(x, w)` over all rows of all
      batches, where only one batch at a time fits into memory. Batches may have different numbers of
      rows; x has the shape (rows, inputs), w (inputs, 1) and y (rows, 1).
      """,
    hints: [
      "A sum over all rows is the sum of the batches' sums. A mean is not the mean of their means.",
      "How much does a batch's gradient count, if it comes from three rows of nineteen?",
      """
      For each batch let a tape record the sum of squares, `square(matmul(x, w) - y).sum()`; add up \
      the gradients, and divide by the number of all rows in the end.
      """,
    ],
    tolerance: .within(2e-5, because: "sums of products in float32"),
    mistakes: [
      Mistake(
        "MeanOfMeans", "Right for equal batches only: three rows count as much as eight here."),
      Mistake(
        "SumOfMeans", "As many times too large as there are batches: the means were added up."),
      Mistake("LastBatchOnly", "Only the last batch is in it: gradients of batches are added up."),
    ],
    checks: [
      Check("one batch, and equal ones") { random in
        [batchesCase(&random, 1, [1]), batchesCase(&random, 2, [3, 3])]
      },
      Check("batches of several sizes", share: 2, isMandatory: true) { random in
        [batchesCase(&random, 2, [8, 8, 3]), batchesCase(&random, 3, [1, 4, 2, 5])]
      },
    ],
    reference: { (w: Tensor, x: [Tensor], y: [Tensor]) -> Tensor in
      let weights = w.doubles
      var sums = [Double](repeating: 0, count: weights.count)
      var count = 0
      for (x, y) in zip(x, y) {
        let (numbers, targets) = (x.doubles, y.doubles)
        for row in targets.indices {
          let values = numbers[row * weights.count..<(row + 1) * weights.count]
          let error = zip(values, weights).reduce(-targets[row]) { $0 + $1.0 * $1.1 }
          for (index, value) in values.enumerated() { sums[index] += 2 * error * value }
        }
        count += targets.count
      }
      return Tensor.of(sums.map { $0 / Double(count) }, [weights.count, 1])
    })
}

private func batchesCase(_ random: inout CaseRandom, _ inputs: Int, _ rows: [Int]) -> Case {
  Case(
    random.tensor([inputs, 1]), rows.map { random.tensor([$0, inputs]) },
    rows.map { random.tensor([$0, 1], in: -3...3) })
}
