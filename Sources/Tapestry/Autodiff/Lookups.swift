/// Gradients of rows that were looked up in a table, while a tape walks back: the rows, and not a
/// table of zeros around them.
///
/// The gradient of `gather` writes rows into a table of zeros, and the next step back is the
/// reading of the variable, which changes nothing. Between the two the rows are kept here. Where
/// something else stands between, the table is made after all.
final class Lookups {
  /// Rows by the number of the value in which they were looked up.
  private var rows: [Int: [IndexedSlices]] = [:]

  /// Keeps the rows if the call is a look-up in a value; says whether it is one.
  func take(_ primitive: any Primitive, _ call: Call, input: Int, of source: Int) -> Bool {
    guard input == 0, let gather = primitive as? Gather, gather.lookup == .rows else {
      return false
    }
    let shape = call[0].shape
    let count = call[1].count
    rows[source, default: []].append(
      IndexedSlices(
        values: reshape(call.dy, [count] + shape.dimensions.dropFirst()),
        indices: reshape(call[1], [count]), denseShape: shape))
    return true
  }

  /// Hands the rows of what a call has computed on to the variable that it reads; if it is no read,
  /// makes a whole gradient of them.
  func pass(_ entry: GradientTape.Entry, _ changes: inout [Tensor?]) {
    guard let found = rows.removeValue(forKey: entry.outputNumber) else { return }
    if entry.primitive.variableRead != nil, let variable = entry.inputNumbers[0] {
      rows[variable, default: []] += found
    } else {
      for slices in found {
        let dense = slices.dense
        changes[entry.outputNumber] = changes[entry.outputNumber].map { $0 + dense } ?? dense
      }
    }
  }

  /// All that is known of a variable's gradient.
  func form(of number: Int, beside dense: Tensor?) -> GradientForm? {
    guard let found = rows[number], let shape = found.first?.denseShape else {
      return dense.map { .dense($0) }
    }
    let slices =
      found.count == 1
      ? found[0]
      : IndexedSlices(
        values: concat(found.map(\.values), axis: 0),
        indices: concat(found.map { cast($0.indices, to: .int64) }, axis: 0), denseShape: shape)
    return dense.map { .dense($0 + slices.dense) } ?? .slices(slices)
  }
}

extension Lookup {
  /// Whole rows along the first dimension.
  fileprivate static let rows = Lookup(axis: 0, batchDimensions: 0)
}
