import ExerciseKit
import Foundation
import Synchronization

/// Checks exercises themselves: that a stub is unsolved, a solution passes, and each wrong answer
/// is caught and gets the message meant for it.
///
/// Every answer is compiled and run: a wrong answer's message is not trusted before. A judge that
/// accepts everything fails on the wrong answers, one that rejects everything on the solutions.
public struct DevCheck: Sendable {
  /// Judges a file on several lists of cases. Tests replace it, to check that a broken judge is
  /// detected.
  let judging: @Sendable (_ path: String, Exercise, [[PreparedCase]]) -> [Verdict]
  private let workplace: Workplace
  /// Seeds in addition to the one that students see; an instructor grades with different ones.
  private static let otherSeeds: [UInt64] = [2, 3]

  /// A check at a workplace.
  public init(_ workplace: Workplace) {
    var judge = Judge(workplace)
    // Some of the wrong answers never end, and everything here is quick.
    judge.mostSeconds = 3
    let quick = judge
    self.init(workplace) { quick.judge($0, $1, runs: $2) }
  }

  init(
    _ workplace: Workplace,
    judging: @escaping @Sendable (_ path: String, Exercise, [[PreparedCase]]) -> [Verdict]
  ) {
    self.workplace = workplace
    self.judging = judging
  }

  /// What is wrong with some exercises, each fault with its exercise's id, in order.
  public func faults(
    of exercises: [Exercise], jobs: Int, progress: @Sendable (String) -> Void = { _ in }
  ) -> [String] {
    let found = Mutex<[Int: [String]]>([:])
    let next = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, exercises.count))) { _ in
      while true {
        let index = next.withLock { index in
          defer { index += 1 }
          return index
        }
        guard index < exercises.count else { return }
        let exercise = exercises[index]
        let faults = faults(of: exercise).map { "\(exercise.id) \(exercise.name): \($0)" }
        found.withLock { $0[index] = faults }
        progress("\(exercise.id) \(faults.isEmpty ? "sound" : "faults: \(faults.count)")")
      }
    }
    return found.withLock { found in exercises.indices.flatMap { found[$0] ?? [] } }
  }

  /// Writes the stub and the announcement, runs the wrong answers and records what they answer.
  public func record(_ exercise: Exercise) throws {
    let stub = URL(fileURLWithPath: workplace.path(exercise.stubPath))
    try FileManager.default.createDirectory(
      at: stub.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(exercise.stub.utf8).write(to: stub)
    try announce(exercise)
    let cases = try exercise.prepare()
    var recorded: [String: Fingerprint] = [:]
    for mistake in exercise.mistakes {
      recorded[mistake.name] =
        judging(answer(mistake.name, exercise), exercise, [cases])[0].fingerprint
    }
    try Fingerprints(recorded).write(for: exercise, at: workplace)
  }

  /// Writes the announcement into the chapter's text, where an author has begun it.
  private func announce(_ exercise: Exercise) throws {
    let url = URL(fileURLWithPath: workplace.path(exercise.textPath))
    let text = try String(contentsOf: url, encoding: .utf8)
    let announced = exercise.announced(in: text)
    if announced != text { try Data(announced.utf8).write(to: url) }
  }

  private func text(of exercise: Exercise) -> String {
    (try? String(contentsOfFile: workplace.path(exercise.textPath), encoding: .utf8)) ?? ""
  }

  private func answer(_ name: String, _ exercise: Exercise) -> String {
    workplace.path("\(exercise.answersPath)/\(name).swift")
  }

  private func faults(of exercise: Exercise) -> [String] {
    var faults = definitionFaults(exercise) + stubFaults(exercise)
    faults += exercise.announcementFaults(in: text(of: exercise))
    do {
      let shown = try exercise.prepare()
      guard !shown.isEmpty else { return faults + ["it has no cases: a check is a list of them"] }
      let others = try Self.otherSeeds.map { try exercise.prepare(seed: $0) }
      let solution = answer("Solution", exercise)
      // A margin of four on both sides, so that the last digits of another machine do not matter.
      let strict = ([shown] + others).map { $0.map { $0.withTolerance(scaledBy: 0.25) } }
      let squares = leadingSquares(shown)
      let verdicts = judging(solution, exercise, strict + [squares])
      for (seed, verdict) in zip([CaseSeed.shown] + Self.otherSeeds, verdicts) {
        if verdict.category != .passed {
          faults.append("the solution is not right, seed \(seed): \(brief(verdict))")
        }
      }
      faults += mistakeFaults(exercise, shown, others[0])
      faults += machineMadeFaults(exercise, shown, squares, verdicts.last!)
    } catch { faults.append("its reference cannot answer its own cases: \(error)") }
    return faults
  }

  private func definitionFaults(_ exercise: Exercise) -> [String] {
    var faults: [String] = []
    if exercise.hints.count != 3 { faults.append("there are \(exercise.hints.count) hints, not 3") }
    for hint in exercise.hints where hint.count < 20 {
      faults.append("the hint '\(hint)' has fewer than 20 characters: say where to look")
    }
    if exercise.mistakes.count < 3 { faults.append("it has fewer than three mistakes") }
    if !(1...4).contains(exercise.difficulty) { faults.append("its difficulty is not 1 to 4") }
    if exercise.statement.count < 30 {
      faults.append("its statement has fewer than 30 characters: say what is given and asked")
    }
    if Set(exercise.mistakes.map(\.message)).count != exercise.mistakes.count {
      faults.append("two mistakes have the same message")
    }
    if exercise.shareOfFirstCheck > 1.0 / 3 + 1e-9 {
      let share = Int((100 * exercise.shareOfFirstCheck).rounded())
      faults.append("its first check alone earns \(share) % of the points, more than a third")
    }
    let folder = workplace.path(exercise.answersPath)
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let expected = Set((["Solution"] + exercise.mistakes.map(\.name)).map { "\($0).swift" })
    for stray in Set(files).subtracting(expected).sorted() {
      faults.append("\(exercise.answersPath)/\(stray) belongs to no mistake")
    }
    for missing in expected.subtracting(files).sorted() {
      faults.append("\(exercise.answersPath)/\(missing) is missing")
    }
    return faults
  }

  private func stubFaults(_ exercise: Exercise) -> [String] {
    let path = workplace.path(exercise.stubPath)
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      return ["\(exercise.stubPath) is missing"]
    }
    var faults: [String] = []
    if !text.contains("TODO") { faults.append("the stub has no TODO") }
    if text != exercise.stub {
      faults.append("the stub differs from what 'course dev record \(exercise.id)' writes")
    }
    guard let cases = try? exercise.prepare() else { return faults }
    let verdict = judging(path, exercise, [cases])[0]
    if verdict.category != .unsolved {
      faults.append("the stub is not unsolved: \(brief(verdict))")
    }
    return faults
  }

  private func mistakeFaults(
    _ exercise: Exercise, _ shown: [PreparedCase], _ hidden: [PreparedCase]
  ) -> [String] {
    var faults: [String] = []
    let recorded = Fingerprints(of: exercise, at: workplace)
    for mistake in exercise.mistakes {
      let path = answer(mistake.name, exercise)
      let verdicts = judging(
        path, exercise, [shown, hidden.map { $0.withTolerance(scaledBy: 4) }])
      let verdict = verdicts[0]
      switch (verdict.category, verdict.mistake?.name) {
      case (.passed, _): faults.append("the mistake \(mistake.name) passes: it needs a case")
      case (.didNotCompile, _), (.graderError, _), (.missing, _), (.unsolved, _), (.refused, _):
        faults.append("the mistake \(mistake.name) cannot be run: \(brief(verdict))")
      case (_, mistake.name): break
      case (_, let other?): faults.append("the mistake \(mistake.name) is taken for \(other)")
      default:
        let isRecorded = recorded.mistakes[mistake.name] != nil
        faults.append(
          "the mistake \(mistake.name) is \(isRecorded ? "no longer as recorded" : "not recorded"): "
            + "run 'course dev record \(exercise.id)' (\(brief(verdict)))")
      }
      if verdicts[1].category == .passed {
        faults.append("the mistake \(mistake.name) passes with other random numbers")
      }
    }
    for (index, first) in exercise.mistakes.enumerated() {
      for second in exercise.mistakes[(index + 1)...] {
        guard let a = recorded.mistakes[first.name], let b = recorded.mistakes[second.name] else {
          continue
        }
        if a.matches(b, shown) {
          faults.append("\(first.name) and \(second.name) give the same answers")
        }
      }
    }
    return faults
  }

  /// The cases with all tables cut to squares, for a solution that is right only for these.
  private func leadingSquares(_ cases: [PreparedCase]) -> [PreparedCase] {
    cases.map { item in
      PreparedCase(
        check: item.check, arguments: item.arguments.map(\.leadingSquare), expected: item.expected,
        tolerance: item.tolerance)
    }
  }

  /// The two wrong answers that need no author.
  private func machineMadeFaults(
    _ exercise: Exercise, _ cases: [PreparedCase], _ squares: [PreparedCase], _ onSquares: Verdict
  ) -> [String] {
    var faults: [String] = []
    let example = cases[0].expected
    if cases.allSatisfy({ exercise.difference(example, to: $0) == nil }) {
      faults.append("an answer that is always that of the first case passes")
    }
    guard zip(squares, cases).contains(where: { $0.arguments != $1.arguments }) else {
      let hasTables = cases.contains { $0.arguments.contains { $0.isTable } }
      return faults + (hasTables ? ["all its tables are square"] : [])
    }
    if exercise.complaint == nil, onSquares.category == .passed {
      faults.append("a solution that looks at the leading square only passes")
    }
    return faults
  }

  /// What is wrong with all exercises together: numbers, points, files that belong to no exercise.
  public func catalogFaults(_ all: [Exercise]) -> [String] {
    var faults: [String] = []
    for (chapter, exercises) in Dictionary(grouping: all, by: \.chapter).sorted(by: {
      $0.key < $1.key
    }) {
      let numbers = exercises.map(\.number)
      if numbers != Array(1...numbers.count) {
        faults.append("chapter \(chapter): the exercises are numbered \(numbers)")
      }
      let points = exercises.reduce(0) { $0 + $1.points }
      if points != 100 { faults.append("chapter \(chapter): \(points) points, not 100") }
      faults += strayStubs(chapter, exercises)
      let announced = announcedIDs(in: text(of: exercises[0]))
      if announced != exercises.map(\.id) {
        faults.append(
          "chapter \(chapter): the text announces \(announced.joined(separator: ", ")), in this order"
        )
      }
    }
    return faults
  }

  private func strayStubs(_ chapter: Int, _ exercises: [Exercise]) -> [String] {
    let folder = "Chapters/Chapter\(chapter)/Exercises"
    let files = (try? FileManager.default.contentsOfDirectory(atPath: workplace.path(folder))) ?? []
    let expected = Set(exercises.map { "\($0.fileName).swift" })
    return files.sorted().filter { !expected.contains($0) }
      .map { "\(folder)/\($0) belongs to no exercise" }
  }

  private func brief(_ verdict: Verdict) -> String {
    var words = verdict.category.rawValue
    if let shown = verdict.shown {
      words += " at \(shown.arguments.map { datumText($0) }.joined(separator: ", "))"
      if let difference = shown.difference {
        words += ": \(difference.location) \(difference.text)"
      }
    }
    if !verdict.detail.isEmpty { words += ": \(verdict.detail.prefix(400))" }
    return words
  }
}

extension Exercise {
  /// The points of a solution that passes only the smallest check.
  var shareOfFirstCheck: Double {
    var verdict = Verdict(.failed)
    verdict.checks = checks.enumerated().map { index, check in
      var result = CheckResult(
        name: check.name, share: check.share, isMandatory: check.isMandatory)
      result.count = 1
      result.right = index == 0 ? 1 : 0
      return result
    }
    return verdict.share
  }
}
