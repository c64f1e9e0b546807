import ArgumentParser
import CourseData
import ExerciseKit
import Exercises
import Foundation
import Judge
import Tapestry

/// `course capstone`: the digits, learned with the student's own pieces in place of Miniature's.
struct Capstone: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains Miniature on drawn digits with the pieces that you solved.")

  func run() throws {
    let session = try Session()
    let console = session.console
    let places = exercises.filter { $0.piece != nil }
    let judge = Judge(session.workplace)
    // Judged anew: a file may have changed since it passed.
    let own = places.filter { exercise in
      session.isSolved(exercise)
        && judge.judge(session.path(exercise), exercise, (try? exercise.prepare()) ?? []).category
          == .passed
    }
    for exercise in places {
      let isOwn = own.contains { $0.id == exercise.id }
      print("\(isOwn ? console.green("yours    ") : "Miniature") \(exercise.id) \(exercise.title)")
    }
    guard let first = own.first else {
      throw Workplace.Problem(
        "none of these is solved yet; the first is \(places.first?.id ?? "missing")")
    }
    print("training on 10 000 drawn digits …")
    let training = Self.training(with: own)
    let start = ContinuousClock.now
    let verdict = judge.judge(
      session.path(first), training, try training.prepare(),
      beside: own.dropFirst().map(session.path))
    guard verdict.category == .passed else {
      print(console.red("✗ \(verdict.category.rawValue)"))
      print(verdict.shown?.difference?.text ?? verdict.detail)
      throw ExitCode(1)
    }
    let seconds = (ContinuousClock.now - start).formatted(.units(allowed: [.seconds], width: .wide))
    print(verdict.prints)
    print(console.green("✓ \(own.count) of \(places.count) pieces are yours, \(seconds)"))
  }

  /// The training as an exercise of one case, whose answer has to read nine digits of ten.
  private static func training(with own: [Exercise]) -> Exercise {
    let (train, test) = DrawnDigits.load()
    let labels = { @Sendable (labels: Tensor) in labels.scalars(as: Int32.self).map { Int($0) } }
    let pieces = own.compactMap(\.piece).map { "  pieces.\($0)" }.joined(separator: "\n    ")
    return Exercise(
      "6.11", "Capstone", "Digits", section: "1", points: 0, difficulty: 4, signature: "",
      adapter: """
        { (images: Tensor, labels: [Int], testImages: Tensor, testLabels: [Int]) -> Double in
            var pieces = Pieces()
          \(pieces)
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
      checks: [
        Check("digits") { _ in
          [
            Case(
              train.images, labels(train.labels), test.images,
              labels(test.labels))
          ]
        }
      ],
      law: { _, answer in
        let accuracy: Double = try answer.value(0)
        return accuracy > 0.9 ? nil : "it reads \(accuracy) of the digits, and 0.9 was expected"
      },
      reference: { (_: Tensor, _: [Int], _: Tensor, _: [Int]) -> Double in 0.95 })
  }
}
