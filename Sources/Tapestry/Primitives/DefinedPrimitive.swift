/// An operation that is one loop in place of several others, which define it.
///
/// The loop is faster, and the definition says what it computes. Graphs that are written for other
/// programs, which lack the operation, hold its definition.
protocol DefinedPrimitive: Primitive {
  /// The result, by operations that have gradients of any order.
  func definition(_ inputs: [Tensor]) -> Tensor
}
