import CKernels

/// An assignment to some rows of a variable, which replaces them or adds to them and leaves the
/// others as they are.
///
/// An optimizer writes `variable.assign(scatterAdd(variable, indices, -rate * updates))`, which
/// makes a new table, nearly all of whose rows are copies. Where nothing else needs the old table
/// or the new one, a graph runs this operation instead, which costs only as much as the rows.
struct AssignRows: PartialPrimitive {
  let variable: Variable
  let change: Change
  /// The shape to which the rows were broadcast: the gradient of a mean over words is the same row
  /// for each word, and is never written out.
  var repetition: Shape?

  /// What happens to a row.
  enum Change: Hashable, Sendable {
    /// It is replaced, in the order of the indices.
    case replacement
    /// Another row is added to it.
    case addition
    /// A multiple of another row is added to it; the third input is the factor.
    case scaledAddition
  }

  var name: String { change == .replacement ? "assignRows" : "assignAddRows" }
  var variableAssigned: Variable? { variable }

  /// The inputs are the indices and the rows. The result is empty, since it is not needed.
  func spec(_ inputs: [Tensor]) -> TensorSpec { TensorSpec(shape: [0], dtype: variable.dtype) }

  func attempt(_ inputs: [Tensor], _ spec: TensorSpec) throws(InvalidUse) -> Tensor {
    let blocks = Lookup.rows.blocks(variable.shape, inputs[0].shape)
    let indices = try Indices(inputs[0], below: blocks.size, in: name)
    let rows = repetition.map { inputs[1].repeated($0) } ?? inputs[1]
    variable.change { table in
      switch (change, variable.dtype) {
      case (.replacement, _): ScatterUpdate().put(rows.contiguous(), blocks, indices, into: table)
      case (.scaledAddition, .float32):
        add(rows, times: inputs[2], indices.tensor.integers, to: table, kernel_add_product_f32)
      case (.scaledAddition, .float64):
        add(rows, times: inputs[2], indices.tensor.integers, to: table, kernel_add_product_f64)
      default:
        ScatterAdd(lookup: .rows).add(rows.contiguous(), blocks, indices, to: table)
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
      inTurns(positions.count * length) { isOurs in
        for (row, position) in positions.enumerated() where isOurs(position) {
          kernel(factor.pointee, from + starts[row], to + position * length, length)
        }
      }
    }
  }

  /// Runs `body` once, or on all cores, each of which takes different positions. Each position
  /// belongs to one call, so that it sees its updates in order. The last bits of the position
  /// decide to which call it belongs, since frequent words are next to each other.
  private func inTurns(
    _ elementCount: Int, _ body: (_ isOurs: (_ position: Int) -> Bool) -> Void
  ) {
    let turns = elementCount >= 1 << 16 && coreCount > 1 ? 8 : 1
    parallel(turns, smallest: 2, multiple: 1) { part in
      for turn in part { body { $0 & (turns - 1) == turn } }
    }
  }
}

extension Tensor {
  /// The start of each row, for rows whose elements are adjacent: those of the tensor itself, which
  /// may be a view that repeats rows, or else those of a copy.
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
