import Exercises
import ExerciseKit
import Foundation
import Testing

@testable import Judge

extension JudgingTests {
  @Suite struct DevCheckTests {
    @Test
    func `every stub is unsolved, every solution right, every mistake caught by its own message`()
      throws
    {
      let faults = DevCheck(try Bench.workplace()).faults(of: exercises, jobs: 2)
      #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    }

    @Test func `sixty exercises, ten and 100 points a chapter, are announced in their order`()
      throws
    {
      let faults = DevCheck(try Bench.workplace()).catalogFaults(exercises)
      #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
      #expect(exercises.count == 60)
    }

    @Test func `a judge that accepts everything is noticed`() throws {
      let check = DevCheck(try Bench.workplace()) { _, _, runs in runs.map { _ in Verdict(.passed) }
      }
      for exercise in exercises {
        let faults = check.faults(of: [exercise], jobs: 1)
        for mistake in exercise.mistakes {
          #expect(faults.contains { $0.contains("\(mistake.name) passes") })
        }
      }
    }

    @Test func `a judge that refuses everything is noticed`() throws {
      let check = DevCheck(try Bench.workplace()) { _, _, runs in runs.map { _ in Verdict(.failed) }
      }
      for exercise in exercises {
        #expect(check.faults(of: [exercise], jobs: 1).contains { $0.contains("is not right") })
      }
    }

    @Test func `a first check that alone earns more than a third of the points is a fault`() throws
    {
      let check = DevCheck(try Bench.workplace()) { _, _, runs in runs.map { _ in Verdict(.failed) }
      }
      let faults = check.faults(of: [Bench.exercise], jobs: 1)
      #expect(faults.contains { $0.contains("first check alone earns 50 % of the points") })
    }

    @Test func `an exercise without cases is a fault`() throws {
      let check = DevCheck(try Bench.workplace()) { _, _, runs in runs.map { _ in Verdict(.failed) }
      }
      let exercise = Exercise(
        "1.99", "Empty", "Empty", section: "1", points: 10, difficulty: 1,
        signature: "func empty(_ x: Int) throws -> Int", statement: "", hints: [], mistakes: [],
        checks: [], reference: { (x: Int) -> Int in x })
      #expect(check.faults(of: [exercise], jobs: 1).contains { $0.contains("it has no cases") })
    }

    @Test func `a hint or a statement that is too short is named, with what to write`() throws {
      let check = DevCheck(try Bench.workplace()) { _, _, runs in runs.map { _ in Verdict(.failed) }
      }
      let exercise = Exercise(
        "1.99", "Short", "Short", section: "1", points: 10, difficulty: 1,
        signature: "func short(_ x: Int) throws -> Int", statement: "Double it.",
        hints: ["What is twice a number?", "2 * x", "Multiply the number by two."], mistakes: [],
        checks: Bench.exercise.checks, reference: { (x: Int) -> Int in 2 * x })
      let faults = check.faults(of: [exercise], jobs: 1)
      #expect(
        faults.filter { $0.contains(" characters: ") }.map { $0.split(separator: ": ").last } == [
          "say where to look", "say what is given and asked",
        ])
      #expect(faults.contains { $0.contains("the hint '2 * x'") })
    }
  }
}
