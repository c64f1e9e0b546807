/// What a weight adds to the loss by its size alone.
///
/// ```swift
/// Dense(4, kernelRegularizer: .l2(0.01))
/// ```
///
/// Traps: a literal that is no name, with the names that there are.
public struct Regularizer: Sendable, ExpressibleByStringLiteral {
  /// The name, as configurations hold it.
  public let name: String
  /// What the regularizer was made with.
  public let config: Config
  private let penalty: @Sendable (Tensor) -> Tensor

  /// A regularizer of one's own.
  public init(
    _ name: String, config: Config = [:], _ penalty: @escaping @Sendable (Tensor) -> Tensor
  ) {
    self.name = name
    self.config = config
    self.penalty = penalty
  }

  /// The regularizer of this name.
  ///
  /// Throws: `UnknownName` with all names.
  public init(named name: String) throws(UnknownName) {
    let all = [Regularizer.l1(), .l2(), .l1l2()]
    guard let known = all.first(where: { $0.name == name }) else {
      throw UnknownName(kind: "regularizer", name: name, known: all.map(\.name))
    }
    self = known
  }

  /// The regularizer of this name.
  public init(stringLiteral name: String) {
    do {
      try self.init(named: name)
    } catch {
      misuse("Regularizer", error.problem, cure: error.cure)
    }
  }

  /// What the weight adds to the loss.
  public func callAsFunction(_ weight: some TensorConvertible) -> Tensor { penalty(weight.tensor) }

  /// The sum of the absolute values: it drives weights to exactly 0.
  public static func l1(_ factor: Double = 0.01) -> Regularizer {
    Regularizer("l1", config: ["l1": .double(factor)]) { factor * abs($0).sum() }
  }
  /// The sum of the squares: it keeps weights small.
  public static func l2(_ factor: Double = 0.01) -> Regularizer {
    Regularizer("l2", config: ["l2": .double(factor)]) { factor * square($0).sum() }
  }
  /// Both.
  public static func l1l2(l1: Double = 0.01, l2: Double = 0.01) -> Regularizer {
    Regularizer("l1_l2", config: ["l1": .double(l1), "l2": .double(l2)]) {
      l1 * abs($0).sum() + l2 * square($0).sum()
    }
  }
}
