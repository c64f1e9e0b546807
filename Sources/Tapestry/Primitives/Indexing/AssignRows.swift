import CKernels

/// Gives some rows of a variable new values, or adds to them, and leaves the others as they are.
///
/// What an optimizer writes is `variable.assign(scatterAdd(variable, indices, -rate * updates))`: a
/// new table, of which nearly all rows are copies. Where nobody else needs the old table or the new
/// one, a graph runs this in its place, whose cost is that of the rows.
struct AssignRows: Primitive {
  let variable: Variable
  let change: Change
  /// The shape in which the rows were repeated: those of a mean over words are the same row for
  /// each of them, and never written down.
  var repetition: Shape?

  /// What happens to a row.
  enum Change: Hashable, Sendable {
    /// It is replaced, in the order of the indices.
    case replacement
    /// Something is added.
    case addition
    /// A multiple of something, of which the third input is the factor.
    case scaledAddition
  }

  var name: String { change == .replacement ? "assignRows" : "assignAddRows" }
  var variableAssigned: Variable? { variable }

  /// The inputs are the indices and the rows. The result is empty: nobody needs it.
  func spec(_ inputs: [Tensor]) -> TensorSpec { TensorSpec(shape: [0], dtype: variable.dtype) }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let blocks = Lookup.rows.blocks(variable.shape, inputs[0].shape)
    let positions = inputs[0].positions(below: blocks.size, in: name)
    let rows = repetition.map { inputs[1].repeated($0) } ?? inputs[1]
    variable.change { table in
      switch (change, variable.dtype) {
      case (.replacement, _): ScatterUpdate().put(rows.contiguous(), blocks, positions, into: table)
      case (.scaledAddition, .float32):
        add(rows, times: inputs[2], positions, to: table, kernel_add_product_f32)
      case (.scaledAddition, .float64):
        add(rows, times: inputs[2], positions, to: table, kernel_add_product_f64)
      default:
        ScatterAdd(lookup: .rows).add(rows.contiguous(), blocks, positions, to: table)
      }
    }
    return Tensor(uninitialized: spec.shape, dtype: spec.dtype)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }

  /// table[positions[i]] += factor · rows[i], one after the other.
  private func add<T: FloatingScalar>(
    _ rows: Tensor, times factor: Tensor, _ positions: [Int], to table: Tensor,
    _ kernel: @Sendable (T, UnsafePointer<T>?, UnsafeMutablePointer<T>?, Int) -> Void
  ) {
    let length = table.shape.elementCount / max(table.shape[0], 1)
    let (rows, starts) = rows.withRowStarts(count: positions.count, length: length)
    withElements(of: rows, as: T.self, table, as: T.self, factor, as: T.self) { from, to, factor in
      Lookup.inTurns(positions.count * length) { isOurs in
        for (row, position) in positions.enumerated() where isOurs(position) {
          kernel(factor.pointee, from + starts[row], to + position * length, length)
        }
      }
    }
  }
}

extension Tensor {
  /// Where each row begins, for rows whose elements stand side by side: those of a view that
  /// repeats rows, or, of other views, of a copy.
  fileprivate func withRowStarts(count: Int, length: Int) -> (rows: Tensor, starts: [Int]) {
    var leading = shape.rank
    var (elements, isSideBySide) = (1, true)
    while leading > 0, elements < length {
      leading -= 1
      isSideBySide = isSideBySide && (strides[leading] == elements || shape[leading] == 1)
      elements *= shape[leading]
    }
    guard isSideBySide, elements == length else {
      return (contiguous(), (0..<count).map { $0 * length })
    }
    var starts = [0]
    for axis in 0..<leading {
      let step = strides[axis]
      starts = starts.flatMap { start in (0..<shape[axis]).map { start + $0 * step } }
    }
    return (self, starts)
  }
}
