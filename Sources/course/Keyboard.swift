import Foundation

/// Single keys from a terminal; without a terminal there are none.
final class Keyboard {
  private var before = termios()
  /// Whether keys can be pressed.
  let isThere = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1

  init() {
    guard isThere else { return }
    tcgetattr(STDIN_FILENO, &before)
    var raw = before
    // Keys are read at once and not echoed; signals such as control-C are kept.
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(STDIN_FILENO, TCSANOW, &raw)
    Keyboard.original = before
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        tcsetattr(STDIN_FILENO, TCSANOW, &Keyboard.original)
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  // A C handler cannot capture anything.
  nonisolated(unsafe) private static var original = termios()

  /// The key that is pressed within a time limit.
  func key(milliseconds: Int32) -> Character? {
    guard isThere else {
      usleep(useconds_t(milliseconds) * 1000)
      return nil
    }
    var file = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&file, 1, milliseconds) > 0 else { return nil }
    var byte: UInt8 = 0
    // The end of the input means to stop.
    guard read(STDIN_FILENO, &byte, 1) == 1 else { return "q" }
    return Character(Unicode.Scalar(byte))
  }

  /// Restores the terminal.
  func restore() {
    guard isThere else { return }
    tcsetattr(STDIN_FILENO, TCSANOW, &before)
  }
}
