import ExerciseKit
import Judge
import Tapestry

/// What `course capstone` runs: Miniature's training on digits, with the pieces of some exercises
/// in place of its own.
///
/// It is an exercise with one case, whose answer has to read nine digits out of ten, so that the
/// judge's limits apply to it too. The first solution is judged as the exercise's file, the others
/// are compiled beside it.
public func capstoneTraining(
  with pieces: [Exercise], on digits: (images: Tensor, labels: Tensor),
  testedOn test: (images: Tensor, labels: Tensor)
) -> Exercise {
  func labels(_ tensor: Tensor) -> [Int] { cast(tensor, to: .int64).doubles.map { Int($0) } }
  let assignments = pieces.compactMap(\.piece).map { "pieces.\($0)" }.joined(separator: "\n")
  let question = Case(digits.images, labels(digits.labels), test.images, labels(test.labels))
  return Exercise(
    "6.11", "Capstone", "Digits", section: "1", points: 0, difficulty: 4, signature: "",
    adapter: """
      { (images: Tensor, labels: [Int], testImages: Tensor, testLabels: [Int]) -> Double in
          var pieces = Pieces()
          \(assignments)
          return Pieces.$current.withValue(pieces) {
            let pixels = images.scalars(as: UInt8.self)
            let testPixels = testImages.scalars(as: UInt8.self)
            let training = DigitTraining(seed: 1)
            print("before: \\(training.accuracy(on: testPixels, testLabels))")
            training.train(on: pixels, labels, epochs: 1)
            let accuracy = training.accuracy(on: testPixels, testLabels)
            print("after an epoch: \\(accuracy)")
            return Double(accuracy)
          }
        }
      """,
    statement: "", hints: [], seconds: 300, isOptimized: true, mistakes: [],
    checks: [Check("digits") { _ in [question] }],
    law: { _, answer in
      let accuracy: Double = try answer.value(0)
      return accuracy > 0.9 ? nil : "it reads \(accuracy) of the digits, and 0.9 was expected"
    },
    reference: { (_: Tensor, _: [Int], _: Tensor, _: [Int]) -> Double in 0.95 })
}
