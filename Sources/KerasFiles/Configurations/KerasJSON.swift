import Foundation
import Tapestry

/// Configurations as JSON in ASCII, which Keras 2 expects, with a decimal point in each number that
/// is not an integer: Keras 3 rejects a momentum of `0`, which Foundation would write for 0.0.
enum KerasJSON {
  /// The configuration of a text.
  ///
  /// Not with a decoder, which has to try each type of value in turn: each failure describes where
  /// it is, in a time that grows with the square of the depth, and a text of 80 KB that is nested
  /// as deep as a decoder permits took minutes.
  static func config(_ text: String, _ name: String) throws -> Config {
    let tree = try? JSONSerialization.jsonObject(with: Data(text.utf8))
    guard let fields = tree as? [String: Any] else {
      throw KerasProblem("its '\(name)' is not JSON")
    }
    return config(fields)
  }

  private static func config(_ fields: [String: Any]) -> Config {
    var config: Config = [:]
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) { config[name] = self.value(value) }
    return config
  }

  private static func value(_ tree: Any) -> ConfigValue {
    switch tree {
    case let text as String: .string(text)
    case let list as [Any]: .list(list.map(value))
    case let fields as [String: Any]: .config(config(fields))
    case let number as NSNumber: value(number)
    default: .none
    }
  }

  /// A Boolean, or a number; an integer may be written with a decimal point, too.
  private static func value(_ number: NSNumber) -> ConfigValue {
    switch UInt8(bitPattern: number.objCType.pointee) {
    case UInt8(ascii: "c"): return .bool(number.boolValue)
    case UInt8(ascii: "d"), UInt8(ascii: "Q"):
      // Foundation rounds a decimal number of 17 digits to 16; its digits are all there.
      let digits = (number as? NSDecimalNumber).flatMap { Double($0.stringValue) }
      let double = digits ?? number.doubleValue
      return Int(exactly: double).map { .int($0) } ?? .double(double)
    default: return .int(number.intValue)
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
