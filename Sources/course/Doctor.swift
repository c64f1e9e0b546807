import ArgumentParser
import Exercises
import Foundation
import Judge

/// `course doctor`: what the course needs, what is present, and a one-line cure for what is
/// missing.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks for what the course needs, and says how to fix what is missing.")

  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let workplace = try Workplace()
    let console = Console()
    let findings = Diagnosis(workplace).findings(exercises)
    if json { return try printJSON(findings) }
    for finding in findings {
      let mark = finding.isFine ? console.green("✓") : console.red("✗")
      print("\(mark) \(finding.subject): \(finding.state)")
      if let cure = finding.cure, !finding.isFine { print("    cure: \(cure)") }
    }
    if findings.contains(where: { !$0.isFine }) { throw ExitCode(1) }
  }
}
