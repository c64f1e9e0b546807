/// The pieces of Miniature that a reader can rebuild, each of which can be exchanged.
///
/// ```swift
/// var pieces = Pieces()
/// pieces.memoryPlan = { values in myPlan(values) }
/// Pieces.$current.withValue(pieces) { train() }
/// ```
///
/// Operators such as `+` have no place for one more argument, so the pieces in use belong to the
/// task that runs (`@TaskLocal`): all that `train` calls finds them in `Pieces.current`.
public struct Pieces: Sendable {
  /// The pieces in use.
  @TaskLocal public static var current = Pieces()

  /// The shape of an element-wise result, or nil if the two shapes do not fit.
  public var broadcastShape: @Sendable ([Int], [Int]) -> [Int]? = Miniature.broadcastShape
  /// The walk back over the tape, which adds to the gradients.
  public var backward: @Sendable (Value) -> Void = Miniature.backward

  /// Miniature's own pieces.
  public init() {}
}
