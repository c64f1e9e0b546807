import ExerciseKit
import Judge

extension Exercise {
  static let finishingTimes = Exercise(
    "6.9", "FinishingTimes", "When is it done?", section: "10", points: 10, difficulty: 3,
    signature: """
      func finishingTimes(load: [Double], train: [Double], prefetch: Int) throws -> [Double]
      """,
    statement: """
      When the training on each element ends, if loading element i takes load[i] and training on it
      train[i]. One loader and one trainer process the elements in order. An element that is loaded
      waits in a buffer until its training begins, and the loader begins the next one only when
      fewer than `prefetch` elements wait. With prefetch 0 they take turns: the loader begins when
      the training on the previous element has ended.
      """,
    hints: [
      """
      Write down four times for each element: when its loading begins and ends, and the same for \
      its training.
      """,
      """
      Training begins when the element is there and the training before has ended, whichever is \
      later.
      """,
      """
      Loading of element i begins when that of i − 1 has ended and the training on element i − prefetch \
      has *begun*, which makes room; with prefetch 0, when the training on i − 1 has ended.
      """,
    ],
    tolerance: .within(1e-12, because: "sums in double precision"),
    mistakes: [
      Mistake(
        "AlwaysInTurns",
        "Right for prefetch 0 only: with more, the loader works during the training."),
      Mistake(
        "NoLimitAhead", "The loader runs ahead without end: when the buffer is full it has to wait."
      ),
      Mistake(
        "TrainsBeforeLoading",
        "An element is trained on before it is there: training waits for its loading."),
    ],
    checks: [
      Check("in turns") { random in
        [Case([3.0], [2.0], 0), Case([1.0, 2], [4.0, 1], 0), Case([Double](), [Double](), 1)]
      },
      Check("ahead", share: 2, isMandatory: true) { random in
        [
          Case([12.0, 12, 12, 12], [8.0, 8, 8, 8], 2), Case([1.0, 1, 1, 10], [5.0, 5, 5, 5], 1),
          Case(random.numbers(6, in: 1...9), random.numbers(6, in: 1...9), 1),
          Case(random.numbers(9, in: 1...9), random.numbers(9, in: 3...9), 2),
          Case([1.0, 1, 1, 1, 1, 30, 1], [5.0, 5, 5, 5, 5, 5, 5], 3),
        ]
      },
    ],
    reference: { (load: [Double], train: [Double], prefetch: Int) -> [Double] in
      var (loaded, begun, done): ([Double], [Double], [Double]) = ([], [], [])
      for index in load.indices {
        var start = loaded.last ?? 0
        if prefetch == 0 { start = done.last ?? 0 }
        if prefetch > 0, index >= prefetch { start = max(start, begun[index - prefetch]) }
        loaded.append(start + load[index])
        begun.append(max(loaded[index], done.last ?? 0))
        done.append(begun[index] + train[index])
      }
      return done
    })
}
