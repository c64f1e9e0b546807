import Foundation
import Tapestry

/// Configurations as JSON in ASCII, which Keras 2 expects, with a decimal point in each number that
/// is not an integer: Keras 3 rejects a momentum of `0`, which Foundation would write for 0.0.
enum KerasJSON {
  /// The configuration of a text.
  static func config(_ text: String, _ name: String) throws -> Config {
    do {
      return try JSONDecoder().decode(Config.self, from: Data(text.utf8))
    } catch {
      throw KerasProblem("its '\(name)' is not JSON")
    }
  }

  /// The text of a configuration.
  static func text(_ config: Config) throws -> String {
    let fields = try config.names.map { "\(quoted($0)): \(try text(config[$0]!))" }
    return "{" + fields.joined(separator: ", ") + "}"
  }

  private static func text(_ value: ConfigValue) throws -> String {
    switch value {
    case .none: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .int(let number): return "\(number)"
    case .double(let number):
      guard number.isFinite else {
        throw KerasProblem("the number \(number) in its configuration is not finite")
      }
      return "\(number)"
    case .string(let string): return quoted(string)
    case .list(let list): return "[" + (try list.map(text)).joined(separator: ", ") + "]"
    case .config(let config): return try text(config)
    }
  }

  private static func quoted(_ string: String) -> String {
    var text = "\""
    for unit in string.utf16 {
      switch unit {
      case 0x22, 0x5c: text += "\\" + String(Unicode.Scalar(UInt8(unit)))
      case 0x20..<0x7f: text.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      default:
        let digits = String(unit, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return text + "\""
  }
}
