import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let alignedError = Exercise(
    "4.8", "AlignedError", "A loss that looks first", section: "9", points: 10, difficulty: 2,
    signature: "func alignedSquaredError(_ y: Tensor, _ yHat: Tensor) throws -> Tensor",
    body: """
      func alignedSquaredError(_ y: Tensor, _ yHat: Tensor) throws -> Tensor {
        // TODO: replace this line by your solution. For a mistake: throw ShapesDiffer().
        throw Unsolved()
      }

      struct ShapesDiffer: Error {}
      """,
    adapter: """
      { (y: Tensor, yHat: Tensor) -> Tensor? in
        do { return try alignedSquaredError(y, yHat) } catch let error as Unsolved {
          throw error
        } catch { return nil }
      }
      """,
    statement: """
      The mean squared error. Targets of shape (n,) and predictions of shape (n, 1) belong together,
      and so do (n, 1) and (n,): one number of each for an example. Any other two shapes that are
      not equal must be a mistake, even if they broadcast: then throw an error. A case expects nil
      where an error should be thrown.
      """,
    hints: [
      "Look at the two shapes before you subtract anything. Which pairs of them are good?",
      """
      If one of them has a last dimension of 1 that the other one lacks, take it off or put it \
      on.
      """,
      """
      If `y.rank + 1 == yHat.rank` and `yHat.shape[-1] == 1`, take `expandDims(y, axis: -1)`; the \
      same the other way round. Then throw if the shapes differ.
      """,
    ],
    tolerance: .within(2e-6, because: "float32 has seven digits"),
    mistakes: [
      Mistake(
        "AsTheyCome",
        """
        (n,) and (n, 1) broadcast to a table of n², each target against each prediction: look at \
        the shapes first.
        """
      ),
      Mistake(
        "Flattened",
        "(2, 3) and (3, 2) have six numbers each and nothing else in common: throw an error."
      ),
      Mistake("Sum", "n times too large: the error is a mean, not a sum."),
    ],
    checks: [
      Check("equal shapes") { random in
        [[3], [4, 1], [2, 3]].map { Case(random.tensor($0), random.tensor($0)) }
      },
      Check("a column and a row", isMandatory: true) { random in
        [([3], [3, 1]), ([5, 1], [5]), ([404], [404, 1])].map {
          Case(random.tensor($0.0), random.tensor($0.1))
        }
      },
      Check("what cannot be meant") { random in
        [([2, 3], [3, 2]), ([1], [4]), ([2, 3], [3]), ([6], [2, 3]), ([4, 1], [1, 4])].map {
          Case(random.tensor($0.0), random.tensor($0.1))
        }
      },
    ],
    reference: { (y: Tensor, yHat: Tensor) -> Tensor? in
      let (a, b) = (y.shape.dimensions, yHat.shape.dimensions)
      guard a == b || a + [1] == b || a == b + [1] else { return nil }
      let squares = zip(y.doubles, yHat.doubles).map { ($0 - $1) * ($0 - $1) }
      return Tensor.of([squares.reduce(0, +) / Double(squares.count)], [])
    })
}
