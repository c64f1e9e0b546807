import CourseData
import ExerciseKit
import Exercises
import Foundation
import TestSupport
import Testing

@testable import Judge

extension JudgingTests {
  @Suite struct CapstoneTests {
    private let pieces = exercises.filter { $0.piece != nil }

    @Test func `each piece of Miniature can be rebuilt by one exercise`() {
      let names = pieces.map { String($0.piece!.prefix { $0.isLetter }) }
      #expect(
        names.sorted() == [
          "adamStep", "backward", "broadcastShape", "bufferedShuffle", "cacheKey", "convolved",
          "dense", "elements", "memoryPlan", "withoutCommonSubexpressions", "withoutDeadCode",
        ])
    }

    @Test func `with all solutions in place of Miniature's pieces, digits are learned`() throws {
      let workplace = try Bench.workplace()
      // Files that are compiled together have different names, as those of students have.
      let folder = try TemporaryFolder()
      let files = try pieces.map { piece in
        let solution = workplace.path("\(piece.answersPath)/Solution.swift")
        let file = "\(piece.fileName).swift"
        try folder.write(String(contentsOfFile: solution, encoding: .utf8), to: file)
        return folder.file(file).path
      }
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
