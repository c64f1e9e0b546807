/// The sum of all rows of the same position, in place of each of them.
///
///     y[i] = sum of x[j] over all j with indices[j] == indices[i]
///
/// Each position keeps all its rows, now equal, since how many positions differ is known only when a
/// graph runs, and shapes are known before. The cost is that of the rows, however large the table is
/// that the positions are of.
struct EqualRowSums: Primitive {
  var name: String { "equalRowSums" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[0].spec }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let positions = inputs[1].integers
    // The first row of each position holds its sum; the others are added to it, in their order.
    var firstRow: [Int: Int] = [:]
    firstRow.reserveCapacity(positions.count)
    let first = positions.enumerated().map { row, position in
      if let known = firstRow[position] { return known }
      firstRow[position] = row
      return row
    }
    guard firstRow.count < positions.count else { return inputs[0] }
    let indices = Tensor(first, shape: [first.count])
    let sums = ScatterAdd(lookup: .rows)
      .run([Tensor.zeros(spec.shape, dtype: spec.dtype), indices, inputs[0]], spec)
    return Gather(lookup: .rows).run([sums, indices], spec)
  }

  /// A row goes into all sums of its position, each as it is.
  func gradient(_ call: Call, input: Int) -> Tensor? {
    input == 0 ? bind(EqualRowSums(), [call.dy, call[1]]) : nil
  }
}
