/// Gives some rows of a variable new values, or adds to them, and leaves the others as they are.
///
/// What an optimizer writes is `variable.assign(scatterAdd(variable, indices, updates))`: a new table,
/// of which nearly all rows are copies. Where nobody else needs the old table or the new one, a graph
/// runs this in its place, whose cost is that of the rows.
struct AssignRows: Primitive {
  let variable: Variable
  /// Whether rows are added to; else they are replaced, in the order of the indices.
  let adds: Bool
  var name: String { adds ? "assignAddRows" : "assignRows" }
  var variableAssigned: Variable? { variable }

  /// The inputs are the indices and the rows. The result is empty: nobody needs it.
  func spec(_ inputs: [Tensor]) -> TensorSpec { TensorSpec(shape: [0], dtype: variable.dtype) }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let blocks = Lookup.rows.blocks(variable.shape, inputs[0].shape)
    let positions = inputs[0].positions(below: blocks.size, in: name)
    let rows = inputs[1].contiguous()
    variable.change { table in
      if adds {
        ScatterAdd(lookup: .rows).add(rows, blocks, positions, to: table)
      } else {
        ScatterUpdate().put(rows, blocks, positions, into: table)
      }
    }
    return Tensor(uninitialized: spec.shape, dtype: spec.dtype)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}
