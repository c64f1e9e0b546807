import Tapestry

/// A list of tensors of one shape: in what TensorFlow's loops collect the results of their steps.
///
/// The elements are one tensor here, so that a loop carries it as any other.
struct TensorList: Sendable {
  let dtype: DType
  let count: Int
  /// The elements, one below the other; nil while nothing is in it and their shape is not known.
  var elements: Tensor?
}

extension GraphOperations {
  /// Lists of tensors.
  static let listOperations: [String: GraphOperation] = [
    "TensorListReserve": { call in
      let (sizes, count) = (try call.integers(0), try call.integer(1))
      let dtype = try call.dtype("element_dtype")
      guard count >= 0 else { throw call.fail("a list of \(count) elements") }
      let isKnown = try call.tensor(0).rank == 1 && sizes.allSatisfy { $0 >= 0 }
      let shape = try call.shape([count] + (isKnown ? sizes : []))
      let elements = isKnown ? known { Tensor.zeros(shape, dtype: dtype) } : nil
      return [.list(TensorList(dtype: dtype, count: count, elements: elements))]
    },
    "EmptyTensorList": { call in
      [.list(TensorList(dtype: try call.dtype("element_dtype"), count: 0, elements: nil))]
    },
    "TensorListFromTensor": { call in
      let x = try call.tensor(0)
      guard x.rank > 0 else { throw call.fail("a list of a scalar") }
      return [.list(TensorList(dtype: x.dtype, count: x.shape.dimensions[0], elements: x))]
    },
    "TensorListGetItem": { call in
      let list = try call.list()
      guard let elements = list.elements, list.count > 0 else {
        throw call.fail("an element of a list that has none")
      }
      let index = try call.position(1, below: list.count)
      return [.tensor(try call.gather(elements, index, axis: 0, batch: 0))]
    },
    "TensorListSetItem": { call in
      let (list, item) = (try call.list(), try call.tensor(2))
      let shape = try call.shape([list.count] + item.shape.dimensions)
      let elements = list.elements ?? known { Tensor.zeros(shape, dtype: list.dtype) }
      guard elements.shape == shape, elements.dtype == item.dtype, list.count > 0 else {
        throw call.fail("\(item.spec) as an element of \(elements.spec)")
      }
      let index = try call.position(1, below: list.count)
      var changed = list
      changed.elements = scatterUpdate(elements, reshape(index, [1]), expandDims(item, axis: 0))
      return [.list(changed)]
    },
    "TensorListStack": { call in
      guard let elements = try call.list().elements else {
        throw call.fail("a list whose elements have no shape yet")
      }
      return [.tensor(elements)]
    },
    "TensorListLength": { call in
      let count = try call.list().count
      return [.tensor(known { Tensor(Int32(clamping: count)) })]
    },
    "TensorListElementShape": { call in
      guard let elements = try call.list().elements else {
        throw call.fail("a list whose elements have no shape yet")
      }
      let dtype = try call.dtype("shape_type", default: .int32)
      return [.tensor(sizes(Array(elements.shape.dimensions.dropFirst()), dtype))]
    },
    "TensorListPushBack": { call in
      let (list, item) = (try call.list(), expandDims(try call.tensor(1), axis: 0))
      guard item.dtype == list.dtype, list.elements.map({ $0.rank == item.rank }) ?? true,
        list.elements.map({ $0.shape.dimensions.dropFirst() == item.shape.dimensions.dropFirst() })
          ?? true
      else { throw call.fail("\(item.spec) in a list of other shapes") }
      let elements = list.elements.map { concat([$0, item], axis: 0) } ?? item
      return [.list(TensorList(dtype: list.dtype, count: list.count + 1, elements: elements))]
    },
    "TensorListPopBack": { call in
      let list = try call.list()
      guard let elements = list.elements, list.count > 0 else {
        throw call.fail("the last element of a list that has none")
      }
      let rest = TensorList(
        dtype: list.dtype, count: list.count - 1, elements: elements[..<(list.count - 1)])
      return [.list(rest), .tensor(elements[list.count - 1])]
    },
  ]
}

extension NodeCall {
  fileprivate func list() throws -> TensorList {
    guard case .list(let list) = try input(0) else { throw fail("its input is no list") }
    return list
  }

  /// A position, one integer, of a list that has elements.
  ///
  /// One that a loop computes is kept inside: it comes from the file and not from the caller, whom
  /// the engine would stop for it.
  fileprivate func position(_ index: Int, below count: Int) throws -> Tensor {
    let position = try tensor(index)
    guard position.rank == 0, position.dtype.isInteger else {
      throw fail("the position is \(position.spec)")
    }
    try checkPositions(position, size: count)
    let last = GraphOperations.known { cast(Tensor(count - 1), to: position.dtype) }
    return position.isSymbolic ? maximum(minimum(position, last), 0) : position
  }
}
