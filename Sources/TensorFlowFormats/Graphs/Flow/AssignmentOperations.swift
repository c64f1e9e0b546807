import Tapestry

extension GraphOperations {
  /// Variables that are assigned in part.
  static let assignmentOperations: [String: GraphOperation] = {
    var table: [String: GraphOperation] = [:]
    func rows(_ name: String, _ change: @escaping @Sendable (Tensor, Tensor, Tensor) -> Tensor) {
      table["ResourceScatter" + name] = { call in
        if name != "Update" { _ = try call.numeric(2) }
        let variable = try call.variable()
        let (indices, values) = try call.rows(of: variable)
        variable.assign(change(variable.tensor, indices, values))
        return []
      }
    }
    func positions(_ name: String, _ change: @escaping @Sendable (Tensor, Tensor, Tensor) -> Tensor)
    {
      table["ResourceScatterNd" + name] = { call in
        if name != "Update" { _ = try call.numeric(2) }
        let variable = try call.variable()
        let (indices, updates) = (try call.tensor(1), try call.tensor(2))
        variable.assign(try scattered(call, variable.tensor, indices, updates, change))
        return []
      }
    }
    rows("Update") { scatterUpdate($0, $1, $2) }
    rows("Add") { scatterAdd($0, $1, $2) }
    rows("Sub") { scatterAdd($0, $1, -$2) }
    rows("Mul") { $0 * unsortedSegmentProd($2, $1, count: $0.rows) }
    rows("Div") { $0 / unsortedSegmentProd($2, $1, count: $0.rows) }
    rows("Max") { maximum($0, unsortedSegmentMax($2, $1, count: $0.rows)) }
    rows("Min") { minimum($0, unsortedSegmentMin($2, $1, count: $0.rows)) }
    positions("Update") { scatterUpdate($0, $1, $2) }
    positions("Add") { scatterAdd($0, $1, $2) }
    positions("Sub") { scatterAdd($0, $1, -$2) }
    positions("Max") { maximum($0, unsortedSegmentMax($2, $1, count: $0.rows)) }
    positions("Min") { minimum($0, unsortedSegmentMin($2, $1, count: $0.rows)) }

    table["ResourceGatherNd"] = { call in
      [.tensor(try gatheredND(call, try call.variable().tensor, try call.tensor(1)))]
    }
    table["ResourceStridedSliceAssign"] = { call in
      let variable = try call.variable()
      let (shape, value) = (variable.shape, try call.tensor(4))
      let positions = try call.stridedPositions(of: shape)
      guard value.dtype == variable.dtype,
        try call.broadcast(positions.shape, value.shape) == positions.shape
      else { throw call.fail("\(value.spec) for a part of shape \(positions.shape)") }
      let changed = scatterUpdate(
        reshape(variable.tensor, [shape.elementCount]), reshape(positions, [positions.count]),
        reshape(broadcast(value, to: positions.shape), [positions.count]))
      variable.assign(reshape(changed, shape.dimensions))
      return []
    }
    return table
  }()
}

extension Tensor {
  /// The size of the first dimension of a tensor that is not a scalar.
  var rows: Int { shape.dimensions[0] }
}

extension NodeCall {
  /// Positions of a variable's rows, and a value for each.
  func rows(
    of variable: Variable, at index: Int = 1, values: Int = 2
  ) throws -> (indices: Tensor, values: Tensor) {
    let (indices, values) = (try tensor(index), try tensor(values))
    let sizes = variable.shape.dimensions
    guard !sizes.isEmpty, indices.dtype.isInteger, values.dtype == variable.dtype else {
      throw fail("rows \(values.spec) at \(indices.spec) of \(variable.shape)")
    }
    let shape = Shape(indices.shape.dimensions + sizes.dropFirst())
    // A scalar may stand for all values.
    guard values.shape == shape || values.rank == 0 else {
      throw fail("rows \(values.spec) at \(indices.spec) of \(variable.shape)")
    }
    return (indices, Tapestry.broadcast(values, to: shape))
  }
}
