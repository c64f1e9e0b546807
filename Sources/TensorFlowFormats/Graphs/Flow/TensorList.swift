import Tapestry

/// A list of tensors, in which TensorFlow's loops collect the results of their steps.
///
/// While a graph is traced, the elements are one tensor, which a loop carries like any other: their
/// number and their shape are fixed then. If values are known, each element is kept by itself, and
/// a list may grow, hold other lists, or have elements of several shapes.
struct TensorList: Sendable {
  /// nil if the elements are not tensors.
  let dtype: DType?
  /// The shape of an element; nil where it is not known.
  var shape: [Int]?
  private var length: Int
  /// The elements, stacked; nil while the list is empty and their shape is not known.
  var elements: Tensor?
  /// The elements where values are known, nil where one is not set; nil in a trace.
  var items: [GraphValue?]?

  /// A list of a trace.
  init(dtype: DType, count: Int, elements: Tensor?) {
    self.dtype = dtype
    self.elements = elements
    length = count
    shape = elements.map { Array($0.shape.dimensions.dropFirst()) }
  }

  /// A list of known values.
  init(dtype: DType?, shape: [Int]?, items: [GraphValue?]) {
    self.dtype = dtype
    self.shape = shape
    self.items = items
    length = 0
  }

  var count: Int { items?.count ?? length }

  /// The list with zeros in it.
  var zeros: TensorList {
    var list = self
    list.elements = elements.map { Tensor.zeros(like: $0) }
    list.items = items.map { items in
      items.map { item in
        switch item {
        case .tensor(let tensor): .tensor(Tensor.zeros(like: tensor))
        case .list(let list): .list(list.zeros)
        default: item
        }
      }
    }
    return list
  }

  /// The shape that all elements have as far as it is known.
  var knownShape: [Int]? {
    if let shape { return shape }
    for case .tensor(let tensor) in items ?? [] { return tensor.shape.dimensions }
    return elements.map { Array($0.shape.dimensions.dropFirst()) }
  }
}

extension NodeCall {
  func list(_ index: Int = 0) throws -> TensorList {
    guard case .list(let list) = try input(index) else { throw fail("its input is not a list") }
    return list
  }

  /// An element of a list of known values: zeros where none was set.
  func item(_ index: Int, of list: TensorList) throws -> GraphValue {
    guard let items = list.items, items.indices.contains(index) else {
      throw fail("element \(index) of a list of \(list.count)")
    }
    if let item = items[index] { return item }
    guard let dtype = list.dtype, let sizes = list.knownShape else {
      throw fail("element \(index) of a list was never set, and its shape is not known")
    }
    return .tensor(Tensor.zeros(try shape(sizes), dtype: dtype))
  }

  /// An element that is a tensor.
  func tensor(_ index: Int, of list: TensorList) throws -> Tensor {
    guard case .tensor(let tensor) = try item(index, of: list) else {
      throw fail("element \(index) of a list is not a tensor")
    }
    return tensor
  }

  /// All elements, which must be tensors of one type, and of one shape but for `open` dimensions.
  func tensors(of list: TensorList, open: Int = 0) throws -> [Tensor] {
    let all = try (0..<list.count).map { try tensor($0, of: list) }
    guard
      all.allSatisfy({
        $0.dtype == all[0].dtype && $0.rank == all[0].rank && $0.rank >= open
          && $0.shape.dimensions.dropFirst(open) == all[0].shape.dimensions.dropFirst(open)
      })
    else { throw fail("its list has elements of different shapes") }
    return all
  }

  /// The elements' shape according to an input; nil if it leaves that open.
  func elementShape(_ index: Int) throws -> [Int]? {
    let sizes = try integers(index)
    return try tensor(index).rank == 1 && sizes.allSatisfy { $0 >= 0 } ? sizes : nil
  }

  /// The type of a list's elements; nil if they are not tensors.
  func elementType() throws -> DType? {
    node.attr["element_dtype"]?.type == .dtVariant ? nil : try dtype("element_dtype")
  }
}
