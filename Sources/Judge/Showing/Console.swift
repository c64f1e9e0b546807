import FileAccess
import Foundation

/// What a terminal can show.
///
/// ```swift
/// Console(isTerminal: false).bold("1.3")  // "1.3"
/// ```
public struct Console: Sendable {
  /// Whether it is a terminal, with a user in front of it.
  public let isTerminal: Bool
  private let hasColors: Bool
  /// The width in columns at which texts are wrapped.
  public let width: Int

  /// Standard output as it is.
  public init() {
    isTerminal = isatty(STDOUT_FILENO) == 1
    hasColors = Terminal.showsStyles(on: STDOUT_FILENO)
    var size = winsize()
    let isKnown = isTerminal && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0
    width = isKnown && size.ws_col > 0 ? max(40, min(100, Int(size.ws_col))) : 80
  }

  /// A console of a given kind, for tests.
  public init(isTerminal: Bool, hasColors: Bool = false, width: Int = 80) {
    self.isTerminal = isTerminal
    self.hasColors = hasColors
    self.width = width
  }

  private func styled(_ text: String, _ code: Int) -> String {
    hasColors && !text.isEmpty ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
  /// Headings and names.
  public func bold(_ text: String) -> String { styled(text, 1) }
  /// Text of minor importance.
  public func faint(_ text: String) -> String { styled(text, 2) }
  /// Text about what is wrong.
  public func red(_ text: String) -> String { styled(text, 31) }
  /// Text about what is right.
  public func green(_ text: String) -> String { styled(text, 32) }
  /// Text that needs attention.
  public func yellow(_ text: String) -> String { styled(text, 33) }

  /// Paragraphs wrapped to the width; only the empty lines of the text are kept.
  public func paragraphs(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.contains { !$0.isWhitespace } ? "\(line)" : ""
    }
    let parts = lines.split(separator: "").map { wrapped($0.joined(separator: " ")) }
    return parts.joined(separator: "\n\n")
  }

  /// A text wrapped to the width, with each line indented; its own line breaks are kept.
  public func wrapped(_ text: String, indentation: Int = 0) -> String {
    let gap = String(repeating: " ", count: indentation)
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var lines: [String] = []
      var current = ""
      for word in line.split(separator: " ") {
        if !current.isEmpty, current.count + 1 + word.count > width - indentation {
          lines.append(current)
          current = ""
        }
        current += (current.isEmpty ? "" : " ") + word
      }
      return (lines + [current]).map { gap + $0 }.joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// A bar of a given width that shows a fraction.
  public func bar(_ share: Double, width: Int) -> String {
    let full = Int((share * Double(width)).rounded(.down))
    return green(String(repeating: "█", count: full))
      + faint(String(repeating: "░", count: width - full))
  }
}
