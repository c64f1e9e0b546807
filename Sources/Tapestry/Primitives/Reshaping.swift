// Operations that view the same elements in another shape. None of them moves an element: the
// result is a view, unless a reshape of a transposed view needs a copy.

/// The same elements, in row-major order, in another shape; one dimension may be -1, and is then
/// computed from the others.
///
/// ```swift
/// reshape(Tensor.range(6), [2, -1]).shape  // (2, 3)
/// ```
///
/// In a tensor without elements, sizes of 0 are left out of that computation, on both sides: a
/// batch of no images is flattened like any other.
///
/// ```swift
/// reshape(Tensor.zeros([0, 28, 28]), [0, -1]).shape  // (0, 784)
/// ```
///
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: the number of elements stays the same.
public func reshape(_ x: some TensorConvertible, _ dimensions: [Int]) -> Tensor {
  let x = x.tensor
  let unknown = dimensions.indices.filter { dimensions[$0] == -1 }
  guard let axis = unknown.first else { return reshape(x, Shape(dimensions)) }
  let given = dimensions.filter { $0 != -1 }
  let leavesOutZeros = given.contains(0) && x.count == 0
  func count(_ sizes: [Int]) -> Int {
    sizes.filter { $0 != 0 || !leavesOutZeros }.product(in: "reshape")
  }
  let (known, all) = (count(given), count(x.shape.dimensions))
  guard unknown.count == 1, known > 0, all % known == 0 else {
    misuse(
      "reshape",
      "\(dimensions) leaves no single size for -1 with the \(x.count) elements of \(x.shape)",
      cure: "write at most one -1, and let the other dimensions divide the number of elements")
  }
  var dimensions = dimensions
  dimensions[axis] = all / known
  return reshape(x, Shape(dimensions))
}

/// The same elements, in row-major order, in another shape.
@_disfavoredOverload
func reshape(_ x: Tensor, _ shape: Shape) -> Tensor {
  x.shape == shape ? x.unchanged : bind(Reshaping(shape: shape), [x])
}

struct Reshaping: Primitive {
  let shape: Shape
  var name: String { "reshape" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let x = inputs[0]
    guard shape.elementCount == x.count else {
      misuse(
        name,
        "\(x.count) elements of shape \(x.shape) do not fill shape \(shape), which has "
          + "\(shape.elementCount)",
        cure: "keep the number of elements, or write -1 for one dimension")
    }
    return TensorSpec(shape: shape, dtype: x.dtype)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    if let strides = inputs[0].strides(alongSizesOf: shape) {
      return Tensor(view: inputs[0], shape: shape, strides: strides)
    }
    return Tensor(view: inputs[0].contiguous(), shape: shape, strides: nil)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { reshape(call.dy, call[0].shape) }
}

/// The dimensions in another order; reversed if no order is given.
///
/// ```swift
/// transpose(Tensor([[1, 2], [3, 4]]))                        // [[1, 3], [2, 4]]
/// transpose(Tensor.zeros([2, 3, 4]), [0, 2, 1]).shape        // (2, 4, 3)
/// ```
///
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: the order names each dimension once.
/// - **Source:** book, chapter 1, section 2.
public func transpose(_ x: some TensorConvertible, _ order: [Int]? = nil) -> Tensor {
  let x = x.tensor
  return bind(Transpose(order: order ?? (0..<x.rank).reversed()), [x])
}

struct Transpose: Primitive {
  let order: [Int]
  var name: String { "transpose" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let x = inputs[0]
    guard order.sorted() == Array(0..<x.rank) else {
      misuse(
        name, "order \(order) for shape \(x.shape)",
        cure: "name each dimension from 0 to \(x.rank - 1) once")
    }
    return TensorSpec(shape: Shape(order.map { x.shape.dimensions[$0] }), dtype: x.dtype)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor { inputs[0].permuted(order) }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    transpose(call.dy, order.indices.sorted { order[$0] < order[$1] })
  }
}

extension Tensor {
  /// The strides of a view that is not in row-major order, for a shape that differs only by
  /// dimensions of size 1, as after expandDims or a slice that drops a dimension; otherwise nil.
  fileprivate func strides(alongSizesOf target: Shape) -> [Int]? {
    guard let own = value.strides else { return nil }
    let sizes = shape.dimensions
    let wide = sizes.indices.filter { sizes[$0] != 1 }
    guard target.dimensions.filter({ $0 != 1 }) == wide.map({ sizes[$0] }) else { return nil }
    var strides = [Int](repeating: 1, count: target.rank)
    var (rest, step) = (wide[...], 1)
    for axis in strides.indices.reversed() {
      if target.dimensions[axis] != 1 {
        let source = rest.removeLast()
        step = own[source] * sizes[source]
        strides[axis] = own[source]
      } else {
        strides[axis] = step
      }
    }
    return strides
  }

  /// The view with the dimensions in another order, for kernels.
  func permuted(_ order: [Int]) -> Tensor {
    let own = strides
    return Tensor(
      view: self, shape: Shape(order.map { shape.dimensions[$0] }), strides: order.map { own[$0] })
  }
}

/// The elements repeated to fill a larger shape, by the rules of arithmetic on tensors.
///
/// ```swift
/// broadcast(Tensor([1, 2]), to: [2, 2])  // [[1, 2], [1, 2]]
/// ```
///
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: each dimension of x is 1 or that of the shape.
public func broadcast(_ x: some TensorConvertible, to shape: Shape) -> Tensor {
  let x = x.tensor
  return x.shape == shape ? x.unchanged : bind(Broadcasting(shape: shape), [x])
}

struct Broadcasting: Primitive {
  let shape: Shape
  var name: String { "broadcast" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let x = inputs[0]
    guard Shape.broadcast(x.shape, shape, in: name) == shape else {
      misuse(
        name, "shape \(x.shape) does not fit into \(shape)",
        cure: "a dimension can only grow from 1, and new ones only come in front")
    }
    return TensorSpec(shape: shape, dtype: x.dtype)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    inputs[0].repeated(shape)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { call.dy.summed(to: call[0].shape) }
}

extension Tensor {
  /// The view that repeats the elements to fill a larger shape, for kernels.
  func repeated(_ shape: Shape) -> Tensor {
    Tensor(view: self, shape: shape, strides: strides(broadcastTo: shape))
  }
}

/// The tensor with a new dimension of size 1 at the given position; -1 puts it last.
///
/// ```swift
/// expandDims(Tensor([1, 2]), axis: 1).shape  // (2, 1)
/// ```
///
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: the position is not beyond the end.
public func expandDims(_ x: some TensorConvertible, axis: Int) -> Tensor {
  let x = x.tensor
  let position = axis < 0 ? axis + x.rank + 1 : axis
  guard position >= 0 && position <= x.rank else {
    misuse(
      "expandDims", "axis \(axis) is out of range for shape \(x.shape)",
      cure: "use an axis from \(-x.rank - 1) to \(x.rank)")
  }
  var dimensions = x.shape.dimensions
  dimensions.insert(1, at: position)
  return reshape(x, Shape(dimensions))
}

/// The tensor without its dimensions of size 1: all of them, or only those named.
///
/// ```swift
/// squeeze(Tensor.zeros([1, 3, 1])).shape            // (3,)
/// squeeze(Tensor.zeros([1, 3, 1]), axis: 0).shape   // (3, 1)
/// ```
///
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: the named dimensions are of size 1.
public func squeeze(_ x: some TensorConvertible, axis: (any AxesConvertible)? = nil) -> Tensor {
  let x = x.tensor
  let axes =
    axis.map { x.shape.resolve($0.axes, in: "squeeze") }
    ?? (0..<x.rank).filter { x.shape.dimensions[$0] == 1 }
  for axis in axes where x.shape.dimensions[axis] != 1 {
    misuse(
      "squeeze", "dimension \(axis) of shape \(x.shape) is not of size 1",
      cure: "name dimensions of size 1 only, or reshape")
  }
  return reshape(
    x, ReductionAxes(axes, of: x.shape, keepDims: false, in: "squeeze").result(of: x.shape))
}

/// The tensor itself, as the result of an operation.
///
/// ```swift
/// try withDevice("/cpu:0") { identity(x) }.device
/// ```
///
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - **Source:** book, chapter 1, section 1.
public func identity(_ x: some TensorConvertible) -> Tensor { bind(Identity(), [x.tensor]) }

struct Identity: Primitive {
  var name: String { "identity" }
  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[0].spec }
  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor { inputs[0].alias() }
  func gradient(_ call: Call, input: Int) -> Tensor? { call.dy }
}

/// The same tensor, but one through which no gradient flows back.
///
/// ```swift
/// let y = x * stopGradient(x)   // dy/dx is x, not 2 * x
/// ```
///
/// - **DTypes:** all.
/// - **Gradient:** none.
public func stopGradient(_ x: some TensorConvertible) -> Tensor {
  bind(StopGradient(), [x.tensor])
}

struct StopGradient: Primitive {
  var name: String { "stopGradient" }
  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[0].spec }
  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor { inputs[0].alias() }
  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

extension Tensor {
  /// Another tensor of the same elements: tapes tell tensors apart by identity, and the result of
  /// an operation is never its input.
  func alias() -> Tensor { Tensor(view: self, shape: shape, strides: value.strides) }

  /// The result of an operation that has nothing to do: the tensor itself, which costs nothing,
  /// unless it has a mask. Only layers pass masks on, as after the operation a step may be another.
  var unchanged: Tensor { value.mask == nil ? self : Tapestry.identity(self) }
}
