import Foundation
import Tapestry

/// What a file must hold, as JSON: `{"dtype": "float32", "shape": [2], "values": [1, "NaN"]}` is a
/// tensor, flat and row-major; lists and `{"map": {…}}` hold several; `{"python": …}` is not a
/// tensor.
indirect enum Expected: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([Expected])
  case object([String: Expected])

  /// The JSON of a file.
  static func read(_ file: URL) throws -> Expected {
    try JSONDecoder().decode(Expected.self, from: Data(contentsOf: file))
  }

  /// Writes the JSON to a file.
  func write(to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(self).write(to: file)
  }

  /// A field of an object.
  subscript(name: String) -> Expected? {
    if case .object(let fields) = self { fields[name] } else { nil }
  }

  /// The fields of an object, sorted by name; empty for anything else.
  var fields: [(name: String, value: Expected)] {
    guard case .object(let fields) = self else { return [] }
    return fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The elements of a list; empty for anything else.
  var elements: [Expected] { if case .list(let elements) = self { elements } else { [] } }

  /// The text; nil for anything else.
  var text: String? { if case .text(let text) = self { text } else { nil } }

  /// The number, even if JSON has no numeral for it.
  var number: Double? {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .integer(let value): Double(value)
    case .number(let value): value
    case .text("NaN"): .nan
    case .text("Infinity"): .infinity
    case .text("-Infinity"): -.infinity
    default: nil
    }
  }
}

extension Expected: Codable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([Expected].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: Expected].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}

// MARK: - Tensors

extension Expected {
  /// The JSON of a tensor.
  init(_ tensor: Tensor) {
    let values: [Expected]
    switch tensor.dtype {
    case .bool: values = tensor.scalars(as: Bool.self).map { .bool($0) }
    case .float16, .float32, .float64:
      values = cast(tensor, to: .float64).scalars(as: Double.self).map {
        $0.isNaN
          ? .text("NaN")
          : $0.isInfinite ? .text($0 > 0 ? "Infinity" : "-Infinity") : .number($0)
      }
    default: values = cast(tensor, to: .int64).scalars(as: Int.self).map { .integer($0) }
    }
    self = .object([
      "dtype": .text(tensor.dtype.rawValue), "values": .list(values),
      "shape": .list(tensor.shape.dimensions.map { .integer($0) }),
    ])
  }

  /// The tensor; nil if it is not one, or has a type that this library lacks.
  var tensor: Tensor? {
    // Elements of the type bfloat16 are read as float32, with the same values.
    guard let name = self["dtype"]?.text,
      let dtype = name == "bfloat16" ? .float32 : DType(rawValue: name)
    else { return nil }
    let shape = Shape(
      (self["shape"]?.elements ?? []).compactMap { if case .integer(let n) = $0 { n } else { nil } }
    )
    let values = self["values"]?.elements ?? []
    guard values.count == shape.elementCount else { return nil }
    if dtype.isFloating {
      return cast(Tensor(values.map { $0.number ?? .nan }, shape: shape), to: dtype)
    }
    let integers = values.map { value in
      if case .integer(let value) = value { value } else { value.number == 1 ? 1 : 0 }
    }
    return cast(Tensor(integers, shape: shape), to: dtype)
  }

  /// How a tensor differs from this one; nil if it does not.
  func difference(
    from found: Tensor, relative: Double = 1e-6, absolute: Double = 1e-6
  ) -> String? {
    guard let expected = tensor else {
      return "found \(found.spec), expected none or a different type"
    }
    guard found.spec == expected.spec else {
      return "found \(found.spec), expected \(expected.spec)"
    }
    if !found.dtype.isFloating {
      let pairs = zip(
        cast(found, to: .int64).scalars(as: Int.self),
        cast(expected, to: .int64).scalars(as: Int.self))
      let index = Array(pairs).firstIndex { $0 != $1 }
      return index.map { "element \($0) differs: found \(found), expected \(expected)" }
    }
    let pairs = zip(
      cast(found, to: .float64).scalars(as: Double.self),
      cast(expected, to: .float64).scalars(as: Double.self))
    for (index, (found, expected)) in pairs.enumerated() {
      let isEqual =
        found == expected || found.isNaN && expected.isNaN
        || abs(found - expected) <= absolute + relative * abs(expected)
      if !isEqual { return "element \(index) is \(found), expected \(expected)" }
    }
    return nil
  }
}
