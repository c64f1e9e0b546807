/// The calls of a record that look up rows of variables, taken out of it: the gradient with respect
/// to such a variable is the rows, and not a table of zeros around them.
///
/// A table of a million rows of which a step reads a few would otherwise have a gradient of a
/// million rows. The backward walk ends at the rows that were looked up, as at any source, and what
/// it finds there is the variable's gradient. Where there is another operation between the variable
/// and the lookup, the lookup stays in the record and gives a table.
struct Lookups {
  /// The record without the lookups.
  let others: [TapeRecord.Entry]
  /// The lookups in each variable.
  private var lookups: [TapeRecord.ValueID: [TapeRecord.Entry]] = [:]

  init(_ record: TapeRecord, in variables: [Variable]) {
    let variables = Set(variables)
    /// The variables' identities, by those of the values that were read from them.
    var variableRead: [TapeRecord.ValueID: TapeRecord.ValueID] = [:]
    var others: [TapeRecord.Entry] = []
    for entry in record.entries {
      if let variable = entry.primitive.variableRead, variables.contains(variable) {
        variableRead[entry.outputID] = record.inputIDs(of: entry).first!
      }
      if let gather = entry.primitive as? Gather, gather.lookup == .rows,
        let table = record.inputIDs(of: entry).first!, let variable = variableRead[table]
      {
        lookups[variable, default: []].append(entry)
      } else {
        others.append(entry)
      }
    }
    self.others = others
  }

  /// The values that were looked up.
  var results: [TapeRecord.ValueID] { lookups.values.flatMap { $0.map(\.outputID) } }

  /// A variable's gradient, from its lookups and its other uses.
  func form(of variable: TapeRecord.ValueID, _ gradients: [Tensor?]) -> GradientForm? {
    let dense = gradients[variable.index]
    let found = (lookups[variable] ?? []).compactMap { entry in
      gradients[entry.outputID.index].map { Self.slices(entry, dy: $0) }
    }
    guard let shape = found.first?.denseShape else { return dense.map { .dense($0) } }
    let slices =
      found.count == 1
      ? found[0]
      : IndexedSlices(
        values: concat(found.map(\.values), axis: 0),
        indices: concat(found.map { cast($0.indices, to: .int64) }, axis: 0), denseShape: shape)
    return dense.map { .dense($0 + slices.dense) } ?? .slices(slices)
  }

  private static func slices(_ lookup: TapeRecord.Entry, dy: Tensor) -> IndexedSlices {
    let (table, indices) = (lookup.inputs[0], lookup.inputs[1])
    return IndexedSlices(
      values: reshape(dy, [indices.count] + table.shape.dimensions.dropFirst()),
      indices: reshape(indices, [indices.count]), denseShape: table.shape)
  }
}
