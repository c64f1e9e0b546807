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
    if what == ["all"] { faults += check.catalogFaults(exercises) }
    for fault in faults { print(fault) }
    let answers = chosen.reduce(0) { $0 + $1.mistakes.count + 2 }
    let subject = "\(chosen.count) exercise\(chosen.count == 1 ? "" : "s")"
    print(
      faults.isEmpty
        ? "sound: \(subject), \(answers) stubs, solutions and wrong answers"
        : "\(faults.count) fault\(faults.count == 1 ? "" : "s") in \(subject)")
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
    let skeleton = try Skeleton(id: id, name: name)
    let chapter = id.prefix { $0 != "." }
    if let taken = exercises.first(where: { $0.id == id || $0.name == name }) {
      let last = exercises.filter { "\($0.chapter)" == chapter }.map(\.number).max() ?? 0
      throw Workplace.Problem(
        "there is an exercise \(taken.id) \(taken.name) already\n  "
          + "cure: choose another name, and the next number of the chapter, \(chapter).\(last + 1)")
    }
    for path in try skeleton.write(at: workplace) { print(path) }
    print(
      """
      now
        1. fill in the definition, the solution and the wrong answers
        2. add .\(skeleton.property) to the list in \
      Sources/Exercises/Chapter\(chapter)/Chapter\(chapter).swift
        3. write '> **Exercise \(id)**' into the section of Chapters/Chapter\(chapter)/README.md
           that the definition names, as a paragraph of its own
        4. swift run course dev record \(id)
        5. swift run course dev check \(id)
      Sources/Exercises/README.md explains these steps
      """)
  }
}
