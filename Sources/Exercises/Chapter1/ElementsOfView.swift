import ExerciseKit
import Judge
import Miniature

extension Exercise {
  static let elementsOfView = Exercise(
    "1.6", "ElementsOfView", "Walk through a view", section: "4", points: 10, difficulty: 2,
    signature: "func elements(of memory: [Float], through view: View) throws -> [Float]",
    piece: "elements = { try! elements(of: $0, through: $1) }", without: ["positions"],
    statement: """
      All elements of a view in row-major order. Element (i, j, …) is at position offset + i ·
      strides[0] + j · strides[1] + … in memory. A stride may be negative or 0, and there can be any
      number of dimensions, including none.
      """,
    hints: [
      "Do it for two dimensions first: two loops, of which the inner one runs over the last index.",
      "For any number of dimensions: a function that walks dimension d from a position calls "
        + "itself for dimension d + 1. With no dimension left there is one element.",
      "walk(d, position): if d is the rank, append memory[position]; else for each step of "
        + "shape[d] walk(d + 1, position + step · strides[d]). Begin with walk(0, offset).",
    ],
    mistakes: [
      Mistake("OffsetIgnored", "Right for views that begin at 0: start at the offset."),
      Mistake("FirstIndexFastest", "The last index should vary fastest, and the first slowest."),
      Mistake(
        "StridesIgnored",
        "Read as if there were no gaps: each step along dimension d moves by strides[d]."),
    ],
    checks: [
      Check("rows and columns", share: 1) { random in
        let whole = View(rowMajor: [2, 3])
        return [whole, whole.transposed, whole.slice(1, 0..<2), whole.slice(0, 1..<2)].map {
          Case(random.floats(6), $0)
        }
      },
      Check("repeated, reversed, empty", share: 1) { random in
        [
          View(shape: [], strides: [], offset: 2), View(shape: [3], strides: [0], offset: 1),
          View(shape: [4], strides: [-1], offset: 3),
          View(shape: [2, 0], strides: [1, 1], offset: 0),
        ].map { Case(random.floats(4), $0) }
      },
      Check("all kinds", share: 2, isMandatory: true) { random in
        (0..<12).map { index in
          let view = random.view(rank: 1 + index % 4)
          return Case(random.floats(view.reach), view)
        }
      },
    ],
    reference: { (memory: [Float], view: View) -> [Float] in
      let count = view.shape.reduce(1, *)
      return (0..<count).map { index in
        var (rest, position) = (index, view.offset)
        for (size, stride) in zip(view.shape, view.strides).reversed() {
          position += rest % size * stride
          rest /= size
        }
        return memory[position]
      }
    })
}
