import Tapestry
import Testing

@testable import KerasFiles

struct KerasJSONTests {
  private func values(_ text: String) throws -> ConfigValue? {
    try KerasJSON.config("{\"values\": \(text)}", "model_config")["values"]
  }

  @Test func `values of every type are read`() throws {
    let text = #"[true, false, null, "a\u00e9", [], {}, {"b": [1], "a": 2}]"#
    let expected: ConfigValue = [
      true, false, .none, "aé", [], .config([:]), ["a": 2, "b": [1]],
    ]
    #expect(try values(text) == expected)
  }

  @Test(arguments: [
    ("0", ConfigValue.int(0)), ("1", .int(1)), ("-3.0", .int(-3)), ("0.1", .double(0.1)),
    ("0.30000000000000004", .double(0.1 + 0.2)), ("1e-07", .double(1e-7)),
    ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
    ("9223372036854775808", .double(0x1p63)), ("1e300", .double(1e300)),
    ("100000000000000000000000000000", .double(1e29)),
  ])
  func `a number keeps its value`(_ text: String, _ value: ConfigValue) throws {
    #expect(try values("[\(text)]") == .list([value]))
  }

  @Test(arguments: ["", "[]", "5", "{\"a\": NaN}", "{\"a\": 1e400}", "{\"a\": \"", "{} {}"])
  func `a text that is not a JSON object is refused`(_ text: String) {
    let error = #expect(throws: KerasProblem.self) { try KerasJSON.config(text, "config") }
    #expect(error?.text == "its 'config' is not JSON")
  }

  @Test func `a text that is nested deep takes no longer than another`() throws {
    let count = 2000
    let inside = [String](repeating: "\"a\"", count: count).joined(separator: ",")
    var value: ConfigValue? = nil
    let time = try ContinuousClock().measure {
      value = try values(
        String(repeating: "[", count: 500) + inside + String(repeating: "]", count: 500))
    }
    for _ in 0..<499 {
      guard case .list(let parts)? = value, parts.count == 1 else { break }
      value = parts[0]
    }
    #expect(value == .list([ConfigValue](repeating: "a", count: count)))
    // A decoder takes a minute.
    #expect(time < .seconds(5))
  }
}
