import Tapestry

extension GraphOperations {
  /// Elements by their positions.
  static let indexOperations: [String: GraphOperation] = [
    "StridedSlice": { call in [.tensor(try call.stridedSlice())] },
    "Slice": { call in
      let (x, begin, size) = (try call.tensor(0), try call.tensor(1), try call.integers(2))
      if begin.isSymbolic { return [.tensor(try call.window(x, from: begin, sizes: size))] }
      let first = try call.integers(1)
      guard first.count == x.rank, size.count == x.rank else { throw call.fail("shape \(x.shape)") }
      let ranges = try (0..<x.rank).map { axis in
        let whole = x.shape.dimensions[axis]
        guard first[axis] >= 0, first[axis] <= whole, size[axis] >= -1,
          size[axis] <= whole - first[axis]
        else { throw call.fail("\(size[axis]) elements from \(first[axis]) of \(whole)") }
        let count = size[axis] == -1 ? whole - first[axis] : size[axis]
        return first[axis]..<(first[axis] + count)
      }
      return [.tensor(ranges.enumerated().reduce(x) { $0.part($1.offset, $1.element) })]
    },
    "Gather": { call in
      let x = try call.tensor(0)
      guard x.rank > 0 else { throw call.fail("a scalar is looked up in") }
      return [.tensor(try call.gather(x, try call.tensor(1), axis: 0, batch: 0))]
    },
    "GatherV2": { call in
      let x = try call.tensor(0)
      let axis = try call.axis(try call.integer(2), rank: x.rank)
      let batch = try call.number("batch_dims", default: 0)
      return [.tensor(try call.gather(x, try call.tensor(1), axis: axis, batch: batch))]
    },
    "GatherNd": { call in
      [.tensor(try gatheredND(call, try call.tensor(0), try call.tensor(1)))]
    },
    "OneHot": { call in
      let indices = try call.tensor(0)
      let depth = try call.integer(1)
      let (on, off) = try call.pair(2, 3)
      guard indices.dtype.isInteger, on.rank == 0, off.rank == 0 else {
        throw call.fail("indices \(indices.spec), values \(on.spec)")
      }
      let axis = try call.axis(try call.number("axis", default: -1), rank: indices.rank + 1)
      _ = try call.shape(indices.shape.dimensions + [depth])
      let hot = oneHot(indices, depth: depth, dtype: .bool, axis: axis)
      return [.tensor(select(hot, on, off))]
    },
    "Range": { call in
      let (start, limit, delta) = (try call.tensor(0), try call.tensor(1), try call.tensor(2))
      guard start.dtype == limit.dtype, start.dtype == delta.dtype, start.dtype != .bool,
        start.rank + limit.rank + delta.rank == 0
      else { throw call.fail("from \(start.spec) to \(limit.spec)") }
      guard !start.isSymbolic, !limit.isSymbolic, !delta.isSymbolic else {
        throw call.dataDependent("its size depends on the values of its inputs")
      }
      let bounds = known {
        stack([start, limit, delta].map { cast($0, to: .float64) }).scalars(as: Double.self)
      }
      let count = ((bounds[1] - bounds[0]) / bounds[2]).rounded(.up)
      guard bounds[2] != 0, count.isFinite, count < Double(1 << 28) else {
        throw call.fail("from \(bounds[0]) to \(bounds[1]) by \(bounds[2])")
      }
      _ = try call.shape([Int(Swift.max(count, 0))])
      let steps = (0..<Int(Swift.max(count, 0))).map { bounds[0] + Double($0) * bounds[2] }
      return [.tensor(cast(Tensor(steps, shape: [steps.count]), to: start.dtype))]
    },
    "LinSpace": { call in
      let (start, stop) = try call.pair()
      let count = try call.integer(2)
      guard count > 0, start.rank == 0, stop.rank == 0, start.dtype.isFloating else {
        throw call.fail("\(count) numbers of \(start.spec)")
      }
      _ = try call.shape([count])
      let steps = known {
        cast(Tensor((0..<count).map(Double.init), shape: [count]), to: start.dtype)
      }
      return [
        .tensor(count == 1 ? start + steps : start + steps * ((stop - start) / Double(count - 1)))
      ]
    },
    "ReverseV2": { call in
      let x = try call.tensor(0)
      let axes = try call.axes(1, rank: x.rank)
      return [.tensor(axes.isEmpty ? identity(x) : reverse(x, axis: axes))]
    },
  ]
}

extension NodeCall {
  /// Slices of a tensor by their positions.
  func gather(_ x: Tensor, _ indices: Tensor, axis: Int, batch: Int) throws -> Tensor {
    guard indices.dtype.isInteger, batch >= 0, batch <= axis, batch <= indices.rank,
      x.shape.dimensions.prefix(batch) == indices.shape.dimensions.prefix(batch)
    else { throw fail("indices \(indices.spec) into shape \(x.shape)") }
    return Tapestry.gather(x, indices, axis: axis, batchDimensions: batch)
  }

  /// A part of a fixed size from positions that the graph computes.
  fileprivate func window(_ x: Tensor, from begin: Tensor, sizes: [Int]) throws -> Tensor {
    let whole = x.shape.dimensions
    guard begin.dtype.isInteger, begin.shape.dimensions == [x.rank], sizes.count == x.rank,
      zip(sizes, whole).allSatisfy({ $0 >= -1 && $0 <= $1 })
    else { throw fail("sizes \(sizes) from \(begin.spec) of shape \(x.shape)") }
    guard !sizes.contains(-1) else {
      throw dataDependent("its size depends on the values of input 1")
    }
    let last = GraphOperations.known {
      cast(Tensor(zip(whole, sizes).map { $0 - $1 }, shape: [sizes.count]), to: begin.dtype)
    }
    requireCondition(
      logicalAnd(begin >= 0, begin <= last).all(),
      "sizes \(sizes) of shape \(x.shape) from", showing: [begin], elements: sizes.count)
    var x = x
    for (axis, size) in sizes.enumerated() where size < whole[axis] {
      let steps = GraphOperations.known { cast(Tensor.range(size), to: begin.dtype) }
      x = Tapestry.gather(x, begin[axis] + steps, axis: axis)
    }
    return x
  }

  /// A part by begin, end and stride of each dimension, and masks whose bits count the given
  /// positions.
  func stridedSlice() throws -> Tensor {
    var x = try tensor(0)
    // Positions that the graph computes are possible only for single elements, which are gathered.
    let computed = try tensor(1)
    let begin = computed.isSymbolic ? nil : try integers(1)
    let count = begin?.count ?? computed.count
    let end = try tensor(2).isSymbolic ? nil : try integers(2)
    let strides = try tensor(3).isSymbolic ? [Int](repeating: 1, count: count) : try integers(3)
    guard end?.count ?? count == count, count == strides.count, count < 60,
      computed.dtype.isInteger, computed.rank == 1
    else { throw fail("\(count) begins, \(end?.count ?? count) ends, \(strides.count) strides") }
    func mask(_ name: String) throws -> Int { try number(name, default: 0) }
    let (begins, ends) = (try mask("begin_mask"), try mask("end_mask"))
    let (ellipses, added) = (try mask("ellipsis_mask"), try mask("new_axis_mask"))
    let dropped = try mask("shrink_axis_mask")
    func has(_ mask: Int, _ entry: Int) -> Bool { mask >> entry & 1 == 1 }

    let entries = 0..<count
    let named = entries.count { !has(ellipses, $0) && !has(added, $0) }
    guard entries.count(where: { has(ellipses, $0) }) <= 1, named <= x.rank else {
      throw fail("\(named) positions for shape \(x.shape)")
    }
    var axis = 0
    var sizes: [Int] = []
    for entry in entries {
      if has(ellipses, entry) {
        for _ in 0..<(x.rank - named) {
          sizes.append(x.shape.dimensions[axis])
          axis += 1
        }
      } else if has(added, entry) {
        sizes.append(1)
      } else {
        let size = x.shape.dimensions[axis]
        if has(dropped, entry), begin == nil {
          guard size > 0 else { throw fail("an element of shape \(x.shape)") }
          let position = computed[entry]
          let index = select(position < 0, position + size, position)
          x = Tapestry.gather(x, reshape(index, [1]), axis: axis)
        } else if has(dropped, entry), let begin {
          let position = begin[entry] < 0 ? begin[entry] + size : begin[entry]
          guard position >= 0, position < size else {
            throw fail("position \(begin[entry]) of \(size)")
          }
          x = x.part(axis, position..<(position + 1))
        } else {
          guard let begin = begin?[entry] ?? (has(begins, entry) ? 0 : nil),
            let end = end?[entry] ?? (has(ends, entry) ? 0 : nil),
            try !tensor(3).isSymbolic
          else { throw dataDependent("its shape depends on the values of its inputs") }
          let step = strides[entry]
          guard step != 0, step != .min else { throw fail("a stride of \(step)") }
          x = x.part(
            axis, from: has(begins, entry) ? nil : begin,
            to: has(ends, entry) ? nil : end, by: step)
          sizes.append(x.shape.dimensions[axis])
        }
        axis += 1
      }
    }
    sizes += x.shape.dimensions[axis...]
    return reshape(x, sizes)
  }
}

extension NodeCall {
  /// The row-major positions of the elements that inputs 1 to 3 cut out of a shape.
  func stridedPositions(of shape: Shape) throws -> Tensor {
    let all = GraphOperations.known {
      Tensor((0..<shape.elementCount).map(Int64.init), shape: shape)
    }
    guard inputs.count > 3 else { throw fail("it has no strides") }
    return try NodeCall(
      node: node, location: location, inputs: [.tensor(all)] + inputs[1..<4],
      interpreter: interpreter
    ).stridedSlice()
  }
}

extension Tensor {
  /// Some positions of one dimension.
  fileprivate func part(_ axis: Int, _ range: Range<Int>) -> Tensor {
    range == 0..<shape.dimensions[axis]
      ? self
      : split(
        self, sizes: [range.lowerBound, range.count, shape.dimensions[axis] - range.upperBound],
        axis: axis)[1]
  }

  /// Positions a step apart, with bounds clipped to the dimension.
  fileprivate func part(_ axis: Int, from start: Int?, to end: Int?, by step: Int) -> Tensor {
    let order = [axis] + (0..<rank).filter { $0 != axis }
    var inverse = [Int](repeating: 0, count: rank)
    for (new, old) in order.enumerated() { inverse[old] = new }
    let moved = transpose(self, order)[.by(step, from: start, to: end)]
    return transpose(moved, inverse)
  }
}
