import Tapestry

extension GraphOperations {
  /// Scattering, segments, and elements in order.
  static let positionOperations: [String: GraphOperation] = {
    var table: [String: GraphOperation] = [:]
    table["TensorScatterAdd"] = { call in
      let (x, indices, updates) = (try call.tensor(0), try call.tensor(1), try call.tensor(2))
      return [.tensor(try scattered(call, x, indices, updates) { scatterAdd($0, $1, $2) })]
    }
    table["TensorScatterUpdate"] = { call in
      let (x, indices, updates) = (try call.tensor(0), try call.tensor(1), try call.tensor(2))
      return [.tensor(try scattered(call, x, indices, updates) { scatterUpdate($0, $1, $2) })]
    }
    table["ScatterNd"] = { call in
      let updates = try call.tensor(1)
      let shape = try call.shape(try call.integers(2))
      let x = known { Tensor.zeros(shape, dtype: updates.dtype) }
      let indices = try call.tensor(0)
      return [.tensor(try scattered(call, x, indices, updates) { scatterAdd($0, $1, $2) })]
    }
    for (name, fold) in segmentFolds {
      table[name] = { call in
        let (x, segments) = (try call.numeric(0), try call.tensor(1))
        let count = try call.integer(2)
        guard segments.dtype.isInteger, count >= 0, count < 1 << 28, segments.rank <= x.rank,
          x.shape.dimensions.prefix(segments.rank) == segments.shape.dimensions[...]
        else { throw call.fail("segments \(segments.spec) of \(x.spec)") }
        if !segments.isSymbolic {
          let numbers = initScope { cast(segments, to: .int64).scalars(as: Int.self) }
          guard numbers.allSatisfy({ $0 < count }) else {
            throw call.fail("a segment beyond \(count)")
          }
        }
        _ = try call.shape([count] + x.shape.dimensions.dropFirst(segments.rank))
        return [.tensor(fold(x, segments, count))]
      }
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
    table["StridedSliceGrad"] = { call in
      let shape = try call.shape(try call.integers(0))
      let dy = try call.numeric(4)
      // The gradient of the slice that the same masks describe.
      let x = identity(known { Tensor.zeros(shape, dtype: dy.dtype) })
      let positions = known {
        Tensor((0..<shape.elementCount).map(Int64.init), shape: shape)
      }
      let slice = NodeCall(
        node: call.node, place: call.place,
        inputs: [.tensor(positions)] + call.inputs[1..<4], interpreter: call.interpreter)
      let places = try slice.stridedSlice()
      guard places.shape == dy.shape else {
        throw call.fail("gradients \(dy.spec) for a part of shape \(places.shape)")
      }
      let flat = scatterAdd(
        reshape(x, [shape.elementCount]), reshape(places, [places.count]),
        reshape(dy, [dy.count]))
      return [.tensor(reshape(flat, shape.dimensions))]
    }
    table["InvertPermutation"] = { call in
      let order = try call.integers(0)
      guard order.sorted() == Array(order.indices) else { throw call.fail("order \(order)") }
      var back = order
      for (place, old) in order.enumerated() { back[old] = place }
      return [.tensor(sizes(back, try call.tensor(0).dtype))]
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

  private static let segmentFolds: [(String, @Sendable (Tensor, Tensor, Int) -> Tensor)] = [
    ("UnsortedSegmentSum", { unsortedSegmentSum($0, $1, count: $2) }),
    ("UnsortedSegmentProd", { unsortedSegmentProd($0, $1, count: $2) }),
    ("UnsortedSegmentMax", { unsortedSegmentMax($0, $1, count: $2) }),
    ("UnsortedSegmentMin", { unsortedSegmentMin($0, $1, count: $2) }),
  ]

  /// Slices put where the last dimension of the indices says, by way of rows: the dimensions that
  /// the indices name count as one.
  private static func scattered(
    _ call: NodeCall, _ x: Tensor, _ indices: Tensor, _ updates: Tensor,
    _ put: (Tensor, Tensor, Tensor) -> Tensor
  ) throws -> Tensor {
    guard indices.rank > 0, indices.dtype.isInteger, x.dtype == updates.dtype, x.dtype != .bool,
      let depth = indices.shape.dimensions.last, depth > 0, depth <= x.rank
    else { throw call.fail("indices \(indices.spec) into \(x.spec)") }
    let (named, rest) = (
      x.shape.dimensions.prefix(depth), x.shape.dimensions.dropFirst(depth)
    )
    guard updates.shape.dimensions == indices.shape.dimensions.dropLast() + rest else {
      throw call.fail("updates \(updates.spec) for indices \(indices.spec) into \(x.spec)")
    }
    let steps = Shape(Array(named)).contiguousSteps
    for (axis, size) in named.enumerated() where !indices.isSymbolic {
      let column = initScope {
        split(indices, into: depth, axis: indices.rank - 1)[axis]
      }
      try call.checkPositions(column, size: size)
    }
    let scale = known { Tensor(steps.map(Int64.init), shape: [depth]) }
    let places = (cast(indices, to: .int64) * scale).sum(axis: -1)
    let count = indices.shape.dimensions.dropLast().reduce(1, *)
    let result = put(
      reshape(x, [named.reduce(1, *)] + rest), reshape(places, [count]),
      reshape(updates, [count] + rest))
    return reshape(result, x.shape.dimensions)
  }
}

extension Shape {
  /// How many elements one step along each dimension passes over.
  fileprivate var contiguousSteps: [Int] {
    var steps = [Int](repeating: 1, count: rank)
    for axis in dimensions.indices.dropLast().reversed() {
      steps[axis] = steps[axis + 1] * dimensions[axis + 1]
    }
    return steps
  }
}
