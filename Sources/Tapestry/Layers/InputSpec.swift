/// A description of the inputs that a layer accepts.
public struct InputSpec: Sendable, Hashable {
  /// The number of dimensions; nil for any.
  public var rank: Int?
  /// The smallest number of dimensions; nil for any.
  public var minimumRank: Int?
  /// The sizes that some dimensions must have, by axis; negative axes count from the last.
  public var sizes: [Int: Int]

  /// A description of inputs.
  public init(rank: Int? = nil, minimumRank: Int? = nil, sizes: [Int: Int] = [:]) {
    self.rank = rank
    self.minimumRank = minimumRank
    self.sizes = sizes
  }

  /// - Throws: `InvalidUse` for an input of another shape.
  func accept(_ shape: Shape, layer: String) throws(InvalidUse) {
    if let rank, shape.rank != rank {
      throw InvalidUse(
        layer, "an input of shape \(shape), which has \(shape.rank) dimensions, not \(rank)",
        cure: "reshape the input, or add the dimension of the batch: x[.newAxis]")
    }
    if let minimumRank, shape.rank < minimumRank {
      throw InvalidUse(
        layer, "an input of shape \(shape), which has fewer than \(minimumRank) dimensions",
        cure: "add the dimension of the batch: x[.newAxis], or reshape the input")
    }
    for (axis, size) in sizes.sorted(by: { $0.key < $1.key }) where shape[axis] != size {
      throw InvalidUse(
        layer,
        "an input of shape \(shape); axis \(axis) must have size \(size), as in the call that built "
          + "the layer",
        cure: "give it inputs of that size, or make another layer for these")
    }
  }

  /// Stops the program if an input has another shape.
  func check(_ shape: Shape, layer: String) {
    trapping { () throws(InvalidUse) in try accept(shape, layer: layer) }
  }
}
