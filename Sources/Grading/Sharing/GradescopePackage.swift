import FileAccess
import Foundation
import Judge

/// The course as an autograder for Gradescope: a zip with `setup.sh`, `run_autograder` and a copy
/// of the course without solutions. It contains the references, which answer hidden cases; the
/// process that runs a student's program contains neither.
///
/// - **Source:** gradescope-autograders.readthedocs.io, specifications.
public struct GradescopePackage {
  private let workplace: Workplace
  private let assignment: String?

  /// A package that grades an assignment, a text in YAML, or all exercises.
  public init(_ workplace: Workplace, assignment: String?) {
    self.workplace = workplace
    self.assignment = assignment
  }

  /// The files beside the course, by name.
  var scripts: [String: String] {
    var scripts = ["setup.sh": Self.setup, "run_autograder": Self.run]
    scripts["assignment.yml"] = assignment ?? "seed: \(UInt64.random(in: 1000...(1 << 53)))\n"
    return scripts
  }

  /// Writes the zip.
  ///
  /// - Throws: `GradingProblem` if the package is not a git repository, or `zip` is missing.
  public func write(to path: String) throws {
    let folder = "\(workplace.scratch)/gradescope-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, text) in scripts {
      let file = "\(folder)/\(name)"
      try WholeFile.makeFolder(for: file)
      try WholeFile.write(Data(text.utf8), to: file)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
    }
    _ = try Release(workplace, withholding: []).write(to: "\(folder)/course")
    let target = URL(fileURLWithPath: path).standardizedFileURL.path
    try? FileManager.default.removeItem(atPath: target)
    guard workplace.output(of: "zip", ["-q", "-r", target, "."], in: folder) != nil else {
      throw GradingProblem("gradescope: there is no 'zip'\n  cure: apt-get install -y zip")
    }
  }

  static let setup = """
    #!/bin/bash
    # Gradescope runs this once, when it builds the image.
    set -euo pipefail
    apt-get update
    DEBIAN_FRONTEND=noninteractive apt-get install -y \\
      libopenblas-dev libcairo2-dev zlib1g-dev libarchive-dev pkg-config git curl \\
      binutils gcc libstdc++-12-dev libcurl4-openssl-dev libxml2-dev libncurses-dev bubblewrap
    if ! command -v swift > /dev/null; then
      curl -fsSL https://download.swift.org/swiftly/linux/swiftly-$(uname -m).tar.gz | tar xz
      ./swiftly init --assume-yes --skip-install --quiet-shell-followup
      . "$HOME/.local/share/swiftly/env.sh"
      swiftly install --assume-yes 6.3.1
    fi
    cd /autograder/source/course
    swift build --product course
    swift build --target AutoGraph

    """

  static let run = """
    #!/bin/bash
    # Gradescope runs this for each submission, and reads results/results.json whatever happens.
    [ -f "$HOME/.local/share/swiftly/env.sh" ] && . "$HOME/.local/share/swiftly/env.sh"
    cd /autograder/source/course
    exec .build/debug/course grade-one /autograder/submission \\
      --assignment /autograder/source/assignment.yml --out /autograder/results/results.json

    """
}
