/// The error that a stub throws: the function is not written yet.
///
/// ```swift
/// func diagonal(of view: View) throws -> View {
///   throw Unsolved()
/// }
/// ```
public struct Unsolved: Error {
  /// Reports that a function is not written yet.
  public init() {}
}

/// The same, for a method that cannot throw, such as a layer's `call`.
///
/// ```swift
/// override func call(_ x: Tensor) -> Tensor { unsolved() }
/// ```
public func unsolved() -> Never { Serving.leaveUnsolved() }
