/// Each row replaced by the sum of all rows of the same position.
///
///     y[i] = sum of x[j] over all j with indices[j] == indices[i]
///
/// Each position keeps as many rows as it had, all equal, since the number of distinct positions is
/// known only when a graph runs, and shapes must be known before. The cost is that of the rows,
/// however large the table is into which the positions point.
struct EqualRowSums: Primitive {
  var name: String { "equalRowSums" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[0].spec }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let positions = inputs[1].integers
    // The first row of each position holds its sum; the others are added to it, in their order.
    let (first, isUnique) = firstRows(positions)
    guard !isUnique else { return inputs[0] }
    let indices = Tensor(first, shape: [first.count])
    let sums = ScatterAdd(lookup: .rows)
      .run([Tensor.zeros(spec.shape, dtype: spec.dtype), indices, inputs[0]], spec)
    return Gather(lookup: .rows).run([sums, indices], spec)
  }

  /// Each row is a term of all sums of its position, so its gradient is the sum of theirs.
  func gradient(_ call: Call, input: Int) -> Tensor? {
    input == 0 ? bind(EqualRowSums(), [call.dy, call[1]]) : nil
  }

  /// For each row, the first row of the same position, and whether all positions are distinct.
  ///
  /// It uses a hash table of at least twice as many slots as rows, with linear probing: a
  /// `Dictionary`, which would be simpler, takes as long as all the sums.
  private func firstRows(_ positions: [Int]) -> (rows: [Int], isUnique: Bool) {
    let bits = Int.bitWidth - max(positions.count, 1).leadingZeroBitCount + 1
    var table = [Int](repeating: -1, count: 1 << bits)
    var isUnique = true
    let rows = positions.enumerated().map { row, position in
      // Fibonacci hashing: Knuth, The art of computer programming, volume 3, section 6.4.
      var slot = Int((UInt(bitPattern: position) &* 0x9e37_79b9_7f4a_7c15) >> (64 - bits))
      while table[slot] >= 0 && positions[table[slot]] != position {
        slot = (slot + 1) & (table.count - 1)
      }
      if table[slot] < 0 { table[slot] = row } else { isUnique = false }
      return table[slot]
    }
    return (rows, isUnique)
  }
}
