import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let myBatchNorm = Exercise(
    "4.9", "MyBatchNorm", "One scale for every batch", section: "10", points: 15, difficulty: 3,
    signature: "final class MyBatchNorm: Layer",
    body: """
      final class MyBatchNorm: Layer {
        // TODO: gamma, beta, and the moving mean and variance.

        override func build(inputShape: Shape) {
          unsolved()
        }

        override func call(_ x: Tensor, training: Bool) -> Tensor {
          unsolved()
        }
      }
      """,
    adapter: """
      { (batches: [Tensor], gamma: Tensor, beta: Tensor, x: Tensor) -> (Int, Int, [Tensor], Tensor) in
        let layer = MyBatchNorm()
        layer.ensureBuilt(for: x.shape)
        let trainable = layer.trainableVariables
        let others = layer.nonTrainableVariables.count
        guard trainable.map(\\.shape) == [gamma.shape, beta.shape] else {
          return (trainable.count, others, [], x)
        }
        for (variable, value) in zip(trainable, [gamma, beta]) { variable.assign(value) }
        let outputs = batches.map { layer($0, training: true) }
        return (trainable.count, others, outputs, layer(x, training: false))
      }
      """,
    results: ["trainable variables", "others", "in training", "at inference"],
    without: ["BatchNormalization"],
    statement: """
      Batch normalization of inputs of shape (examples, features): (x − mean) / √(variance + 0.001)
      · gamma + beta. In training the mean and the variance of each feature are the batch's, and the
      moving ones approach them: moving ← 0.99 · moving + 0.01 · batch's. At inference the moving
      ones take their place. The trainable variables are gamma, ones at first, and beta, zeros at
      first, in this order; the moving mean begins at zeros and the moving variance at ones.
      """,
    hints: [
      "`addWeight` has the parameters `initializer:` (`.ones`, `.zeros`) and `trainable:`.",
      "Moving numbers are variables, too: `assign` them in `call`, but in training only.",
      """
      In training take `x.mean(axis: 0)` and `x.variance(axis: 0)`, and assign `0.99 * movingMean + \
      0.01 * mean`; at inference take the two variables. The rest is one formula for both.
      """,
    ],
    tolerance: .within(4e-5, because: "a mean, a variance and a root in float32"),
    mistakes: [
      Mistake(
        "BatchInUse",
        "At inference, one example alone always gives beta: there the moving numbers count."),
      Mistake(
        "MomentumSwapped",
        "The moving mean jumps to each batch: 0.99 is the part of it that stays."),
      Mistake(
        "MovingTrainable",
        """
        Four trainable variables: an optimizer must leave the moving ones alone, `trainable: \
        false`.
        """
      ),
    ],
    checks: [
      Check("one batch") { random in [normCase(&random, [4], 1), normCase(&random, [3], 2)] },
      Check("several batches, then one example", share: 2, isMandatory: true) { random in
        [normCase(&random, [5, 3], 4), normCase(&random, [2, 7, 4], 3)]
      },
    ],
    reference: {
      (batches: [Tensor], gamma: Tensor, beta: Tensor, x: Tensor)
        -> (Int, Int, [Tensor], Tensor) in
      let features = gamma.count
      let (scale, shift) = (gamma.doubles, beta.doubles)
      var moving = (0..<features).map { _ in (mean: 0.0, variance: 1.0) }
      func normalized(_ x: Tensor, _ numbers: [(mean: Double, variance: Double)]) -> Tensor {
        let y = x.doubles.enumerated().map { index, value in
          let feature = index % features
          let (mean, variance) = numbers[feature]
          return (value - mean) / (variance + 0.001).squareRoot() * scale[feature] + shift[feature]
        }
        return Tensor.of(y, x.shape.dimensions)
      }
      let outputs = batches.map { batch in
        let (numbers, rows) = (batch.doubles, batch.shape[0])
        let own = (0..<features).map { feature in
          let column = (0..<rows).map { numbers[$0 * features + feature] }
          let mean = column.reduce(0, +) / Double(rows)
          let squares = column.map { ($0 - mean) * ($0 - mean) }
          return (mean: mean, variance: squares.reduce(0, +) / Double(rows))
        }
        moving = zip(moving, own).map { old, own in
          (0.99 * old.mean + 0.01 * own.mean, 0.99 * old.variance + 0.01 * own.variance)
        }
        return normalized(batch, own)
      }
      return (2, 2, outputs, normalized(x, moving))
    })
}

private func normCase(_ random: inout CaseRandom, _ sizes: [Int], _ features: Int) -> Case {
  Case(
    sizes.map { random.tensor([$0, features], in: -4...10) },
    random.tensor([features], in: 0.5...2), random.tensor([features]),
    random.tensor([1, features], in: -4...10))
}
