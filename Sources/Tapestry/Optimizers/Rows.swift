/// All rows of a variable, or some of them: the places that a formula reads and changes.
///
/// With it one formula serves both for gradients of which all rows are given and for slices.
struct Rows {
  let variable: Variable
  /// The positions of the rows; nil for all.
  let indices: Tensor?

  /// The rows now.
  var tensor: Tensor {
    if let indices { gather(variable, indices) } else { variable.tensor }
  }

  /// Replaces the rows.
  func assign(_ value: Tensor) {
    if let indices {
      variable.assign(scatterUpdate(variable, indices, value))
    } else {
      variable.assign(value)
    }
  }
}

extension Optimizer {
  /// The same rows of a slot.
  func slot(_ slotName: String, for rows: Rows) -> Rows {
    Rows(variable: slot(slotName, for: rows.variable), indices: rows.indices)
  }
}
