import Tapestry

/// Whether a loop was left. It is a plain Boolean until a graph decides it.
///
/// ```swift
/// var didBreak: Flag = false
/// ```
///
/// A `break` under a plain condition must stay plain, or a loop over a Swift range could not be
/// unrolled; a `break` under a tensor condition makes the flag a tensor.
public enum Flag: Condition, ExpressibleByBooleanLiteral {
  /// Known now.
  case plain(Bool)
  /// Known when the graph runs.
  case tensor(Tensor)

  /// A plain flag.
  public init(booleanLiteral value: Bool) { self = .plain(value) }

  /// Swift's choice as long as the flag is plain.
  public var decision: Decision {
    switch self {
    case .plain(let isSet): .now(isSet)
    case .tensor(let tensor): Decision(tensor)
    }
  }
}

/// The value of an early `return` in a loop, once there is one.
///
/// ```swift
/// var returned = ReturnValue<Tensor>()
/// returned = ReturnValue(x * 2)
/// ```
///
/// A function that returns several values has one parameter for each.
public struct ReturnValue<each Value> {
  /// Whether the function has returned.
  public private(set) var isSet: Flag
  private var stored: (repeat each Value)?

  /// Nothing returned yet.
  public init() {
    isSet = false
    stored = nil
  }

  /// The value returned.
  public init(_ value: (repeat each Value)) {
    isSet = true
    stored = (repeat each value)
  }

  /// The value returned.
  public var value: (repeat each Value) {
    guard let stored else {
      misuse("return", "no value was returned", cure: "ask only where isSet is true")
    }
    return (repeat each stored)
  }
}

/// A value whose form changes when a graph carries it from one statement to the next.
protocol Adapting {
  /// The same value with tensors in place of plain Booleans.
  func withTensors() -> Self
  /// The same value with zeros in place of a value that only `sample` has.
  func filled(like sample: Any) -> Self
  /// Whether a value is missing, so that its shape must be found first.
  var isMissingValue: Bool { get }
}

extension Flag: Adapting, TensorStructure {
  func withTensors() -> Flag {
    if case .plain(let isSet) = self { .tensor(Tensor(isSet)) } else { self }
  }

  func filled(like sample: Any) -> Flag { self }

  var isMissingValue: Bool { false }

  /// The flag with its tensor mapped, if it has one.
  public func mapTensors(_ transform: (Tensor) -> Tensor) -> Flag {
    if case .tensor(let tensor) = self { .tensor(transform(tensor)) } else { self }
  }

  /// The Boolean, or the tensor's shape and type.
  public var signature: Signature {
    switch self {
    case .plain(let isSet): .bool(isSet)
    case .tensor(let tensor): tensor.signature
    }
  }
}

extension ReturnValue: Adapting, TensorStructure {
  func withTensors() -> Self {
    var result = self
    result.isSet = isSet.withTensors()
    return result
  }

  var isMissingValue: Bool { stored == nil }

  func filled(like sample: Any) -> Self {
    guard isMissingValue, let sample = sample as? Self, let value = sample.stored else {
      return self
    }
    var result = self
    result.stored = (repeat mapped(each value) { Tensor.zeros(like: $0) })
    return result
  }

  /// The flag and the value mapped.
  public func mapTensors(_ transform: (Tensor) -> Tensor) -> Self {
    var result = self
    result.isSet = isSet.mapTensors(transform)
    if let stored { result.stored = (repeat mapped(each stored, transform)) }
    return result
  }

  /// The flag's and the values' signatures.
  public var signature: Signature {
    guard let stored else { return .list([isSet.signature, .none]) }
    var parts = [isSet.signature]
    for value in repeat each stored { parts.append(signatureOf(value)) }
    return .list(parts)
  }
}

/// The value with its tensors replaced; a value that holds none stays.
func mapped<Value>(_ value: Value, _ transform: (Tensor) -> Tensor) -> Value {
  guard let structure = value as? any TensorStructure else { return value }
  return structure.mapTensors(transform) as! Value
}

/// The properties of a value that a graph depends on.
func signatureOf(_ value: Any) -> Signature {
  (value as? any TensorStructure)?.signature ?? .string(String(describing: type(of: value)))
}
