#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whether standard error is a terminal, where a line may be overwritten.
var standardErrorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }
