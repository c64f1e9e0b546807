import Foundation
import TestSupport
import Testing

/// A section that trains for three thousand epochs and shows its progress.
private func train(_ environment: [String: String] = [:]) async throws -> TerminalResult {
  let figures = try TemporaryFolder()
  let result = try await runInTerminal(
    CourseFiles.executable(.chapter2), ["--section", "training", "--figures", figures.url.path],
    environment: environment)
  #expect(result.status == 0)
  return result
}

@Test func `on a terminal progress is shown, and its line is removed at the end`() async throws {
  let result = try await train()
  #expect(result.written.contains("\r\u{1B}[Kchapter2: training 50 %"))
  // The line after the last percent begins at the left, and nothing of it is left.
  #expect(result.lines.contains("Epoch: 0, loss 58.931"))
  #expect(!result.lines.contains { $0.contains("training") && $0.contains("%") })
}

@Test(arguments: [["TERM": "dumb"], ["NO_COLOR": "1"]])
func `a terminal on which plain text is requested gets plain text`(
  environment: [String: String]
) async throws {
  let written = try await train(environment).written
  #expect(written.contains("Epoch: 0, loss 58.931"))
  #expect(!written.contains("\u{1B}"))
  #expect(!written.replacing("\r\n", with: "\n").contains("\r"))
  #expect(!written.contains("training 50 %"))
}

@Test func `the text of a terminal is what a person sees in the end`() {
  let result = TerminalResult(status: 0, written: "12 %\r\u{1B}[K15\rX\r\nnext\r\u{1B}[K")
  #expect(result.lines == ["X5", ""])
}
