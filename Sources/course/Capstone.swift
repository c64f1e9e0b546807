import ArgumentParser
import CourseData
import ExerciseKit
import Exercises
import Foundation
import Judge
import Tapestry

/// `course capstone`: trains on digits with the student's own pieces in place of Miniature's.
struct Capstone: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains Miniature on drawn digits with the pieces that you solved.")

  func run() throws {
    let session = try CourseSession()
    let console = session.console
    let pieces = exercises.filter { $0.piece != nil }
    let judge = Judge(session.workplace)
    // Judged again, since a file may have changed after it passed.
    let own = pieces.filter { exercise in
      session.isSolved(exercise)
        && judge.judge(session.path(exercise), exercise).category == .passed
    }
    for exercise in pieces {
      let isOwn = own.contains { $0.id == exercise.id }
      print("\(isOwn ? console.green("yours    ") : "Miniature") \(exercise.id) \(exercise.title)")
    }
    guard let first = own.first else {
      throw Workplace.Problem(
        "none of these is solved yet; the first is \(pieces.first?.id ?? "missing")")
    }
    print("training on 10 000 drawn digits …")
    let (train, test) = DrawnDigits.load()
    let training = capstoneTraining(
      with: own, on: (train.images, train.labels), testedOn: (test.images, test.labels))
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
    print(console.green("✓ \(own.count) of \(pieces.count) pieces are yours, \(seconds)"))
  }
}
