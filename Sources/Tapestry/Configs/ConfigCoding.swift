// Configurations as JSON: objects, arrays, strings, numbers, true, false and null.

extension Config: Codable {
  /// Writes the names and values.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: ConfigKey.self)
    for name in names { try values.encode(self[name]!, forKey: ConfigKey(stringValue: name)) }
  }

  /// Reads names and values, sorted alphabetically by name, since a JSON object is unordered.
  public init(from decoder: any Decoder) throws {
    self = [:]
    let values = try decoder.container(keyedBy: ConfigKey.self)
    for key in values.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
      self[key.stringValue] = try values.decode(ConfigValue.self, forKey: key)
    }
  }
}

extension ConfigValue: Codable {
  /// Writes the value alone, without the name of its case.
  public func encode(to encoder: any Encoder) throws {
    if case .config(let config) = self { return try config.encode(to: encoder) }
    var value = encoder.singleValueContainer()
    switch self {
    case .none: try value.encodeNil()
    case .bool(let bool): try value.encode(bool)
    case .int(let int): try value.encode(int)
    case .double(let double): try value.encode(double)
    case .string(let string): try value.encode(string)
    case .list(let list): try value.encode(list)
    case .config: break
    }
  }

  /// Reads a value. A number without a decimal point is an integer, as in JSON written by other
  /// tools.
  ///
  /// - Throws: `DecodingError` if it is nested more than 64 deep: each type of value is tried in
  ///   turn, and each failure describes where it is, so that a short text with deep brackets would
  ///   take minutes.
  public init(from decoder: any Decoder) throws {
    guard decoder.codingPath.count <= 64 else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: Array(decoder.codingPath.prefix(8)),
          debugDescription: "a configuration is nested more than 64 deep"))
    }
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .none
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let int = try? value.decode(Int.self) {
      self = .int(int)
    } else if let number = try? value.decode(Double.self) {
      self = .double(number)
    } else if let text = try? value.decode(String.self) {
      self = .string(text)
    } else if var elements = try? decoder.unkeyedContainer() {
      var list: [ConfigValue] = []
      while !elements.isAtEnd { list.append(try elements.decode(ConfigValue.self)) }
      self = .list(list)
    } else {
      self = .config(try value.decode(Config.self))
    }
  }
}

private struct ConfigKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
