import Tapestry

extension GraphOperations {
  /// Lists of tensors, element by element.
  static let listOperations: [String: GraphOperation] = [
    "TensorListReserve": { call in
      let (sizes, count) = (try call.elementShape(0), try call.integer(1))
      try call.checkLength(count)
      let dtype = try call.elementType()
      if call.interpreter.runsEagerly {
        let items = [GraphValue?](repeating: nil, count: count)
        return [.list(TensorList(dtype: dtype, shape: sizes, items: items))]
      }
      guard let dtype else { throw call.dataDependent("a list of lists") }
      let shape = try call.shape([count] + (sizes ?? []))
      let elements = sizes == nil ? nil : known { Tensor.zeros(shape, dtype: dtype) }
      return [.list(TensorList(dtype: dtype, count: count, elements: elements))]
    },
    "EmptyTensorList": { call in
      let dtype = try call.elementType()
      if call.interpreter.runsEagerly {
        let sizes = try call.elementShape(0)
        return [.list(TensorList(dtype: dtype, shape: sizes, items: []))]
      }
      guard let dtype else { throw call.dataDependent("a list of lists") }
      return [.list(TensorList(dtype: dtype, count: 0, elements: nil))]
    },
    "TensorListGetItem": { call in
      let list = try call.list()
      if list.items != nil { return [try call.item(try call.integer(1), of: list)] }
      guard let elements = list.elements, list.count > 0 else {
        throw call.fail("an element of a list that has none")
      }
      let index = try call.position(1)
      return [.tensor(try call.gather(elements, index, axis: 0, batch: 0))]
    },
    "TensorListSetItem": { call in
      var list = try call.list()
      if var items = list.items {
        let index = try call.integer(1)
        if index == items.count, call.flag("resize_if_index_out_of_bounds") { items.append(nil) }
        guard items.indices.contains(index) else {
          throw call.fail("element \(index) of a list of \(items.count)")
        }
        items[index] = try call.input(2)
        list.items = items
        return [.list(list)]
      }
      let item = try call.tensor(2)
      let shape = try call.shape([list.count] + item.shape.dimensions)
      let elements = list.elements ?? known { Tensor.zeros(shape, dtype: item.dtype) }
      guard elements.spec.dtype == item.dtype, list.dtype == item.dtype else {
        throw call.fail("\(item.spec) as an element of \(elements.spec)")
      }
      guard elements.shape == shape, list.count > 0, !call.flag("resize_if_index_out_of_bounds")
      else { throw call.dataDependent("\(item.spec) in a list of shape \(elements.shape)") }
      let index = try call.position(1)
      list.elements = scatterUpdate(elements, reshape(index, [1]), expandDims(item, axis: 0))
      return [.list(list)]
    },
    "TensorListLength": { call in
      let count = try call.list().count
      return [.tensor(known { Tensor(Int32(clamping: count)) })]
    },
    "TensorListElementShape": { call in
      guard let shape = try call.list().knownShape else {
        guard call.interpreter.runsEagerly else {
          throw call.dataDependent("a list whose elements have no shape yet")
        }
        // TensorFlow's sign for a shape of which nothing is known.
        return [.tensor(cast(Tensor(-1), to: try call.dtype("shape_type", default: .int32)))]
      }
      return [.tensor(sizes(shape, try call.dtype("shape_type", default: .int32)))]
    },
    "TensorListResize": { call in
      var list = try call.list()
      let count = try call.integer(1)
      try call.checkLength(count)
      if count == list.count { return [.list(list)] }
      guard let items = list.items else { throw call.dataDependent("a list changes its length") }
      list.items =
        items.prefix(count) + [GraphValue?](repeating: nil, count: max(count - items.count, 0))
      return [.list(list)]
    },
    "TensorListPushBack": { call in
      var list = try call.list()
      if let items = list.items {
        list.items = items + [try call.input(1)]
        return [.list(list)]
      }
      guard case .tensor(let tensor) = try call.input(1) else {
        throw call.dataDependent("a list of lists")
      }
      let item = expandDims(tensor, axis: 0)
      guard let dtype = list.dtype, item.dtype == dtype,
        list.elements.map({ $0.rank == item.rank }) ?? true,
        list.elements.map({ $0.shape.dimensions.dropFirst() == item.shape.dimensions.dropFirst() })
          ?? true
      else { throw call.dataDependent("\(item.spec) in a list of other shapes") }
      let elements = list.elements.map { concat([$0, item], axis: 0) } ?? item
      return [.list(TensorList(dtype: dtype, count: list.count + 1, elements: elements))]
    },
    "TensorListPopBack": { call in
      var list = try call.list()
      if let items = list.items {
        let last = try call.item(items.count - 1, of: list)
        list.items = items.dropLast()
        return [.list(list), last]
      }
      guard let dtype = list.dtype, let elements = list.elements, list.count > 0 else {
        throw call.fail("the last element of a list that has none")
      }
      let rest = TensorList(
        dtype: dtype, count: list.count - 1, elements: elements[..<(list.count - 1)])
      return [.list(rest), .tensor(elements[list.count - 1])]
    },
  ]

  /// The elements of lists of one length, added up.
  static func sum(of lists: [TensorList], _ call: NodeCall) throws -> TensorList {
    guard var sum = lists.first, lists.allSatisfy({ $0.count == sum.count }) else {
      throw call.fail("lists of different lengths")
    }
    for list in lists.dropFirst() {
      if sum.items == nil {
        guard let a = sum.elements, let b = list.elements, a.spec == b.spec else {
          throw call.dataDependent("lists whose elements have no shape yet")
        }
        sum.elements = a + b
      } else {
        sum.items = try (0..<sum.count).map { index -> GraphValue? in
          guard let b = list.items?[index] else { return sum.items?[index] }
          guard let a = sum.items?[index] else { return b }
          switch (a, b) {
          case (.tensor(let a), .tensor(let b)) where a.spec == b.spec && a.dtype != .bool:
            return .tensor(a + b)
          case (.list(let a), .list(let b)): return .list(try Self.sum(of: [a, b], call))
          default: throw call.fail("elements that differ in shape or type")
          }
        }
      }
    }
    return sum
  }
}

extension NodeCall {
  /// A list stores something for each element, even if it is never set. No file's loop needs so
  /// many steps, and a file that claims so would take all memory.
  func checkLength(_ count: Int) throws {
    guard (0...1 << 22).contains(count) else { throw fail("a list of \(count) elements") }
  }

  /// A position, one integer.
  fileprivate func position(_ index: Int) throws -> Tensor {
    let position = try tensor(index)
    guard position.rank == 0, position.dtype.isInteger else {
      throw fail("the position is \(position.spec)")
    }
    return position
  }
}
