import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let runningMean = Exercise(
    "1.5", "RunningMean", "A mean that remembers", section: "3", points: 10, difficulty: 1,
    signature: """
      func updateRunningMean(_ mean: Variable, with batch: Tensor, decay: Double) throws
      """,
    adapter: """
      { (mean: Tensor, batches: [Tensor], decay: Double) -> [Tensor] in
          let variable = Variable(mean)
          return try batches.map { batch in
            try updateRunningMean(variable, with: batch, decay: decay)
            return variable.tensor
          }
        }
      """,
    statement: """
      `mean` holds one number for each column of the incoming batches. Keep the fraction `decay` of
      it, and take the rest from the mean of each column of `batch`, which has the shape (rows,
      columns). The checks pass one batch after another.
      """,
    hints: [
      "The mean of each column is taken over the rows, which are dimension 0.",
      "new = decay · old + (1 − decay) · mean of the batch; the variable has to hold it.",
      "`mean.assign(decay * mean + (1 - decay) * batch.mean(axis: 0))`",
    ],
    tolerance: .within(1e-6, plus: 1e-6, because: "a few float32 sums near 1"),
    mistakes: [
      Mistake(
        "WeightsSwapped",
        "The new batch got the weight of the old mean: `decay` is the fraction to keep."),
      Mistake(
        "OneMeanForAll", "All columns got the same number from the batch: average over axis 0 only."
      ),
      Mistake(
        "NotAssigned",
        "The variable did not change: a new tensor was made, but not kept. Assign it."),
    ],
    checks: [
      Check("one batch", share: 1) { random in
        [Case(random.tensor([1]), [random.tensor([1, 1])], 0.9)]
          + [(2, 3), (4, 2)].map { rows, columns in
            Case(random.tensor([columns]), [random.tensor([rows, columns])], 0.75)
          }
      },
      Check("five batches", share: 2, isMandatory: true) { random in
        [DType.float32, .float64].map { dtype in
          let batches = [3, 1, 4, 2, 5].map { random.tensor([$0, 3], in: 0...2, dtype: dtype) }
          return Case(random.tensor([3], dtype: dtype), batches, random.number(0.6...0.9))
        }
      },
    ],
    reference: { (mean: Tensor, batches: [Tensor], decay: Double) -> [Tensor] in
      var kept = mean.doubles
      return batches.map { batch in
        let (rows, numbers) = (batch.shape[0], batch.doubles)
        for column in kept.indices {
          let sum = (0..<rows).reduce(0) { $0 + numbers[$1 * kept.count + column] }
          kept[column] = decay * kept[column] + (1 - decay) * sum / Double(rows)
        }
        return .of(kept, [kept.count], mean.dtype)
      }
    })
}
