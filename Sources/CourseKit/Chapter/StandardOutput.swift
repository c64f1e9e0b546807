// Foundation is not imported: it imports the C library again, without `@preconcurrency`, and then
// Swift 6 rejects `stdout`, a variable in C.
#if canImport(Glibc)
  @preconcurrency import Glibc
#elseif canImport(Darwin)
  @preconcurrency import Darwin
#endif

/// A standard stream that does not work.
struct StreamError: ChapterProblem {
  let description: String
}

/// Throws when there is no standard output, as after `>&-`: the first file that is opened would
/// then get its descriptor, and what is printed.
func checkStandardOutputIsOpen() throws {
  guard fcntl(STDOUT_FILENO, F_GETFD) >= 0 else {
    throw StreamError(
      description: "standard output is closed"
        + "\n  cure: leave out '>&-', or send the output to /dev/null")
  }
}

/// Throws when printed output could not be written, as on a full disk.
func checkStandardOutput() throws {
  guard fflush(stdout) == 0, ferror(stdout) == 0 else {
    throw StreamError(
      description: "standard output cannot be written: \(String(cString: strerror(errno)))"
        + "\n  cure: free some space, or redirect the output to another file")
  }
}

/// Runs the body with standard output muted.
///
/// The descriptor itself is redirected: `print` has no hook, and output of C code is muted too.
/// Buffers are flushed before and after each change, so that text goes where it was meant to.
func withStandardOutputMuted<Result>(_ body: () throws -> Result) throws -> Result {
  fflush(nil)
  let saved = dup(STDOUT_FILENO)
  let nowhere = open("/dev/null", O_WRONLY)
  guard saved >= 0, nowhere >= 0 else {
    throw StreamError(
      description: "standard output cannot be muted: \(String(cString: strerror(errno)))"
        + "\n  cure: check that /dev/null exists, or run the chapter without --section")
  }
  dup2(nowhere, STDOUT_FILENO)
  close(nowhere)
  defer {
    fflush(nil)
    dup2(saved, STDOUT_FILENO)
    close(saved)
  }
  return try body()
}
