/// A tensor and its name.
public struct NamedTensor: Sendable, Equatable {
  /// The name of a variable: `dense/kernel:0`.
  public let name: String
  /// Its value.
  public let tensor: Tensor

  /// A tensor with a name.
  public init(_ name: String, _ tensor: Tensor) {
    self.name = name
    self.tensor = tensor
  }

  /// Whether names, types, shapes and elements are the same; numbers are compared by their bits, so
  /// that NaN equals itself.
  public static func == (a: NamedTensor, b: NamedTensor) -> Bool {
    guard a.name == b.name, a.tensor.spec == b.tensor.spec else { return false }
    return a.tensor.withElementBytes { a in
      b.tensor.withElementBytes { b in a.elementsEqual(b) }
    }
  }
}
