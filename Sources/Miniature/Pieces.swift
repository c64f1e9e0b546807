/// The pieces of Miniature that a reader can rebuild; each can be replaced.
///
/// ```swift
/// var pieces = Pieces()
/// pieces.memoryPlan = { values in myPlan(values) }
/// Pieces.$current.withValue(pieces) { train() }
/// ```
///
/// Operators such as `+` cannot take an extra argument, so the pieces in use belong to the running
/// task (`@TaskLocal`): everything that `train` calls finds them in `Pieces.current`.
public struct Pieces: Sendable {
  /// The pieces in use.
  @TaskLocal public static var current = Pieces()

  /// The shape of an element-wise result, or nil if the two shapes are incompatible.
  public var broadcastShape: @Sendable (_ a: [Int], _ b: [Int]) -> [Int]? = Miniature.broadcastShape
  /// All elements of a view, in row-major order.
  public var elements: @Sendable (_ memory: [Float], _ view: View) -> [Float] = Miniature.elements
  /// The walk back over the tape, which accumulates the gradients.
  public var backward: @Sendable (_ loss: Value) -> Void = Miniature.backward
  /// What decides whether a function is recorded again.
  public var cacheKey: @Sendable (_ arguments: [MiniArgument]) -> String = Miniature.cacheKey
  /// The pass that removes what is not needed.
  public var withoutDeadCode: @Sendable (_ graph: MiniGraph) -> MiniGraph = Miniature
    .withoutDeadCode
  /// The pass that computes equal expressions once.
  public var withoutCommonSubexpressions: @Sendable (_ graph: MiniGraph) -> MiniGraph =
    Miniature.withoutCommonSubexpressions
  /// An offset in one block of memory for each value.
  public var memoryPlan: @Sendable (_ values: [(size: Int, born: Int, dies: Int)]) -> [Int] =
    Miniature.memoryPlan
  /// A lazy dense layer.
  public var dense: @Sendable (_ units: Int, _ seed: Int) -> any MiniLayer = {
    MiniDense($0, seed: $1)
  }
  /// One step of Adam: w, m, v, gradient, t, rate, β₁, β₂, ε.
  public var adamStep:
    @Sendable (
      MiniTensor, MiniTensor, MiniTensor, MiniTensor, Int, Float, Float, Float, Float
    ) -> (w: MiniTensor, m: MiniTensor, v: MiniTensor) = Miniature.adamStep
  /// A shuffle of a source through a buffer.
  public var bufferedShuffle:
    @Sendable (AnyIterator<Int>, _ buffer: Int, _ draw: @escaping (Int) -> Int) -> AnyIterator<Int> =
      Miniature.bufferedShuffle
  /// A window that moves over images.
  public var convolved: @Sendable (_ images: Value, _ kernel: Value) -> Value = Miniature.convolved

  /// Miniature's own pieces.
  public init() {}
}
