import Judge

/// The walls around students' programs on this machine, after each was tested.
public struct ProvedWalls: Sendable {
  /// The walls that hold.
  public let containment: Containment
  private let findings: [SelfTest.Finding]

  /// Tests walls.
  ///
  /// - Parameter needsBubblewrap: whether bubblewrap has to be one of them. It does not
  ///   work inside many containers, where the locks suffice.
  public init(_ workplace: Workplace, _ requested: Containment, needsBubblewrap: Bool) {
    var judge = Judge(workplace)
    judge.containment = requested
    if Workplace.bubblewrap == nil, !needsBubblewrap { judge.containment.usesBubblewrap = false }
    var findings = SelfTest(judge).findings()
    if !findings.allSatisfy(\.isContained), judge.containment.usesBubblewrap, !needsBubblewrap {
      judge.containment.usesBubblewrap = false
      findings = SelfTest(judge).findings()
    }
    containment = judge.containment
    self.findings = findings
  }

  /// What was tried and how it ended, one line each.
  public var table: String {
    let lines = findings.map { finding in
      "  \(finding.isContained ? "contained" : "OPEN     ")  \(finding.attempt): \(finding.outcome)"
    }
    return (["walls: \(containment)"] + lines + Self.warnings).joined(separator: "\n")
  }

  /// Refuses to continue if a wall is open.
  ///
  /// - Throws: `GradingProblem` that says what to do about it.
  public func require() throws(GradingProblem) {
    guard !findings.allSatisfy(\.isContained) else { return }
    guard !SelfTest.isUseless(findings) else {
      throw GradingProblem(
        "grade: not even a right answer can be judged here, see above\n  "
          + "cure: 'swift run course doctor' looks for what is missing")
    }
    throw GradingProblem(
      "grade: a wall around students' programs is open, see above\n  "
        + "cure: grade on Linux 5.13 or later, install bubblewrap, or say --trust where the "
        + "machine holds nothing that matters")
  }

  #if os(Linux)
    private static let warnings: [String] = []
  #else
    private static let warnings = [
      "THIS SYSTEM CANNOT CONTAIN A STUDENT'S PROGRAM: it can read and write what you can"
    ]
  #endif
}
