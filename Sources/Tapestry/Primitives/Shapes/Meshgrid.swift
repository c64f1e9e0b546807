/// How `meshgrid` orders dimensions.
public enum MeshgridIndexing: Sendable {
  /// As coordinates of a plane: the first vector runs along columns, the second along rows.
  case xy
  /// As indices of a matrix: vector i runs along dimension i.
  case ij
}

/// The coordinates of all points of the grid that the vectors span: one tensor for each vector.
///
/// ```swift
/// let grid = meshgrid([Tensor([1, 2, 3]), Tensor([10, 20])])
/// grid[0]   // [[1, 2, 3], [1, 2, 3]]
/// grid[1]   // [[10, 10, 10], [20, 20, 20]]
/// ```
///
/// Nothing is copied.
///
/// - Parameters:
///   - vectors: the coordinates along each dimension; a scalar counts as a vector of one.
///   - indexing: `.xy` exchanges the first two dimensions, as plots need them.
/// - **Shapes:** one dimension for each vector.
/// - **DTypes:** all.
/// - **Gradient:** of each vector.
/// - Precondition: no vector has more than one dimension.
public func meshgrid(
  _ vectors: [any TensorConvertible], indexing: MeshgridIndexing = .xy
) -> [Tensor] {
  let vectors = vectors.map(\.tensor)
  for (index, vector) in vectors.enumerated() where vector.rank > 1 {
    misuse(
      "meshgrid", "vector \(index) has shape \(vector.shape)",
      cure: "give vectors: reshape(x, [-1])")
  }
  var order = Array(vectors.indices)
  if indexing == .xy && order.count > 1 { order.swapAt(0, 1) }
  let shape = Shape(order.map { vectors[$0].count })
  return vectors.enumerated().map { index, vector in
    var dimensions = [Int](repeating: 1, count: vectors.count)
    dimensions[order[index]] = vector.count
    return broadcast(reshape(vector, Shape(dimensions)), to: shape)
  }
}
