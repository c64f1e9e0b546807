/// All rows of a variable, or some of them: the part that a formula reads and updates.
///
/// With it, the same formula works for dense gradients and for slices.
struct Rows {
  let variable: Variable
  /// The positions of the rows; nil for all.
  let indices: Tensor?

  /// The current values of the rows.
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
