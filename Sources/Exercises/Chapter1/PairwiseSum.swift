import ExerciseKit
import Judge

extension Exercise {
  static let pairwiseSum = Exercise(
    "1.10", "PairwiseSum", "Add like a tournament", section: "7", points: 15, difficulty: 3,
    signature: "func pairwiseSum(_ numbers: [Float]) throws -> Float",
    statement: """
      Up to eight numbers are added one after another, starting from 0. A longer list is divided
      into two halves, the first with `count / 2` numbers; each half is added up by the same rule,
      and the two sums are added. Use `Float` throughout, so that the answer is right to the last
      bit.
      """,
    hints: [
      "The rule calls itself: what is the smallest question that it answers at once?",
      "Work with a range of indices or an ArraySlice; copies of the halves are allowed, and slower.",
      "sum(range): if it has at most 8 numbers, a loop; else middle = lower + count / 2 and "
        + "sum(lower..<middle) + sum(middle..<upper).",
    ],
    mistakes: [
      Mistake(
        "RunningSum",
        "One after another, the late numbers are rounded to the size of the sum: ten thousand "
          + "tenths come out as 999.9029, where 1000 is right. Halve lists of more than eight."),
      Mistake("InDouble", "More exact than required, so the last digits differ: add Floats."),
      Mistake("OddOneLost", "Right for even counts: the second half ends before the last number."),
    ],
    checks: [
      Check("up to eight", share: 1) { random in
        [0, 1, 2, 7, 8].map { Case(random.floats($0)) }
      },
      Check("a few halves", share: 1) { random in
        [9, 16, 17, 31, 100, 333].map { Case(random.floats($0, in: 0...1)) }
      },
      Check("ten thousand", share: 2, isMandatory: true) { random in
        [
          Case([Float](repeating: 0.1, count: 10000)),
          Case(random.floats(random.integer(5000...5999), in: 0...1000)),
        ]
      },
    ],
    reference: { (numbers: [Float]) -> Float in tournament(numbers[...]) })
}

private func tournament(_ numbers: ArraySlice<Float>) -> Float {
  guard numbers.count > 8 else { return numbers.reduce(0, +) }
  let middle = numbers.startIndex + numbers.count / 2
  return tournament(numbers[..<middle]) + tournament(numbers[middle...])
}
