/// The sum of all rows of the same position, in place of each of them.
///
///     y[i] = sum of x[j] over all j with indices[j] == indices[i]
///
/// Each position keeps all its rows, now equal, since how many positions differ is known only when
/// a graph runs, and shapes are known before. The cost is that of the rows, however large the table
/// is that the positions are of.
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

  /// A row goes into all sums of its position, each as it is.
  func gradient(_ call: Call, input: Int) -> Tensor? {
    input == 0 ? bind(EqualRowSums(), [call.dy, call[1]]) : nil
  }

  /// The first row of the same position, for each row, and whether that is each row itself.
  ///
  /// By a table of at least twice as many places as rows, in which a row looks for its position
  /// from one place on that its bits name: a `Dictionary`, which would say the same, takes as long
  /// as all the sums.
  private func firstRows(_ positions: [Int]) -> (rows: [Int], isUnique: Bool) {
    let bits = Int.bitWidth - max(positions.count, 1).leadingZeroBitCount + 1
    var table = [Int](repeating: -1, count: 1 << bits)
    var isUnique = true
    let rows = positions.enumerated().map { row, position in
      // Fibonacci hashing: Knuth, The art of computer programming, volume 3, section 6.4.
      var place = Int((UInt(bitPattern: position) &* 0x9e37_79b9_7f4a_7c15) >> (64 - bits))
      while table[place] >= 0 && positions[table[place]] != position {
        place = (place + 1) & (table.count - 1)
      }
      if table[place] < 0 { table[place] = row } else { isUnique = false }
      return table[place]
    }
    return (rows, isUnique)
  }
}
