import Tapestry

/// What a function of a SavedModel takes and returns: a tensor, a number, a string, nothing, or a
/// structure of these.
///
/// ```swift
/// let value: SavedValue = ["x": 2, "training": false]
/// value["x"]  // .integer(2)
/// ```
public indirect enum SavedValue: Sendable {
  /// Nothing: Python's `None`.
  case none
  /// A Boolean that is not a tensor.
  case bool(Bool)
  /// An integer that is not a tensor.
  case integer(Int)
  /// A number that is not a tensor.
  case number(Double)
  /// A string.
  case text(String)
  /// A tensor.
  case tensor(Tensor)
  /// A list or tuple.
  case list([SavedValue])
  /// Values under names.
  case dictionary([String: SavedValue])

  /// The tensor; nil if it is none.
  public var tensor: Tensor? { if case .tensor(let tensor) = self { tensor } else { nil } }

  /// The elements of a list; none of anything else.
  public var elements: [SavedValue] { if case .list(let values) = self { values } else { [] } }

  /// A value of a dictionary; nil if there is none of that name.
  public subscript(name: String) -> SavedValue? {
    if case .dictionary(let values) = self { values[name] } else { nil }
  }
}

extension SavedValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  /// Nothing.
  public init(nilLiteral: ()) { self = .none }
  /// A Boolean.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An integer.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A string.
  public init(stringLiteral value: String) { self = .text(value) }
  /// A list.
  public init(arrayLiteral elements: SavedValue...) { self = .list(elements) }
  /// Values under names.
  public init(dictionaryLiteral elements: (String, SavedValue)...) {
    self = .dictionary(Dictionary(elements) { $1 })
  }
}

/// What can be given to a function of a SavedModel.
public protocol SavedArgument {
  /// The value as the function takes it.
  var saved: SavedValue { get }
}

extension SavedValue: SavedArgument {
  /// The value itself.
  public var saved: SavedValue { self }
}
extension Tensor: SavedArgument {
  /// The tensor.
  public var saved: SavedValue { .tensor(self) }
}
extension Variable: SavedArgument {
  /// The variable's value, read now.
  public var saved: SavedValue { .tensor(tensor) }
}
extension Bool: SavedArgument {
  /// A Boolean that is not a tensor.
  public var saved: SavedValue { .bool(self) }
}
extension Int: SavedArgument {
  /// An integer that is not a tensor.
  public var saved: SavedValue { .integer(self) }
}
extension Double: SavedArgument {
  /// A number that is not a tensor.
  public var saved: SavedValue { .number(self) }
}
extension String: SavedArgument {
  /// A string.
  public var saved: SavedValue { .text(self) }
}
extension Array: SavedArgument where Element: SavedArgument {
  /// A list.
  public var saved: SavedValue { .list(map(\.saved)) }
}
extension Dictionary: SavedArgument where Key == String, Value: SavedArgument {
  /// Values under names.
  public var saved: SavedValue { .dictionary(mapValues(\.saved)) }
}
