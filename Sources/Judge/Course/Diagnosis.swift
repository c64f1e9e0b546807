import Foundation
import Tapestry

/// Checks a machine for what the course needs.
public struct Diagnosis {
  private let workplace: Workplace

  /// One thing that was checked.
  public struct Finding: Encodable, Sendable {
    /// What it is.
    public let subject: String
    /// What was found.
    public let state: String
    /// Whether that is enough.
    public let isFine: Bool
    /// What to do if it is not.
    public let cure: String?
  }

  /// A diagnosis of a workplace.
  public init(_ workplace: Workplace) { self.workplace = workplace }

  /// Everything, in the order in which it is needed.
  public func findings(_ exercises: [Exercise]) -> [Finding] {
    [compiler, modules(exercises), linker, blas, containment, disk, processor]
  }

  private func output(_ program: String, _ arguments: [String]) -> String? {
    guard
      let child = try? Child(
        program: program, arguments: arguments, environment: workplace.compilerEnvironment)
    else { return nil }
    let text = child.outputToEnd(seconds: 20)
    return child.status == 0 ? text : nil
  }

  private var compiler: Finding {
    let text = output("\(workplace.toolchain)/bin/swiftc", ["--version"])
    let version = text?.split(separator: "\n").first { $0.contains("Swift version") }
    return Finding(
      subject: "compiler", state: version.map(String.init) ?? "no answer from swiftc",
      isFine: version != nil, cure: "install Swift: https://www.swift.org/install")
  }

  /// Verified by compiling a stub: another compiler's modules cannot be read.
  private func modules(_ exercises: [Exercise]) -> Finding {
    let stub = exercises.first {
      FileManager.default.fileExists(atPath: workplace.path($0.stubPath))
    }
    guard let stub else {
      return Finding(
        subject: "exercises", state: "no exercise file was found", isFine: false,
        cure: "git checkout Chapters")
    }
    let folder = "\(workplace.scratch)/doctor"
    let file = "\(folder)/Stub.swift"
    let isWritten =
      (try? FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)) != nil
      && (try? stub.stub.write(toFile: file, atomically: true, encoding: .utf8)) != nil
    guard isWritten else {
      return Finding(
        subject: "modules", state: "\(folder) cannot be written", isFine: false,
        cure: "make .build writable")
    }
    let verdict = Judge(workplace).judge(file, stub)
    return Finding(
      subject: "modules of the course",
      state: verdict.category == .unsolved
        ? "read by this compiler" : String(verdict.detail.prefix(300)),
      isFine: verdict.category == .unsolved,
      cure: "swift package clean && swift build --product course (another compiler built them)")
  }

  private var linker: Finding {
    let path = "\(workplace.toolchain)/bin/clang"
    let isThere = access(path, X_OK) == 0
    return Finding(
      subject: "linker", state: isThere ? path : "\(path) is missing", isFine: isThere,
      cure: "install the whole toolchain: https://www.swift.org/install")
  }

  private var blas: Finding {
    let version = Workplace.find("pkg-config").flatMap { output($0, ["--modversion", "openblas"]) }
    return Finding(
      subject: "OpenBLAS",
      state: version?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "not found by pkg-config",
      isFine: version != nil, cure: "apt-get install -y libopenblas-dev pkg-config (or brew)")
  }

  private var containment: Finding {
    #if os(Linux)
      Finding(
        subject: "containment", state: "limits, Landlock and seccomp", isFine: true, cure: nil)
    #else
      Finding(
        subject: "containment",
        state: "limits only: this system cannot sandbox a process; run no one else's code here",
        isFine: true, cure: nil)
    #endif
  }

  private var disk: Finding {
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: workplace.root)
    let free = (attributes?[.systemFreeSize] as? NSNumber)?.doubleValue ?? 0
    return Finding(
      subject: "free disk", state: String(format: "%.1f GB", free / 1e9), isFine: free > 2e8,
      cure: "free disk space: a check needs some megabytes, a build two gigabytes")
  }

  private var processor: Finding {
    #if arch(x86_64)
      let kind = "x86-64"
    #else
      let kind = "arm64"
    #endif
    return Finding(
      subject: "processor", state: "\(coreCount) \(coreCount == 1 ? "core" : "cores"), \(kind)",
      isFine: true, cure: nil)
  }
}
