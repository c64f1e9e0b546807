import Foundation

/// Which walls stand around a student's program, beside the limits that it always has.
///
/// ```swift
/// var judge = Judge(try Workplace())
/// judge.containment = Containment(locks: true, box: true)
/// ```
public struct Containment: Sendable, Equatable {
  /// Whether the process locks itself in before it loads the program: Landlock and seccomp.
  public var locks: Bool
  /// Whether it runs in namespaces of its own: bubblewrap.
  public var box: Bool
  /// The user that a box belongs to if the judge is root, whom a limit of processes does not bind;
  /// 0 for the judge's own. Each job needs one of its own: the limit counts a user's processes.
  public var user: UInt32 = 0

  /// Some of the walls.
  public init(locks: Bool, box: Bool) {
    self.locks = locks
    self.box = box
  }

  /// What a student's own machine uses: no other program is needed.
  public static let standard = Containment(locks: true, box: false)

  /// In words.
  public var words: String {
    switch (locks, box) {
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

  /// bubblewrap's options for a student's program: nothing of the machine is there but the system's
  /// libraries, the runner and one library, and nothing can be written but a small `/tmp`.
  func runBox(reading readable: [String]) -> [String] {
    var options = [
      "--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL",
      // First, since it would hide what is bound below it.
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
    // An unlimited file system in memory is the machine's memory.
    return options + ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--"]
  }

  /// bubblewrap's options for the compiler: it reads what it likes, has no network, and writes in
  /// one folder and in the cache of modules.
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
      // One file, one verdict: a dictionary has one order in all runs.
      "SWIFT_DETERMINISTIC_HASHING=1",
      "LD_LIBRARY_PATH=\(toolchain)/lib/swift/linux",
    ]
  }
}
