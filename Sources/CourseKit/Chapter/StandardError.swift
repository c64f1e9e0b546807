import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a line for the person at the terminal.
///
/// Standard error, because standard output is the chapter's text: recorded, compared, and the same
/// in every run. Standard output is flushed first, so that the two stay in order on a terminal.
func writeToStandardError(_ text: String, terminator: String = "\n") {
  fflush(nil)
  try? FileHandle.standardError.write(contentsOf: Data((text + terminator).utf8))
}

/// Whether standard error is a terminal, where a line may be overwritten.
var standardErrorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }
