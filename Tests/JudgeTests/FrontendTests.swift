import Testing

@testable import Judge

@Suite struct FrontendTests {
  @Test(arguments: [
    ("a -b c", ["a", "-b", "c"]), (" a\n", ["a"]), ("'a b' c\\ d \"e f\"", ["a b", "c d", "e f"]),
    ("'it'\\''s' '' \"a'b\"", ["it's", "", "a'b"]), ("'a\\b'", ["a\\b"]),
  ])
  func `the words of a command are split as in a shell`(_ command: String, _ words: [String]) {
    #expect(Frontend.words(of: command) == words)
  }

  @Test func `the driver is asked when a second file comes, and its output is understood`() throws {
    let workplace = try Bench.workplace()
    let options = ["-swift-version", "6", "-Onone", "-wmo", "-c", "-o", "x.o"]
    #expect(Frontend.known(options, at: workplace) == nil)
    let frontend = try #require(Frontend.known(options, at: workplace))
    let arguments = frontend.arguments(["/a b/One.swift", "/Two.swift"])
    #expect(arguments.first == "-frontend")
    let index = try #require(arguments.firstIndex(of: "/a b/One.swift"))
    #expect(arguments[index + 1] == "/Two.swift")
    #expect(!arguments.contains("-###"))
  }
}
