import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The seed of the running program, which is printed if the process is stopped: a misuse, which
/// should not occur, or a crash leaves no other trace of it.
enum RunningSeed {
  private static let seed = Atomic<Int>(0)

  static var current: Int {
    get { seed.load(ordering: .relaxed) }
    set { seed.store(newValue, ordering: .relaxed) }
  }

  /// How the program is run. Written by the one thread that runs programs.
  nonisolated(unsafe) static var way: StaticString = "nothing yet"

  static func reportsTraps() {
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE] {
      signal(number) { number in
        // Only what is allowed in a signal handler: digits one by one, and no memory.
        var digits: (UInt8, UInt8) = (0, 10)
        func put(_ text: StaticString) {
          _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
        }
        put("DifferentialTests: stopped at seed ")
        var (rest, unit) = (RunningSeed.current, 1)
        while rest / unit >= 10 { unit *= 10 }
        while unit > 0 {
          digits.0 = UInt8(48 + rest / unit)
          withUnsafeBytes(of: digits) { _ = write(STDERR_FILENO, $0.baseAddress, 1) }
          rest %= unit
          unit /= 10
        }
        put(", run as ")
        put(RunningSeed.way)
        put("\n")
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }
}
