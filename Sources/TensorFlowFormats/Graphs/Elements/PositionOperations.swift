import Tapestry

extension GraphOperations {
  /// Scattering, segments, and elements in order.
  static let positionOperations: [String: GraphOperation] = {
    var table: [String: GraphOperation] = [:]
    table["TensorScatterAdd"] = { call in
      let (x, indices, updates) = (try call.tensor(0), try call.tensor(1), try call.numeric(2))
      return [.tensor(try scattered(call, x, indices, updates) { scatterAdd($0, $1, $2) })]
    }
    table["TensorScatterUpdate"] = { call in
      let (x, indices, updates) = (try call.tensor(0), try call.tensor(1), try call.tensor(2))
      return [.tensor(try scattered(call, x, indices, updates) { scatterUpdate($0, $1, $2) })]
    }
    table["TensorScatterSub"] = { call in
      let (x, indices, updates) = (try call.tensor(0), try call.tensor(1), try call.numeric(2))
      return [.tensor(try scattered(call, x, indices, updates) { scatterAdd($0, $1, -$2) })]
    }
    table["TensorScatterMax"] = { call in
      let (x, indices, updates) = (try call.tensor(0), try call.tensor(1), try call.numeric(2))
      return [
        .tensor(
          try scattered(call, x, indices, updates) {
            maximum($0, unsortedSegmentMax($2, $1, count: $0.rows))
          })
      ]
    }
    table["TensorScatterMin"] = { call in
      let (x, indices, updates) = (try call.tensor(0), try call.tensor(1), try call.numeric(2))
      return [
        .tensor(
          try scattered(call, x, indices, updates) {
            minimum($0, unsortedSegmentMin($2, $1, count: $0.rows))
          })
      ]
    }
    table["ScatterNd"] = { call in
      let updates = try call.tensor(1)
      let shape = try call.shape(try call.integers(2))
      let x = known { Tensor.zeros(shape, dtype: updates.dtype) }
      let indices = try call.tensor(0)
      // Booleans are not added up: of several at one position the last one counts.
      let isBoolean = updates.dtype == .bool
      return [
        .tensor(
          try scattered(call, x, indices, updates) {
            isBoolean ? scatterUpdate($0, $1, $2) : scatterAdd($0, $1, $2)
          })
      ]
    }
    table["TopKV2"] = { call in
      let (x, k) = (try call.numeric(0), try call.integer(1))
      guard x.rank > 0, k >= 0, k <= x.shape.dimensions[x.rank - 1] else {
        throw call.fail("\(k) elements of shape \(x.shape)")
      }
      let (values, indices) = topK(x, k)
      return [.tensor(values), .tensor(indices)]
    }
    for (name, side) in [("LowerBound", SearchSide.left), ("UpperBound", .right)] {
      table[name] = { call in
        let (rows, values) = (try call.numeric(0), try call.numeric(1))
        guard rows.dtype == values.dtype, rows.rank > 0, rows.rank == values.rank,
          rows.shape.dimensions.dropLast() == values.shape.dimensions.dropLast()
        else { throw call.fail("\(values.spec) in \(rows.spec)") }
        let found = searchSorted(rows, values, side: side)
        return [.tensor(cast(found, to: try call.dtype("out_type", default: .int32)))]
      }
    }
    table["Bucketize"] = { call in
      let x = try call.numeric(0)
      let bounds = (call.node.attr["boundaries"]?.list.f ?? []).map { Double($0) }
      guard zip(bounds, bounds.dropFirst()).allSatisfy(<=) else {
        throw call.fail("bounds that do not ascend")
      }
      let sorted = known { Tensor(bounds, shape: [bounds.count]) }
      let values = cast(reshape(x, [x.count]), to: .float64)
      let found = searchSorted(sorted, values, side: .right)
      return [.tensor(cast(reshape(found, x.shape.dimensions), to: .int32))]
    }
    table["StridedSliceGrad"] = { call in
      let shape = try call.shape(try call.integers(0))
      let dy = try call.numeric(4)
      // The gradient of the slice that the same masks describe.
      let x = identity(known { Tensor.zeros(shape, dtype: dy.dtype) })
      let positions = try call.stridedPositions(of: shape)
      guard positions.shape == dy.shape else {
        throw call.fail("gradients \(dy.spec) for a part of shape \(positions.shape)")
      }
      let flat = scatterAdd(
        reshape(x, [shape.elementCount]), reshape(positions, [positions.count]),
        reshape(dy, [dy.count]))
      return [.tensor(reshape(flat, shape.dimensions))]
    }
    table["InvertPermutation"] = { call in
      let order = try call.integers(0)
      guard order.sorted() == Array(order.indices) else { throw call.fail("order \(order)") }
      var inverse = order
      for (new, old) in order.enumerated() { inverse[old] = new }
      return [.tensor(sizes(inverse, try call.tensor(0).dtype))]
    }
    table["InTopKV2"] = { call in
      let (scores, targets, k) = (try call.floating(0), try call.tensor(1), try call.integer(2))
      guard scores.rank == 2, targets.dtype.isInteger,
        targets.shape.dimensions == [scores.shape.dimensions[0]]
      else { throw call.fail("targets \(targets.spec) among \(scores.spec)") }
      return [.tensor(inTopK(targets, scores, k))]
    }
    table["Roll"] = { call in
      let (x, shifts, axes) = (
        try call.tensor(0), try call.integers(1), try call.axes(2, rank: try call.tensor(0).rank)
      )
      guard shifts.count == axes.count else { throw call.fail("\(shifts) along \(axes)") }
      return [
        .tensor(
          zip(shifts, axes).reduce(x) { x, move in
            let size = x.shape.dimensions[move.1]
            return size == 0 ? x : roll(x, move.0 % size, axis: move.1)
          })
      ]
    }
    table["ReverseSequence"] = { call in
      let (x, lengths) = (try call.tensor(0), try call.tensor(1))
      let axis = try call.axis(try call.number("seq_dim", default: 0), rank: x.rank)
      let batch = try call.axis(try call.number("batch_dim", default: 0), rank: x.rank)
      let sizes = x.shape.dimensions
      guard axis != batch, lengths.dtype.isInteger, lengths.shape.dimensions == [sizes[batch]]
      else { throw call.fail("lengths \(lengths.spec) along axes \(batch) and \(axis)") }
      let order = [batch, axis] + (0..<x.rank).filter { $0 != batch && $0 != axis }
      let steps = known { cast(Tensor.range(sizes[axis]), to: lengths.dtype) }
      let ends = expandDims(minimum(lengths, sizes[axis]), axis: 1)
      let positions = select(steps < ends, ends - 1 - steps, steps)
      let reversed = gather(transpose(x, order), positions, axis: 1, batchDimensions: 1)
      var inverse = order
      for (new, old) in order.enumerated() { inverse[old] = new }
      return [.tensor(transpose(reversed, inverse))]
    }
    table["ClipByValue"] = { call in
      let (x, low, high) = (try call.numeric(0), try call.numeric(1), try call.numeric(2))
      guard x.dtype == low.dtype, x.dtype == high.dtype else {
        throw call.fail("bounds \(low.dtype) and \(high.dtype) of \(x.dtype)")
      }
      try call.broadcast(try call.broadcast(x.shape, low.shape), high.shape)
      return [.tensor(maximum(minimum(x, high), low))]
    }
    return table
  }()

  /// Slices put where the last dimension of the indices says, by way of rows: the dimensions that
  /// the indices name count as one.
  static func scattered(
    _ call: NodeCall, _ x: Tensor, _ indices: Tensor, _ updates: Tensor,
    _ put: (Tensor, Tensor, Tensor) -> Tensor
  ) throws -> Tensor {
    guard indices.rank > 0, indices.dtype.isInteger, x.dtype == updates.dtype,
      let depth = indices.shape.dimensions.last, depth > 0, depth <= x.rank
    else { throw call.fail("indices \(indices.spec) into \(x.spec)") }
    let (named, rest) = (
      x.shape.dimensions.prefix(depth), x.shape.dimensions.dropFirst(depth)
    )
    guard updates.shape.dimensions == indices.shape.dimensions.dropLast() + rest else {
      throw call.fail("updates \(updates.spec) for indices \(indices.spec) into \(x.spec)")
    }
    let positions = flatPositions(of: indices, in: Array(named))
    let count = indices.shape.dimensions.dropLast().reduce(1, *)
    let result = put(
      reshape(x, [named.reduce(1, *)] + rest), reshape(positions, [count]),
      reshape(updates, [count] + rest))
    return reshape(result, x.shape.dimensions)
  }

  /// The slices at positions of which the last dimension of the indices holds the coordinates.
  static func gatheredND(_ call: NodeCall, _ x: Tensor, _ indices: Tensor) throws -> Tensor {
    guard indices.rank > 0, indices.dtype.isInteger,
      let depth = indices.shape.dimensions.last, depth <= x.rank
    else { throw call.fail("indices \(indices.spec) into shape \(x.shape)") }
    return gatherND(x, indices)
  }
}
