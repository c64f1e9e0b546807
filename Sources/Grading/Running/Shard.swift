import FileAccess
import Foundation
import Judge

/// One part of a class, for machines that share the work: `2/5`.
public struct Shard: Sendable, Equatable {
  /// From 1.
  public let index: Int
  /// How many parts there are.
  public let count: Int

  /// A part from its text, `2/5`; nil for any other text.
  public init?(_ text: String) {
    let parts = text.split(separator: "/").map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1], 1...count ~= index else {
      return nil
    }
    self.index = index
    self.count = count
  }

  /// Every n-th student: neighbors in the alphabet are often friends, whose programs take equally
  /// long.
  public func part(of students: [Student]) -> [Student] {
    students.enumerated().filter { $0.offset % count == index - 1 }.map(\.element)
  }
}

/// An array job for Slurm: each task grades a part of the class; then the reports are made.
///
/// The job contains all steps and is submitted once. Records are in a folder that all nodes share.
public struct SlurmJob {
  private let workplace: Workplace
  private let arguments: [String]
  private let parts: Int

  /// A job for a class: as many parts as are worthwhile, with a dozen students each.
  public init(workplace: Workplace, arguments: [String], students: Int) {
    self.workplace = workplace
    self.arguments = arguments
    parts = max(1, min(64, (students + 11) / 12))
  }

  /// The script.
  public var text: String {
    let command = ([workplace.executable, "grade"] + arguments).map(Self.quoted)
      .joined(separator: " ")
    return """
      #!/bin/bash
      #SBATCH --job-name=grade
      #SBATCH --array=1-\(parts)
      #SBATCH --cpus-per-task=1
      #SBATCH --mem=2G
      #SBATCH --time=02:00:00
      #SBATCH --output=grade-%A-%a.log
      # Each task grades its part. When all are done, make the reports:
      #   \(command) --merge
      set -euo pipefail
      export PATH=\(Self.quoted(workplace.toolchain + "/bin")):"$PATH"
      exec \(command) --jobs 1 --shard "$SLURM_ARRAY_TASK_ID/\(parts)"

      """
  }

  /// Writes the script, executable.
  ///
  /// - Throws: an error of the file system that names the path.
  public func write(to path: String) throws {
    try WholeFile.write(Data(text.utf8), to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  static func quoted(_ text: String) -> String {
    "'" + text.escaping(["'": "'\\''"]) + "'"
  }
}
