import CourseData
import ExerciseKit
import Exercises
import Testing

@testable import Judge

extension JudgingTests {
  @Suite struct CapstoneTests {
    private let pieces = exercises.filter { $0.piece != nil }

    @Test func `each piece of Miniature can be rebuilt by one exercise`() {
      let places = pieces.map { String($0.piece!.prefix { $0.isLetter }) }
      #expect(
        places.sorted() == [
          "adamStep", "backward", "broadcastShape", "bufferedShuffle", "cacheKey", "convolved",
          "dense", "elements", "memoryPlan", "withoutCommonSubexpressions", "withoutDeadCode",
        ])
    }

    @Test func `with all solutions in place of Miniature's pieces, digits are learned`() throws {
      let workplace = try Bench.workplace()
      let files = pieces.map { workplace.path("\($0.answersPath)/Solution.swift") }
      let (train, test) = DrawnDigits.load()
      let training = capstoneTraining(
        with: pieces, on: (train.images, train.labels), testedOn: (test.images, test.labels))
      let verdict = Judge(workplace).judge(
        files[0], training, try training.prepare(), beside: Array(files.dropFirst()))
      #expect(
        verdict.category == .passed, "\(verdict.detail) \(verdict.shown?.difference?.text ?? "")")
      #expect(verdict.prints.contains("after an epoch: 0.9"))
    }
  }
}
