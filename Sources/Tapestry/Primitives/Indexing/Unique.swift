/// The distinct elements of a vector in order of first occurrence, the index among them of each
/// element, and how often each one occurs.
///
/// ```swift
/// let (values, indices, counts) = unique(Tensor([7, 9, 7, 8]))
/// values     // [7, 9, 8]
/// indices    // [0, 1, 0, 2]
/// counts     // [2, 1, 1]
/// ```
///
/// `gather(values, indices)` gives the vector back. 0 and -0 are equal; each NaN is distinct from
/// all others.
///
/// - **DTypes:** all; the indices and counts are `int32`.
/// - **Gradient:** of the values.
/// - **Complexity:** O(n), that of the radix sort that finds equal elements.
/// - Precondition: x is a vector, and no graph is being traced, because a graph's shapes cannot
///   depend on values.
public func unique(
  _ x: some TensorConvertible
) -> (values: Tensor, indices: Tensor, counts: Tensor) {
  let x = x.tensor
  guard x.rank == 1 else {
    misuse("unique", "a tensor of shape \(x.shape)", cure: "make it a vector: reshape(x, [-1])")
  }
  guard Context.current.interpreter == nil else {
    misuse(
      "unique",
      "the number of different elements depends on values, which a graph does not have yet",
      cure: "call it outside the graph, or sort, which keeps the shape")
  }
  let groups = Groups(of: x)
  let count = Shape([groups.first.count])
  return (
    gather(x, Tensor(groups.first, shape: count)), Tensor(groups.indices, shape: x.shape),
    Tensor(groups.counts, shape: count)
  )
}

/// The elements of a vector by what they equal, in order of first occurrence.
///
/// Equal elements are neighbours once the vector is sorted, which the radix sort does many times
/// faster than a hash table finds them.
private struct Groups {
  /// Where the first element of each group is.
  private(set) var first: [Int32] = []
  private(set) var counts: [Int32] = []
  /// The group of each element.
  private(set) var indices: [Int32]

  init(of x: Tensor) {
    indices = [Int32](repeating: 0, count: x.count)
    func group<T: Scalar>(_: T.Type) {
      let elements = x.scalars(as: T.self)
      var last: T?
      for position in argsort(x).scalars(as: Int32.self) {
        let element = elements[Int(position)]
        if element == last {
          // The sort keeps the order of equal elements, but tells -0 from 0.
          first[first.count - 1] = min(first[first.count - 1], position)
          counts[counts.count - 1] += 1
        } else {
          first.append(position)
          counts.append(1)
          last = element
        }
        indices[Int(position)] = Int32(first.count - 1)
      }
    }
    group(x.dtype.scalarType)
    sortByOccurrence()
  }

  /// From the order of the elements' sizes to that of their first occurrence.
  private mutating func sortByOccurrence() {
    let order = argsort(Tensor(first, shape: [first.count])).scalars(as: Int32.self)
    var places = [Int32](repeating: 0, count: order.count)
    for (place, group) in order.enumerated() { places[Int(group)] = Int32(place) }
    for position in indices.indices { indices[position] = places[Int(indices[position])] }
    first = order.map { first[Int($0)] }
    counts = order.map { counts[Int($0)] }
  }
}
