/// One value of a configuration: anything that JSON can express.
public indirect enum ConfigValue: Hashable, Sendable {
  /// Nothing.
  case none
  /// A Boolean.
  case bool(Bool)
  /// An integer.
  case int(Int)
  /// A floating-point number.
  case double(Double)
  /// A string.
  case string(String)
  /// A list of values.
  case list([ConfigValue])
  /// A nested configuration.
  case config(Config)
}

extension ConfigValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral, CustomStringConvertible
{
  /// Nothing.
  public init(nilLiteral: ()) { self = .none }
  /// A Boolean.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An integer.
  public init(integerLiteral value: Int) { self = .int(value) }
  /// A floating-point number.
  public init(floatLiteral value: Double) { self = .double(value) }
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A list of values.
  public init(arrayLiteral elements: ConfigValue...) { self = .list(elements) }
  /// A nested configuration.
  public init(dictionaryLiteral elements: (String, ConfigValue)...) {
    var config: Config = [:]
    for (name, value) in elements { config[name] = value }
    self = .config(config)
  }

  /// The value in Python's notation: `None`, `True`, `3`, `0.5`, `'relu'`, `[1, 2]`.
  public var description: String {
    switch self {
    case .none: "None"
    case .bool(let bool): bool ? "True" : "False"
    case .int(let int): String(int)
    case .double(let number): pythonFloatText(number)
    case .string(let text): "'\(text)'"
    case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    case .config(let config): config.description
    }
  }
}

extension ConfigValue {
  /// A list of integers.
  static func ints(_ ints: [Int]) -> ConfigValue { .list(ints.map { .int($0) }) }
  /// A list of numbers.
  static func doubles(_ doubles: [Double]) -> ConfigValue { .list(doubles.map { .double($0) }) }
}
