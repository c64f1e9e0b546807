import Tapestry

extension GraphOperations {
  /// Lists made from a tensor and joined into one, all elements together.
  static let stackedListOperations: [String: GraphOperation] = [
    "TensorListFromTensor": { call in
      let x = try call.tensor(0)
      guard x.rank > 0 else { throw call.fail("a list of a scalar") }
      let count = x.shape.dimensions[0]
      guard call.interpreter.runsEagerly else {
        return [.list(TensorList(dtype: x.dtype, count: count, elements: x))]
      }
      let sizes = Array(x.shape.dimensions.dropFirst())
      let items: [GraphValue?] = count == 0 ? [] : unstack(x, axis: 0).map { .tensor($0) }
      return [.list(TensorList(dtype: x.dtype, shape: sizes, items: items))]
    },
    "TensorListStack": { call in
      let list = try call.list()
      if list.items == nil {
        guard let elements = list.elements else {
          throw call.dataDependent("a list whose elements have no shape yet")
        }
        return [.tensor(elements)]
      }
      if list.count > 0 { return [.tensor(stack(try call.tensors(of: list)))] }
      guard let dtype = list.dtype,
        let sizes = try list.knownShape ?? call.elementShape(1)
      else { throw call.fail("an empty list whose elements have no shape") }
      return [.tensor(Tensor.zeros(try call.shape([0] + sizes), dtype: dtype))]
    },
    "TensorListGather": { call in
      let list = try call.list()
      if list.items == nil {
        guard let elements = list.elements else {
          throw call.dataDependent("a list whose elements have no shape yet")
        }
        return [.tensor(try call.gather(elements, try call.tensor(1), axis: 0, batch: 0))]
      }
      let all = try call.integers(1).map { try call.tensor($0, of: list) }
      guard let first = all.first, all.allSatisfy({ $0.spec == first.spec }) else {
        throw call.fail("no elements, or elements of different shapes")
      }
      return [.tensor(stack(all))]
    },
    "TensorListScatter": { call in try scattered(call, sized: nil) },
    "TensorListScatterV2": { call in try scattered(call, sized: try call.integer(3)) },
    "TensorListScatterIntoExistingList": { call in
      let (list, x) = (try call.list(), try call.tensor(1))
      let positions = try call.positions(2, of: x)
      return [.list(try put(x, at: positions, in: list, call))]
    },
    "TensorListSplit": { call in
      let (x, lengths) = (try call.tensor(0), try call.integers(2))
      guard x.rank > 0, lengths.allSatisfy({ $0 >= 0 }),
        lengths.reduce(0, { $0.addingReportingOverflow($1).partialValue }) == x.shape.dimensions[0]
      else { throw call.fail("lengths \(lengths.prefix(8)) of \(x.spec)") }
      try call.checkLength(lengths.count)
      guard call.interpreter.runsEagerly else {
        guard let length = lengths.first, lengths.allSatisfy({ $0 == length }) else {
          throw call.dataDependent("a list with elements of lengths \(lengths.prefix(8))")
        }
        let stacked = reshape(x, [lengths.count, length] + x.shape.dimensions.dropFirst())
        return [.list(TensorList(dtype: x.dtype, count: lengths.count, elements: stacked))]
      }
      let items = lengths.isEmpty ? [] : split(x, sizes: lengths, axis: 0)
      let same = Set(lengths).count == 1 ? items.first?.shape.dimensions : nil
      return [
        .list(TensorList(dtype: x.dtype, shape: same, items: items.map { .tensor($0) }))
      ]
    },
    "TensorListConcat": { call in try concatenated(call) },
    "TensorListConcatV2": { call in try concatenated(call) },
  ]

  /// A list of the rows of a tensor at the positions in another; it ends with the last of these if
  /// it has no size of its own.
  private static func scattered(_ call: NodeCall, sized count: Int?) throws -> [GraphValue] {
    let x = try call.tensor(0)
    let positions = try call.positions(1, of: x)
    let own = (positions.max() ?? -1) + 1
    let count = Swift.max(count ?? -1, own)
    try call.checkLength(count)
    let list: TensorList
    if call.interpreter.runsEagerly {
      let items = [GraphValue?](repeating: nil, count: count)
      list = TensorList(dtype: x.dtype, shape: Array(x.shape.dimensions.dropFirst()), items: items)
    } else {
      list = TensorList(dtype: x.dtype, count: count, elements: nil)
    }
    return [.list(try put(x, at: positions, in: list, call))]
  }

  /// A list with the rows of a tensor at some positions; it grows up to the last of these.
  private static func put(
    _ x: Tensor, at positions: [Int], in list: TensorList, _ call: NodeCall
  ) throws -> TensorList {
    guard list.dtype == x.dtype else { throw call.fail("elements \(x.spec)") }
    var list = list
    let count = (positions.max() ?? -1) + 1
    try call.checkLength(count)
    if var items = list.items {
      items += [GraphValue?](repeating: nil, count: Swift.max(count - items.count, 0))
      for (row, position) in positions.enumerated() { items[position] = .tensor(x[row]) }
      list.items = items
      return list
    }
    guard count <= list.count else { throw call.dataDependent("a list changes its length") }
    let shape = try call.shape([list.count] + x.shape.dimensions.dropFirst())
    let elements = list.elements ?? known { Tensor.zeros(shape, dtype: x.dtype) }
    guard elements.shape == shape else {
      throw call.dataDependent("\(x.spec) in a list of shape \(elements.shape)")
    }
    let indices = known { Tensor(positions, shape: [positions.count]) }
    list.elements = scatterUpdate(elements, indices, x)
    return list
  }

  /// The elements one after the other along their first dimension, and how long each is.
  private static func concatenated(_ call: NodeCall) throws -> [GraphValue] {
    let list = try call.list()
    if list.items != nil {
      let all = try call.tensors(of: list, open: 1)
      guard !all.isEmpty else { throw call.fail("an empty list") }
      return [
        .tensor(concat(all, axis: 0)), .tensor(sizes(all.map { $0.shape.dimensions[0] }, .int64)),
      ]
    }
    guard let elements = list.elements, elements.rank > 1 else {
      throw call.dataDependent("a list whose elements have no shape yet")
    }
    let sizes = elements.shape.dimensions
    return [
      .tensor(reshape(elements, [sizes[0] * sizes[1]] + sizes.dropFirst(2))),
      .tensor(Self.sizes([Int](repeating: sizes[1], count: sizes[0]), .int64)),
    ]
  }
}

extension NodeCall {
  /// The positions of a tensor's rows in a list.
  fileprivate func positions(_ index: Int, of x: Tensor) throws -> [Int] {
    let positions = try integers(index)
    guard x.rank > 0, positions.count == x.shape.dimensions[0],
      positions.allSatisfy({ (0..<1 << 22).contains($0) })
    else { throw fail("\(x.spec) at positions \(positions.prefix(8))") }
    return positions
  }
}
