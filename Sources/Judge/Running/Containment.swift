import Foundation

/// What isolates a student's program, in addition to the limits that it always has.
///
/// ```swift
/// var judge = Judge(try Workplace())
/// judge.containment = Containment(usesLandlock: true, usesBubblewrap: true)
/// ```
public struct Containment: Sendable, Equatable, CustomStringConvertible {
  /// Whether the process locks itself in before it loads the program: Landlock and seccomp.
  public var usesLandlock: Bool
  /// Whether it runs in namespaces of its own: bubblewrap. Namespaces bound no memory, so a process
  /// in them also denies itself what its limits do not count: copies of itself, and memory that
  /// belongs to no process.
  public var usesBubblewrap: Bool
  /// The user that a box runs as if the judge is root, to whom a process limit does not apply; 0
  /// for the judge's own user. Each job needs its own: the limit counts a user's processes.
  public var user: UInt32 = 0

  /// A containment with some of these mechanisms.
  public init(usesLandlock: Bool, usesBubblewrap: Bool) {
    self.usesLandlock = usesLandlock
    self.usesBubblewrap = usesBubblewrap
  }

  /// The containment on a student's own machine: no other program has to be installed.
  public static let standard = Containment(usesLandlock: true, usesBubblewrap: false)

  /// A description for people.
  public var description: String {
    switch (usesLandlock, usesBubblewrap) {
    case (true, true): "limits, Landlock and seccomp, bubblewrap"
    case (true, false): "limits, Landlock and seccomp"
    case (false, true): "limits, bubblewrap"
    case (false, false): "limits only"
    }
  }
}

extension Workplace {
  /// bubblewrap's executable, if it is installed.
  public static var bubblewrap: String? { find("bwrap") }

  /// bubblewrap's options for a student's program: of the machine, only the system's libraries, the
  /// runner and one library are visible, and only a small `/tmp` can be written.
  func runBox(reading readable: [String]) -> [String] {
    var options = [
      "--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL",
      // `/tmp` comes first, since it would hide what was mounted below it earlier.
      "--size", "16777216", "--tmpfs", "/tmp", "--proc", "/proc", "--dev", "/dev",
    ]
    for path in [runner] + readable where FileManager.default.fileExists(atPath: path) {
      guard !path.hasPrefix("/proc") else { continue }
      options += ["--ro-bind", path, path]
    }
    for variable in runEnvironment {
      let parts = variable.split(separator: "=", maxSplits: 1)
      options += ["--setenv", String(parts[0]), String(parts[1])]
    }
    // Read-only, since file systems in memory without a limit could fill the machine's memory.
    return options + ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--"]
  }

  /// bubblewrap's options for the compiler: it can read everything, has no network, and can write
  /// to one folder and to the module cache.
  func compileBox(writing folder: String) -> [String] {
    [
      "--ro-bind", "/", "/", "--unshare-all", "--die-with-parent", "--new-session",
      "--proc", "/proc", "--dev", "/dev", "--bind", scratch, scratch,
      "--setenv", "TMPDIR", folder, "--chdir", folder, "--",
    ]
  }

  /// The environment of a student's program.
  var runEnvironment: [String] {
    [
      "OPENBLAS_NUM_THREADS=1", "MALLOC_ARENA_MAX=2", "SWIFT_BACKTRACE=enable=no",
      // Dictionaries have the same order in all runs, so the same file gets the same verdict.
      "SWIFT_DETERMINISTIC_HASHING=1",
      "LD_LIBRARY_PATH=\(toolchain)/lib/swift/linux",
    ]
  }
}
