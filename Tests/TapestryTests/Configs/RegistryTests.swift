import Testing

@testable import Tapestry

struct RegistryTests {
  private let registry = Registry<Int>(
    "number",
    [
      .init("one", "1", default: { 1 }) { _ in 1 },
      .init("Times") { reader in try 2 * reader.int("n") },
    ])

  @Test func `an object has several names`() throws {
    #expect(try registry.named("one") == 1)
    #expect(try registry.named("1") == 1)
    #expect(registry.names == ["one", "1", "Times"])
  }

  @Test func `a class that needs a configuration has no default form`() {
    let error = #expect(throws: UnknownName.self) { try registry.named("Times") }
    #expect(error?.known == ["one", "1"])
  }

  @Test func `case counts unless the registry ignores it`() throws {
    #expect(throws: UnknownName.self) { try registry.named("One") }
    let other = Registry<Int>("number", ignoresCase: true, registry.entries)
    #expect(try other.named("ONE") == 1)
  }

  @Test func `an object is made from its class and configuration`() throws {
    #expect(try registry.made(from: ["class_name": "Times", "config": ["n": 4]]) == 8)
    #expect(try registry.made(from: ["kind": "Times", "n": 4], nameUnder: "kind") == 8)
  }

  @Test(
    arguments: [
      ([:], "number: the configuration has nothing under 'class_name'"),
      (["class_name": "Times"], "Times: the configuration has nothing under 'config'"),
      (["class_name": "Time", "config": [:]], "there is no number 'Time'"),
      (["class_name": "Times", "config": ["n": 1, "m": 2]], "Times has no such option"),
      (["class_name": "Times", "config": ["n": 1], "more": 2], "number has no such option"),
    ] as [(Config, String)])
  func `what does not fit is refused`(config: Config, text: String) {
    #expect {
      _ = try registry.made(from: config)
    } throws: {
      "\($0)".contains(text)
    }
  }

  @Test func `a program's own object replaces one of the same name`() throws {
    let registry = Registry<Int>("number", registry.entries)
    registry.add(.init("one", "1", default: { 11 }) { _ in 11 })
    #expect(try registry.named("1") == 11)
    #expect(registry.entries.count == 2)
  }

  @Test func `a literal that names nothing stops the program with all names`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Registry<Int>("number", [.init("one", default: { 1 }) { _ in 1 }]).literal("two", in: "f")
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("f: there is no number 'two'"))
    #expect(text.contains("the names are one"))
  }
}
