import Tapestry

extension GraphOperations {
  /// The same elements in other shapes, and shapes as tensors.
  static let shapeOperations: [String: GraphOperation] = [
    "Shape": { call in
      let shape = try call.tensor(0).shape
      return [.tensor(sizes(shape.dimensions, try call.dtype("out_type", default: .int32)))]
    },
    "ShapeN": { call in
      let dtype = try call.dtype("out_type", default: .int32)
      return try call.tensors().map { .tensor(sizes($0.shape.dimensions, dtype)) }
    },
    "Size": { call in
      let dtype = try call.dtype("out_type", default: .int32)
      let count = try call.tensor(0).count
      return [.tensor(known { cast(Tensor(count), to: dtype) })]
    },
    "Rank": { call in
      let rank = try call.tensor(0).rank
      return [.tensor(known { Tensor(Int32(rank)) })]
    },
    "Reshape": { call in
      let x = try call.tensor(0)
      var sizes = try call.integers(1)
      let open = sizes.indices.filter { sizes[$0] == -1 }
      guard open.count <= 1 else { throw call.fail("two open sizes in \(sizes)") }
      if let open = open.first {
        let rest = try call.shape(sizes.filter { $0 != -1 }).elementCount
        guard rest > 0, x.count % rest == 0 else {
          throw call.fail("shape \(x.shape) becomes \(sizes)")
        }
        sizes[open] = x.count / rest
      }
      guard try call.shape(sizes).elementCount == x.count else {
        throw call.fail("shape \(x.shape) becomes \(sizes)")
      }
      return [.tensor(reshape(x, sizes))]
    },
    "Squeeze": { call in
      let x = try call.tensor(0)
      let named = try call.numbers("squeeze_dims").map { try call.axis($0, rank: x.rank) }
      let sizes = x.shape.dimensions
      guard named.allSatisfy({ sizes[$0] == 1 }) else {
        throw call.fail("axes \(named) of shape \(x.shape)")
      }
      let kept = sizes.indices.filter { named.isEmpty ? sizes[$0] != 1 : !named.contains($0) }
      return [.tensor(reshape(x, kept.map { sizes[$0] }))]
    },
    "ExpandDims": { call in
      let x = try call.tensor(0)
      let axis = try call.axis(try call.integer(1), rank: x.rank + 1)
      return [.tensor(expandDims(x, axis: axis))]
    },
    "Transpose": { call in
      let x = try call.tensor(0)
      let order = try call.integers(1)
      guard order.sorted() == Array(0..<x.rank) else {
        throw call.fail("order \(order) of \(x.rank) dimensions")
      }
      return [.tensor(transpose(x, order))]
    },
    "Pack": { call in
      let all = try call.tensors()
      guard let first = all.first, all.allSatisfy({ $0.spec == first.spec }) else {
        throw call.fail("its operands differ in shape or type")
      }
      let axis = try call.axis(try call.number("axis", default: 0), rank: first.rank + 1)
      return [.tensor(stack(all, axis: axis))]
    },
    "Unpack": { call in
      let x = try call.tensor(0)
      let axis = try call.axis(try call.number("axis", default: 0), rank: x.rank)
      guard x.shape.dimensions[axis] < 1 << 16 else { throw call.fail("shape \(x.shape)") }
      return unstack(x, axis: axis).map { .tensor($0) }
    },
    "ConcatV2": { call in
      let all = try (0..<Swift.max(call.inputs.count - 1, 0)).map(call.tensor)
      guard let first = all.first else { throw call.fail("it has no operands") }
      let axis = try call.axis(try call.integer(all.count), rank: first.rank)
      func rest(_ x: Tensor) -> [Int] {
        var sizes = x.shape.dimensions
        sizes.remove(at: axis)
        return sizes
      }
      guard
        all.allSatisfy({
          $0.dtype == first.dtype && $0.rank == first.rank && rest($0) == rest(first)
        })
      else { throw call.fail("its operands differ in shape or type") }
      return [.tensor(concat(all, axis: axis))]
    },
    "Split": { call in
      let x = try call.tensor(1)
      let axis = try call.axis(try call.integer(0), rank: x.rank)
      let parts = try call.number("num_split", default: 0)
      guard parts > 0, x.shape.dimensions[axis] % parts == 0, parts < 1 << 16 else {
        throw call.fail("axis \(axis) of shape \(x.shape) in \(parts) parts")
      }
      return split(x, into: parts, axis: axis).map { .tensor($0) }
    },
    "SplitV": { call in
      let x = try call.tensor(0)
      let axis = try call.axis(try call.integer(2), rank: x.rank)
      var sizes = try call.integers(1)
      let size = x.shape.dimensions[axis]
      guard sizes.allSatisfy({ $0 >= -1 && $0 <= size }), sizes.count(where: { $0 == -1 }) <= 1
      else {
        throw call.fail("sizes \(sizes)")
      }
      if let open = sizes.firstIndex(of: -1) {
        sizes[open] = Swift.max(size - sizes.reduce(1, +), 0)
      }
      guard sizes.reduce(0, +) == size else { throw call.fail("sizes \(sizes) of \(size)") }
      return split(x, sizes: sizes, axis: axis).map { .tensor($0) }
    },
    "Tile": { call in
      let x = try call.tensor(0)
      let times = try call.integers(1)
      guard times.count == x.rank, times.allSatisfy({ $0 >= 0 && $0 < 1 << 28 }) else {
        throw call.fail("\(times) times shape \(x.shape)")
      }
      _ = try call.shape(
        zip(times, x.shape.dimensions).map { $0.multipliedReportingOverflow(by: $1) }
          .map { $0.overflow ? -1 : $0.partialValue })
      return [.tensor(tile(x, times))]
    },
    "Pad": { call in [.tensor(try padded(call, try call.tensor(0), mode: .constant))] },
    "PadV2": { call in [.tensor(try padded(call, try call.tensor(0), mode: .constant))] },
    "MirrorPad": { call in
      [.tensor(try padded(call, try call.tensor(0), mode: mirroring(call)))]
    },
    "MirrorPadGrad": { call in
      let (dy, widths) = (try call.floating(0), try call.integers(1))
      guard widths.count == 2 * dy.rank, widths.allSatisfy({ $0 >= 0 && $0 < 1 << 28 }) else {
        throw call.fail("widths \(widths) for shape \(dy.shape)")
      }
      let sizes = dy.shape.dimensions.enumerated().map {
        $1 - widths[2 * $0] - widths[2 * $0 + 1]
      }
      let shape = try call.shape(sizes)
      let x = known { Tensor.zeros(shape, dtype: dy.dtype) }
      return [.tensor(try pulledBack(call, x, dy) { try padded(call, $0, mode: mirroring(call)) })]
    },
    "Fill": { call in
      let shape = try call.shape(try call.integers(0))
      let value = try call.tensor(1)
      guard value.rank == 0 else { throw call.fail("its value has shape \(value.shape)") }
      return [.tensor(broadcast(value, to: shape))]
    },
    "ZerosLike": { call in
      if case .list(let list) = try call.input(0) { return [.list(known { list.zeros })] }
      let x = try call.tensor(0)
      return [.tensor(known { Tensor.zeros(x.shape, dtype: x.dtype) })]
    },
    "OnesLike": { call in
      let x = try call.tensor(0)
      return [.tensor(known { Tensor.ones(x.shape, dtype: x.dtype) })]
    },
    "BroadcastTo": { call in
      let x = try call.tensor(0)
      let shape = try call.shape(try call.integers(1))
      guard try call.broadcast(x.shape, shape) == shape else {
        throw call.fail("shape \(x.shape) to \(shape)")
      }
      return [.tensor(broadcast(x, to: shape))]
    },
    "EnsureShape": { call in
      let x = try call.tensor(0)
      let expected = call.node.attr["shape"]?.shape.dimensions ?? nil
      guard
        expected.map({ expected in
          expected.count == x.rank
            && zip(expected, x.shape.dimensions).allSatisfy { $0 ?? $1 == $1 }
        }) ?? true
      else {
        throw call.fail("shape \(x.shape)", cure: "give the function arguments that fit it")
      }
      return [.tensor(identity(x))]
    },
    "ConcatOffset": { call in
      let axis = try call.integer(0)
      let shapes = try (1..<call.inputs.count).map(call.integers)
      guard shapes.allSatisfy({ $0.count == shapes[0].count && $0.indices.contains(axis) }) else {
        throw call.fail("axis \(axis) of \(shapes)")
      }
      var (offset, offsets) = (0, [GraphValue]())
      for shape in shapes {
        var start = [Int](repeating: 0, count: shape.count)
        start[axis] = offset
        offsets.append(.tensor(sizes(start, .int32)))
        offset &+= shape[axis]
      }
      return offsets
    },
    "BroadcastArgs": { call in
      let (a, b) = (try call.shape(try call.integers(0)), try call.shape(try call.integers(1)))
      return [.tensor(sizes(try call.broadcast(a, b).dimensions, try call.tensor(0).dtype))]
    },
    "BroadcastGradientArgs": { call in
      let (a, b) = (try call.shape(try call.integers(0)), try call.shape(try call.integers(1)))
      let whole = try call.broadcast(a, b)
      func summed(_ shape: Shape) -> [Int] {
        let missing = whole.rank - shape.rank
        return (0..<whole.rank).filter {
          $0 < missing || shape.dimensions[$0 - missing] == 1 && whole.dimensions[$0] != 1
        }
      }
      let dtype = try call.tensor(0).dtype
      return [.tensor(sizes(summed(a), dtype)), .tensor(sizes(summed(b), dtype))]
    },
  ]

  /// Integers as a tensor that is known while the graph is traced.
  static func sizes(_ sizes: [Int], _ dtype: DType) -> Tensor {
    known { cast(Tensor(sizes, shape: [sizes.count]), to: dtype) }
  }

  /// What does not depend on the values of tensors.
  static func known<Result>(_ body: () throws -> Result) rethrows -> Result {
    try initScope(body)
  }

  private static func mirroring(_ call: NodeCall) -> PaddingMode {
    call.text("mode") == "REFLECT" ? .reflect : .symmetric
  }

  private static func padded(
    _ call: NodeCall, _ x: Tensor, mode: PaddingMode
  ) throws -> Tensor {
    let widths = try call.integers(1)
    guard widths.count == 2 * x.rank, widths.allSatisfy({ $0 >= 0 && $0 < 1 << 28 }) else {
      throw call.fail("widths \(widths) for shape \(x.shape)")
    }
    let pairs = (0..<x.rank).map { (before: widths[2 * $0], after: widths[2 * $0 + 1]) }
    _ = try call.shape(zip(pairs, x.shape.dimensions).map { $0.before + $1 + $0.after })
    if case .constant = mode {
      guard call.node.op == "PadV2" else {
        return pad(x, pairs, value: cast(Tensor(0), to: x.dtype))
      }
      let value = try call.tensor(2)
      guard value.rank == 0, value.dtype == x.dtype else {
        throw call.fail("its value: \(value.spec)")
      }
      return pad(x, pairs, value: value)
    }
    var least = 0
    if case .reflect = mode { least = 1 }
    for (pair, size) in zip(pairs, x.shape.dimensions)
    where Swift.max(pair.before, pair.after) > size - least {
      throw call.fail("widths \(widths) for shape \(x.shape)")
    }
    return pad(x, pairs, mode: mode)
  }
}
