import ArgumentParser
import Exercises
import Foundation
import Judge
import let Tapestry.coreCount

/// `course dev`: for authors of exercises.
struct Dev: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "For authors: checks the exercises themselves.",
    subcommands: [DevCheckCommand.self, DevRecord.self, DevNew.self])
}

/// `course dev check`: whether exercises are sound.
struct DevCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Runs every stub, solution and wrong answer.")

  @Argument(help: "Exercises (1.3), chapters (1) or all.") var what: [String] = ["all"]
  @Option(help: "How many to check at the same time.") var jobs = coreCount

  func validate() throws {
    guard jobs > 0 else { throw ValidationError("--jobs is \(jobs): at least one is needed") }
  }

  func run() throws {
    let chosen = try what.flatMap(selection)
    let check = DevCheck(try Workplace())
    var faults = check.faults(of: chosen, jobs: jobs) {
      FileHandle.standardError.write(Data("\($0)\n".utf8))
    }
    if what == ["all"] { faults += check.catalogueFaults(exercises) }
    for fault in faults { print(fault) }
    let answers = chosen.reduce(0) { $0 + $1.mistakes.count + 2 }
    print(
      faults.isEmpty
        ? "sound: \(chosen.count) exercises, \(answers) stubs, solutions and wrong answers"
        : "\(faults.count) faults in \(chosen.count) exercises")
    if !faults.isEmpty { throw ExitCode(1) }
  }
}

/// `course dev record`: records what the wrong answers answer.
struct DevRecord: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Writes the stub, and records what the wrong answers answer, to recognize them.")

  @Argument(help: "Exercises (1.3), chapters (1) or all.") var what: [String]

  func run() throws {
    let check = DevCheck(try Workplace())
    for exercise in try what.flatMap(selection) {
      try check.record(exercise)
      print(exercise.stubPath)
      print(exercise.fingerprintsPath)
    }
  }
}

/// `course dev new`: makes the files of a new exercise.
struct DevNew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Makes the files of a new exercise.")

  @Argument(help: "Its id: 1.3.") var id: String
  @Argument(help: "The name of its files: BroadcastShape.") var name: String

  func run() throws {
    let workplace = try Workplace()
    for path in try Skeleton(id: id, name: name).write(at: workplace) { print(path) }
    print(
      "now add it to Sources/Exercises/Chapter\(id.prefix { $0 != "." }), and see the README there")
  }
}
