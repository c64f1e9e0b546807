import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Writes a text for the person at the terminal.
///
/// It goes to standard error, because standard output holds what a program computes: it is
/// recorded, compared, and the same in every run. Standard output is flushed first, so that the two
/// stay in order on a terminal.
package func writeToStandardError(_ text: String) {
  fflush(nil)
  _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
}

/// Writes a text for the person at the terminal, the first time that it is asked to write it.
func writeOnceToStandardError(_ text: String) {
  guard written.withLock({ $0.insert(text).inserted }) else { return }
  writeToStandardError(text)
}

private let written = Mutex<Set<String>>([])
