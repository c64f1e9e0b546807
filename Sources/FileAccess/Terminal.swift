import Foundation

/// What the streams of this process are connected to.
package enum Terminal {
  /// Whether colors and overwritten lines are appropriate for a stream: it is a terminal, and plain
  /// text was not requested.
  package static func showsStyles(on stream: Int32) -> Bool {
    let environment = ProcessInfo.processInfo.environment
    return isatty(stream) == 1 && environment["TERM"] != "dumb"
      && (environment["NO_COLOR"] ?? "").isEmpty
  }
}
