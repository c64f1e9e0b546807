import CSandbox
import ExerciseKit
import Foundation

/// The process that runs one solution: `runner locked LIBRARY READABLE…`.
///
/// Its standard input and output are the channel to the judge. They are moved to other descriptors
/// before any code of the student is loaded, so that a `print` cannot be an answer.
enum Runner {
  /// Sandboxes the process, loads the library and answers questions until there are no more.
  static func run(_ arguments: [String], isInBox: Bool) -> Never {
    let questions = fcntl(0, F_DUPFD_CLOEXEC, 64 - 8)
    let answers = fcntl(1, F_DUPFD_CLOEXEC, 64 - 8)
    let nothing = open("/dev/null", O_RDONLY)
    dup2(nothing, 0)
    dup2(2, 1)
    close(nothing)
    // The last line before a crash is the one that helps.
    sandbox_buffer_lines()
    Serving.open(questions: questions, answers: answers)
    sandbox_report_crashes(2)
    let readable = arguments.map { strdup($0) }
    let layers: Int32
    if isInBox {
      sandbox_limit_processes(64)
      layers = sandbox_stay_counted()
    } else {
      layers = readable.map { UnsafePointer($0) }.withUnsafeBufferPointer {
        sandbox_enter($0.baseAddress, $0.count)
      }
    }
    #if os(Linux)
      guard layers & Int32(sandbox_calls) != 0 else {
        leave("the system refuses to lock the process in (seccomp)")
      }
    #endif
    guard Serving.confirmStart() else { leave("the judge does not ask") }
    guard let library = dlopen(arguments[0], RTLD_NOW | RTLD_LOCAL) else {
      leave(String(cString: dlerror()))
    }
    guard let entry = dlsym(library, "exercise_entry") else { leave("no exercise_entry") }
    typealias Entry = @convention(c) () -> Void
    unsafeBitCast(entry, to: Entry.self)()
    fflush(nil)
    _exit(0)
  }

  static func leave(_ reason: String) -> Never {
    FileHandle.standardError.write(Data((RunnerInterface.failure + reason + "\n").utf8))
    _exit(70)
  }
}
