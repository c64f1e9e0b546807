import ExerciseKit
import Judge
import Miniature

extension Exercise {
  static let diagonalView = Exercise(
    "1.7", "DiagonalView", "The diagonal is a view", section: "4", points: 10, difficulty: 2,
    signature: "func diagonal(of view: View) throws -> View",
    statement: """
      The diagonal of a two-dimensional view, as a one-dimensional view: elements (0, 0), (1, 1), …
      as far as they exist. No element is read or moved.
      """,
    hints: [
      "A view of one dimension has one size, one stride, and an offset: which are they here?",
      "From (i, i) to (i + 1, i + 1) is one step down and one to the right.",
      "The stride is the sum of both strides, the size the smaller of both sizes, the offset stays.",
    ],
    mistakes: [
      Mistake(
        "AsLongAsTheRows",
        "A view of 5 rows and 3 columns has a diagonal of 3: the smaller size counts."),
      Mistake("FirstColumn", "That is the first column: a step goes down and to the right."),
      Mistake(
        "OffsetZero", "Right for views that begin at 0: the diagonal begins where the view does."),
    ],
    checks: [
      Check("square ones", share: 1) { _ in
        [Case(View(rowMajor: [1, 1])), Case(View(rowMajor: [3, 3]))]
      },
      Check("tall and wide ones", share: 1) { random in
        [[5, 3], [2, 4], [1, 3], [0, 2], [3, 0]].map { Case(View(rowMajor: $0)) } + [
          Case(View(rowMajor: [2, random.integer(3...6)]).transposed)
        ]
      },
      Check("parts of others, reversed, repeated", share: 2, isMandatory: true) { random in
        [Case(View(rowMajor: [4, 4]).slice(0, 1..<4))]
          + (0..<12).map { _ in Case(random.view(rank: 2)) }
      },
    ],
    law: { arguments, answer in
      let view: View = try arguments.value(0)
      let diagonal: View = try answer.value(0)
      guard diagonal.shape.count == 1, diagonal.strides.count == 1 else {
        return "it should have one dimension, not \(diagonal.shape.count)"
      }
      let size = min(view.shape[0], view.shape[1])
      guard diagonal.shape == [size] else {
        return "it has \(diagonal.shape[0]) elements, but should have \(size)"
      }
      for step in 0..<size {
        let expected = view.offset + step * view.strides[0] + step * view.strides[1]
        // The answer may be anything: even a sum of two integers can overflow.
        let position = diagonal.offset &+ step &* diagonal.strides[0]
        if position != expected {
          return
            "element \(step) is at position \(position), but (\(step), \(step)) is at \(expected)"
        }
      }
      return nil
    },
    reference: { (view: View) -> View in
      View(
        shape: [min(view.shape[0], view.shape[1])], strides: [view.strides[0] + view.strides[1]],
        offset: view.offset)
    })
}
