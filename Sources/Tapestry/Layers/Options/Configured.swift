/// An option of a layer: its key in configurations and the values that it may have, stated once
/// with the property.
///
/// ```swift
/// final class Scale: Layer, Configurable {
///   @Configured("factor", .notNegative) private(set) var factor: Double
///   init(_ factor: Double, name: String? = nil) {
///     super.init(name: name)
///     self.factor = factor
///   }
///   override init(from reader: ConfigReader) throws { try super.init(from: reader) }
///   override func call(_ x: Tensor) -> Tensor { factor * x }
/// }
/// Scale(2).config["factor"]  // 2.0
/// ```
///
/// It determines what `config` writes, what `init(from:)` reads, and how both are checked: a value
/// that does not fit stops the program if it comes from code, and throws an error if it comes from
/// a file.
///
/// The layer finds its options by reflection, as it finds its variables. With the alternative, one
/// list of keys for writing and another for reading, each option would be stated in three places.
@propertyWrapper
public final class Configured<Value>: LayerOption {
  private var stored: Value?
  private let defaultValue: Value?
  private let reading: (ConfigReader, String) throws -> Value
  private let writing: (Value) -> ConfigValue
  /// A description of the values that fit, for a value that does not; nil for one that does.
  private let expected: (Value) -> String?

  /// An option of a custom type.
  ///
  /// - Parameters:
  ///   - key: its name in configurations.
  ///   - defaultValue: the value if the key is missing; nil if the key is required.
  ///   - read: reads the value under the key.
  ///   - write: converts the value for configurations.
  ///   - expected: a description of the values that fit, for a value that does not; nil for one
  ///     that does.
  public init(
    _ key: String, default defaultValue: Value? = nil,
    read: @escaping (ConfigReader, String) throws -> Value,
    write: @escaping (Value) -> ConfigValue, expected: @escaping (Value) -> String? = { _ in nil }
  ) {
    self.defaultValue = defaultValue
    reading = read
    writing = write
    self.expected = expected
    super.init(key)
  }

  /// The value.
  ///
  /// - Precondition: it has been set, and only to values that fit.
  public var wrappedValue: Value {
    get {
      guard let stored else {
        misuse(owner, "the option '\(key)' has no value", cure: "set it in init")
      }
      return stored
    }
    set {
      if let expected = expected(newValue) {
        misuse(owner, "\(key) is \(writing(newValue))", cure: "give \(expected)")
      }
      stored = newValue
    }
  }

  override func read(from reader: ConfigReader) throws {
    if let defaultValue, reader.value(key) == nil {
      stored = defaultValue
      return
    }
    let value = try reading(reader, key)
    if let expected = expected(value) { throw reader.wrong(key, expected) }
    stored = value
  }

  override var value: ConfigValue { writing(wrappedValue) }
}

/// An option of a layer, whatever its type.
public class LayerOption {
  /// The name in configurations.
  public let key: String
  /// The class of the layer, for messages.
  var owner = "Layer"

  init(_ key: String) { self.key = key }

  func read(from reader: ConfigReader) throws {
    misuse("\(type(of: self))", "it does not say how it is read", cure: "override read(from:)")
  }

  var value: ConfigValue {
    misuse("\(type(of: self))", "it does not say what it is", cure: "override value")
  }
}

/// The largest size of a dimension. Two such sizes can be multiplied without overflowing `Int`.
let sizeLimit = Int(Int32.max)

private func unmetRequirement(_ value: Int, _ range: ClosedRange<Int>) -> String? {
  guard !range.contains(value) else { return nil }
  if range.upperBound == .max { return "an integer of \(range.lowerBound) or more" }
  return "an integer from \(range.lowerBound) to \(range.upperBound)"
}

extension Configured where Value == Int {
  /// An integer in a range.
  public convenience init(
    _ key: String, _ range: ClosedRange<Int> = Int.min...Int.max, default defaultValue: Int? = nil
  ) {
    self.init(
      key, default: defaultValue, read: { try $0.int($1) }, write: { .int($0) },
      expected: { unmetRequirement($0, range) })
  }
}

extension Configured where Value == Int? {
  /// An integer, or none.
  public convenience init(_ key: String) {
    self.init(
      key, default: .some(nil), read: { try $0.optional($1, $0.int) },
      write: { $0.map { .int($0) } ?? .none })
  }
}

extension Configured where Value == Bool {
  /// A Boolean.
  public convenience init(_ key: String, default defaultValue: Bool? = nil) {
    self.init(key, default: defaultValue, read: { try $0.bool($1) }, write: { .bool($0) })
  }
}

extension Configured where Value == Double {
  /// A number in a domain.
  public convenience init(
    _ key: String, _ domain: NumberDomain = .any, default defaultValue: Double? = nil
  ) {
    self.init(
      key, default: defaultValue, read: { try $0.double($1) }, write: { .double($0) },
      expected: { domain.contains($0) ? nil : domain.text })
  }
}

extension Configured where Value == Double? {
  /// A number in a domain, or none.
  public convenience init(_ key: String, _ domain: NumberDomain = .any) {
    self.init(
      key, default: .some(nil), read: { try $0.optional($1, $0.double) },
      write: { $0.map { .double($0) } ?? .none },
      expected: { $0.map(domain.contains) ?? true ? nil : domain.text + ", or none" })
  }
}

extension Configured where Value == [Int] {
  /// A list of integers.
  ///
  /// - Parameter expected: a description of the integers that fit, for a list that does not; nil
  ///   for one that does.
  public convenience init(_ key: String, expected: @escaping ([Int]) -> String? = { _ in nil }) {
    self.init(key, read: { try $0.ints($1) }, write: { .ints($0) }, expected: expected)
  }

  /// The sizes of windows over `rank` dimensions: one for each dimension, or one for all.
  convenience init(_ key: String, rank: Int, default defaultValue: [Int]? = nil) {
    self.init(
      key, default: defaultValue,
      read: { reader, key in
        let sizes = try reader.ints(key)
        return sizes.count == 1 ? [Int](repeating: sizes[0], count: rank) : sizes
      }, write: { .ints($0) },
      expected: { sizes in
        sizes.count == rank && sizes.allSatisfy { 1...sizeLimit ~= $0 }
          ? nil : "one integer from 1 to \(sizeLimit) for all, or \(rank) of them"
      })
  }
}

extension Configured where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One of the cases of an enumeration, by name.
  public convenience init(choice key: String, default defaultValue: Value? = nil) {
    self.init(
      key, default: defaultValue, read: { try $0.choice($1) }, write: { .string($0.rawValue) })
  }
}

extension Configured where Value == Activation {
  /// An activation.
  public convenience init(_ key: String) {
    self.init(key, read: { try $0.activation($1) }, write: { .string($0.name) })
  }
}

extension Configured where Value == Initializer {
  /// An initializer for weights of the given rank; nil if the rank depends on the inputs.
  public convenience init(_ key: String, rank: Int? = nil) {
    self.init(
      key, read: { try $0.initializer($1) }, write: { .config($0.serialized) },
      expected: { initializer in
        guard let rank, !initializer.ranks.contains(rank) else { return nil }
        return "an initializer for weights of rank \(rank)"
      })
  }
}

extension Configured where Value == Regularizer? {
  /// A regularizer, or none.
  public convenience init(_ key: String) {
    self.init(
      key, default: .some(nil), read: { try $0.regularizer($1) },
      write: { $0.map { .config($0.serialized) } ?? .none })
  }
}

extension Configured where Value == Constraint? {
  /// A constraint, or none.
  public convenience init(_ key: String) {
    self.init(
      key, default: .some(nil), read: { try $0.constraint($1) },
      write: { $0.map { .config($0.serialized) } ?? .none })
  }
}

/// The option `data_format`: channels come last; the other order is not supported.
enum ChannelOrder: String, CaseIterable {
  case last = "channels_last"
}
