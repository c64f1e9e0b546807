import ExerciseKit
import Foundation
import Judge
import Tapestry

extension Exercise {
  static let softmaxRows = Exercise(
    "1.8", "SoftmaxRows", "A softmax that survives", section: "5", points: 10, difficulty: 2,
    signature: "func softmaxRows(_ logits: Tensor) throws -> Tensor",
    adapter: """
      { (logits: Tensor, weights: Tensor) -> (Tensor, Tensor) in
          let tape = GradientTape()
          tape.watch(logits)
          let y = try tape.record { try softmaxRows(logits) }
          return (y, try tape.gradient(y, logits, weights: weights))
        }
      """,
    results: ["y", "gradient"], without: ["softmax", "logSoftmax", "logSumExp"],
    statement: """
      Probabilities along the last axis: pᵢ = exp(xᵢ) / Σⱼ exp(xⱼ), for numbers of any size, without
      `softmax` and its relatives. The checks also ask for the gradient of the sum of weights · p,
      which a tape computes by itself if you use operations on tensors.
      """,
    hints: [
      "exp(1000) is infinite in float32. What changes in the formula if the same number is "
        + "subtracted from all x of a row?",
      "Nothing changes. So subtract the largest number of each row: the largest exponent is 0 then.",
      "`logits.max(axis: -1, keepDims: true)` has one number for each row, in a shape that fits; the "
        + "sum needs `axis: -1, keepDims: true` too.",
    ],
    tolerance: .within(4e-6, plus: 1e-6, because: "exp, a sum and a division in float32"),
    mistakes: [
      Mistake(
        "ExpOverSum",
        "nan: exp(1000) is infinite, and ∞ / ∞ is undefined. Subtract the largest number first."),
      Mistake(
        "LargestOfAll",
        "A row far below the others became nan, from 0 / 0: take the largest number of each row."),
      Mistake(
        "OtherAxis",
        "Columns add up to 1, but rows should: the last axis is -1. A square input hides this."),
    ],
    checks: [
      Check("small numbers", share: 1) { random in
        [[1], [3], [2, 3], [3, 2]].map { Case(random.tensor($0), random.tensor($0)) }
      },
      Check("large numbers", share: 1) { random in
        [[2], [2, 3]].flatMap { shape in
          [1000.0, -10000].map { shift in
            Case(random.tensor(shape) + shift, random.tensor(shape))
          }
        }
      },
      Check("rows far apart, further dimensions, float64", share: 1) { random in
        let apart = random.tensor([3, 2]) + Tensor([[-5000.0], [0], [5000]], dtype: .float32)
        return [
          Case(apart, random.tensor([3, 2])),
          Case(random.tensor([2, 1, 3]), random.tensor([2, 1, 3])),
          Case(
            random.tensor([2, 4], in: -900...900, dtype: .float64),
            random.tensor([2, 4], dtype: .float64)),
        ]
      },
    ],
    reference: { (logits: Tensor, weights: Tensor) -> (Tensor, Tensor) in
      let (numbers, shares) = (logits.doubles, weights.doubles)
      let size = logits.shape[-1]
      var (y, gradient): ([Double], [Double]) = ([], [])
      for start in stride(from: 0, to: numbers.count, by: size) {
        let row = numbers[start..<start + size]
        let powers = row.map { Foundation.exp($0 - row.max()!) }
        let total = powers.reduce(0, +)
        let p = powers.map { $0 / total }
        let mean = zip(p, shares[start..<start + size]).reduce(0) { $0 + $1.0 * $1.1 }
        y += p
        gradient += zip(p, shares[start..<start + size]).map { $0 * ($1 - mean) }
      }
      let shape = logits.shape.dimensions
      return (.of(y, shape, logits.dtype), .of(gradient, shape, logits.dtype))
    })
}
