/// A value that functions can take and return: a tensor, a number, or a structure of these.
///
/// ```swift
/// struct Batch: TensorStructure {
///   var x: Tensor
///   var y: Tensor
///   func mapTensors(_ transform: (Tensor) -> Tensor) -> Batch {
///     Batch(x: transform(x), y: transform(y))
///   }
///   var signature: Signature { .list([x.signature, y.signature]) }
/// }
/// ```
public protocol TensorStructure: SendableMetatype {
  /// The same structure with each tensor replaced, always in the same order.
  func mapTensors(_ transform: (Tensor) -> Tensor) -> Self
  /// The part of the value on which a graph depends.
  var signature: Signature { get }
}

/// The part of an argument on which a graph depends: the shape and type of a tensor, the value of a
/// number.
///
/// Two calls have one signature, and share a graph, if the tensors have the same shapes and types,
/// the numbers, Booleans and strings are equal, the objects are the same, lists have as many
/// elements, dictionaries the same keys, and the same values are nil.
///
/// ```swift
/// let f = Function("f") { (x: Tensor, scale: Double?) in x * (scale ?? 1) }
/// try f(Tensor([1.0]), nil)
/// try f(Tensor([2.0]), nil)       // the same graph
/// try f(Tensor([2.0]), 3)         // a new one
/// try f(Tensor([2.0, 4.0]), 3)    // a new one
/// f.tracingCount                  // 3
/// ```
///
/// In three cases TensorFlow traces less often. Its graphs take variables of one shape as
/// arguments, so that one graph serves all; here a graph holds its variables, which it updates in
/// place. There one graph serves for all sizes that an input signature leaves open; `TensorSpec`
/// says why not here. And there 0.0 and -0.0 are one number, though 1 / x differs.
///
/// - **Source**: book, chapter 2, section 2.
public enum Signature: Hashable, Sendable, CustomStringConvertible {
  /// A tensor: any of this shape and type will do.
  case tensor(TensorSpec)
  /// A number. 2 and 2.0 are the same number, and share a graph.
  case number(Number)
  /// A Boolean.
  case bool(Bool)
  /// A string.
  case string(String)
  /// An object, such as a variable or a model, by its identity.
  case object(Identity, name: String)
  /// A list of values.
  case list([Signature])
  /// Values under names.
  case dictionary([String: Signature])
  /// Nothing.
  case none

  /// TensorFlow's form: `(TensorSpec(shape=(), dtype=tf.float32, name=None), 2.0)`.
  public var description: String {
    switch self {
    case .tensor(let spec): spec.description
    case .number(let number): number.description
    case .bool(let bool): bool ? "True" : "False"
    case .string(let text): "'\(text)'"
    case .object(_, let name): "<\(name)>"
    case .list(let parts): "[" + parts.map(\.description).joined(separator: ", ") + "]"
    case .dictionary(let parts):
      "{"
        + parts.sorted { $0.key < $1.key }.map { "'\($0.key)': \($0.value)" }
        .joined(separator: ", ") + "}"
    case .none: "None"
    }
  }
}

extension Signature {
  /// A number by its value.
  ///
  /// It is not stored as a `Double`, which cannot tell large integers apart, and for which 0 equals
  /// -0 although 1 / 0 and 1 / -0 differ, and NaN does not equal itself.
  public struct Number: Hashable, Sendable, CustomStringConvertible {
    private enum Value: Hashable {
      case whole(Int)
      case bits(UInt64)
    }
    private let value: Value

    /// An integer.
    public init(_ number: Int) { value = .whole(number) }

    /// A number that may have a fraction.
    public init(_ number: Double) {
      let isNegativeZero = number == 0 && number.sign == .minus
      if !isNegativeZero, let whole = Int(exactly: number) {
        value = .whole(whole)
      } else {
        value = .bits(number.isNaN ? Double.nan.bitPattern : number.bitPattern)
      }
    }

    /// Python's text of the number: `2.0`.
    public var description: String {
      switch value {
      case .whole(let whole):
        Int(exactly: Double(whole)) == whole
          ? pythonFloatText(Double(whole)) : String(whole)
      case .bits(let bits): pythonFloatText(Double(bitPattern: bits))
      }
    }
  }

  /// An object by its identity.
  ///
  /// It holds the object, since a new one could get the identity of one that is gone, and would
  /// then be given the wrong graph.
  public struct Identity: Hashable, @unchecked Sendable {
    // Safe to share, because only the object's address is used.
    private let object: AnyObject

    /// The identity of an object.
    public init(_ object: AnyObject) { self.object = object }

    /// Whether both are the same object.
    public static func == (a: Identity, b: Identity) -> Bool { a.object === b.object }
    /// Hashes the address.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(object)) }
  }
}

extension Tensor: TensorStructure {
  /// The tensor's replacement.
  public func mapTensors(_ transform: (Tensor) -> Tensor) -> Tensor { transform(self) }
  /// The shape and type.
  public var signature: Signature { .tensor(spec) }
}

extension Variable: TensorStructure {
  /// The variable itself, which is not a tensor, but holds one that a graph reads.
  public func mapTensors(_ transform: (Tensor) -> Tensor) -> Self { self }
  /// The variable's identity.
  public var signature: Signature { .object(Signature.Identity(self), name: name) }
}

extension Array: TensorStructure where Element: TensorStructure {
  /// The list with each element mapped.
  public func mapTensors(_ transform: (Tensor) -> Tensor) -> [Element] {
    map { $0.mapTensors(transform) }
  }
  /// The elements' signatures.
  public var signature: Signature { .list(map { $0.signature }) }
}

extension Dictionary: TensorStructure where Key == String, Value: TensorStructure {
  /// The dictionary with each value mapped, in the order of the keys.
  public func mapTensors(_ transform: (Tensor) -> Tensor) -> [String: Value] {
    var result = self
    for key in keys.sorted() { result[key] = self[key]!.mapTensors(transform) }
    return result
  }
  /// The values' signatures.
  public var signature: Signature { .dictionary(mapValues { $0.signature }) }
}

extension Optional: TensorStructure where Wrapped: TensorStructure {
  /// The value mapped, if there is one.
  public func mapTensors(_ transform: (Tensor) -> Tensor) -> Wrapped? {
    map { $0.mapTensors(transform) }
  }
  /// The value's signature, or none.
  public var signature: Signature { self?.signature ?? .none }
}

extension Int: TensorStructure {
  /// The number itself.
  public func mapTensors(_ transform: (Tensor) -> Tensor) -> Int { self }
  /// The number's value.
  public var signature: Signature { .number(Signature.Number(self)) }
}
extension Double: TensorStructure {
  /// The number itself.
  public func mapTensors(_ transform: (Tensor) -> Tensor) -> Double { self }
  /// The number's value.
  public var signature: Signature { .number(Signature.Number(self)) }
}
extension Float: TensorStructure {
  /// The number itself.
  public func mapTensors(_ transform: (Tensor) -> Tensor) -> Float { self }
  /// The number's value.
  public var signature: Signature { .number(Signature.Number(Double(self))) }
}
extension Bool: TensorStructure {
  /// The Boolean itself.
  public func mapTensors(_ transform: (Tensor) -> Tensor) -> Bool { self }
  /// The Boolean.
  public var signature: Signature { .bool(self) }
}
extension String: TensorStructure {
  /// The string itself.
  public func mapTensors(_ transform: (Tensor) -> Tensor) -> String { self }
  /// The string.
  public var signature: Signature { .string(self) }
}
