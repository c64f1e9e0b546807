/// A stand-in for a value that is fed to each run of a session.
///
/// ```swift
/// let double = try Session.with { session in
///   let x = session.placeholder()
///   return try session.run(x * 2, feed: [x: 21])
/// }
/// double.number  // 42
/// ```
///
/// - **Source**: document 002, eager execution basics.
public final class Placeholder: TensorConvertible, Hashable {
  /// The name, for messages.
  public let name: String
  /// The symbolic tensor that stands for the value.
  public let tensor: Tensor

  init(name: String, symbol: Tensor) {
    self.name = name
    tensor = symbol
  }

  /// The element type, which never adapts to a partner's.
  public var fixedDType: DType? { tensor.dtype }

  /// Whether both are the same placeholder.
  public static func == (a: Placeholder, b: Placeholder) -> Bool { a === b }
  /// Hashes the placeholder's identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }

  func value(in feed: [Placeholder: any Operand]) throws -> Tensor {
    guard let fed = feed[self] else { throw SessionError.notFed(name, tensor.spec) }
    let value = fed.tensor(weakDType: tensor.dtype)
    if value.value.symbol != nil { throw SessionError.fedSymbol(name) }
    guard value.spec == tensor.spec else {
      throw SessionError.wrongFeed(name, expected: tensor.spec, got: value.spec)
    }
    return value
  }
}
