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
