import ExerciseKit

/// The state of one judgment while questions are asked.
struct Judgment {
  private let exercise: Exercise
  private let cases: [PreparedCase]
  private var checks: [CheckResult]
  private var fingerprint = Fingerprint(category: .failed)
  private var worst: (index: Int, answer: [Datum]?, difference: Difference?)?
  private var detail = ""
  /// What ended the questions before the last one was answered.
  private(set) var ending: Category?

  init(exercise: Exercise, cases: [PreparedCase]) {
    self.exercise = exercise
    self.cases = cases
    checks = exercise.checks.map {
      CheckResult(name: $0.name, share: $0.share, isMandatory: $0.isMandatory)
    }
    for item in cases { checks[item.check].count += 1 }
  }

  /// Takes an answer; returns false if no more can follow.
  mutating func take(_ frame: Frame, at index: Int) -> Bool {
    switch frame.kind {
    case .answer:
      guard case .list(let answer) = try? Datum(bytes: frame.contents) else {
        stop(.protocolViolation, at: index)
        return false
      }
      checks[cases[index].check].answered += 1
      guard let difference = exercise.difference(answer, to: cases[index]) else {
        checks[cases[index].check].right += 1
        return true
      }
      fingerprint.append(index, answer)
      show(index, answer, difference)
      return true
    case .unsolved:
      stop(.unsolved, at: index)
      return false
    case .thrown:
      // The runner sends at most as many characters, but the solution may have written the frame.
      detail = shortened(String(decoding: frame.contents, as: UTF8.self), most: 2000)
      stop(.error, at: index)
      return false
    case .question, .end, .ready:
      stop(.protocolViolation, at: index)
      return false
    }
  }

  /// Ends the questions at a case that got no answer.
  mutating func stop(_ category: Category, at index: Int) {
    fingerprint.append(index, nil)
    worst = (index, nil, nil)
    explain(category, detail)
  }

  /// Records how the run ended, and why.
  mutating func explain(_ category: Category, _ detail: String) {
    ending = category
    self.detail = detail
    fingerprint.category = category
    // Further lines show values and cures, whose wording changes more often than that of causes.
    fingerprint.detail = String(detail.prefix { !$0.isNewline })
  }

  private mutating func show(_ index: Int, _ answer: [Datum], _ difference: Difference) {
    if let worst, cases[worst.index].size <= cases[index].size { return }
    worst = (index, answer, difference)
  }

  /// The verdict, with the mistake if the answers are those of a known one.
  func verdict(_ workplace: Workplace) -> Verdict {
    let isRight = ending == nil && fingerprint.wrong.isEmpty
    var verdict = Verdict(ending ?? (isRight ? .passed : .failed), detail)
    verdict.checks = checks
    guard !isRight, ending != .unsolved else { return verdict }
    verdict.fingerprint = fingerprint
    if let worst {
      let item = cases[worst.index]
      verdict.shown = ShownCase(
        check: exercise.checks[item.check].name, arguments: item.arguments,
        expected: item.expected, answer: worst.answer, difference: worst.difference)
    }
    let recorded = Fingerprints(of: exercise, at: workplace)
    verdict.mistake = exercise.mistakes.first { mistake in
      recorded.mistakes[mistake.name]?.matches(fingerprint, cases) == true
    }
    return verdict
  }
}
