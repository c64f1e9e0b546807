// Running sums and products: each element with all before it.

/// The sums of the elements up to each place along a dimension.
///
/// ```swift
/// cumsum(Tensor([1, 2, 3]))                     // [1, 3, 6]
/// cumsum(Tensor([1, 2, 3]), exclusive: true)    // [0, 1, 3]
/// cumsum(Tensor([1, 2, 3]), reverse: true)      // [6, 5, 3]
/// ```
///
/// An exclusive sum leaves out the element itself; a reverse one starts from the end.
///
/// DTypes: all numbers. Gradient: yes. Traps: if there is no such axis.
public func cumsum(
  _ x: some TensorConvertible, axis: Int = 0, exclusive: Bool = false, reverse: Bool = false
) -> Tensor {
  let x = x.tensor
  let axis = x.shape.existingAxis(axis, in: "cumsum")
  let running = Running(axis: axis, exclusive: exclusive, reverse: reverse)
  return bind(CumulativeSum(running: running), [x])
}

/// The products of the elements up to each place along a dimension.
///
/// ```swift
/// cumprod(Tensor([2, 3, 4]))                     // [2, 6, 24]
/// cumprod(Tensor([2, 3, 4]), exclusive: true)    // [1, 2, 6]
/// ```
///
/// An exclusive product leaves out the element itself; a reverse one starts from the end.
///
/// DTypes: all numbers. Gradient: yes; where elements are 0 the first derivative only.
/// Traps: if there is no such axis.
public func cumprod(
  _ x: some TensorConvertible, axis: Int = 0, exclusive: Bool = false, reverse: Bool = false
) -> Tensor {
  let x = x.tensor
  let axis = x.shape.existingAxis(axis, in: "cumprod")
  let running = Running(axis: axis, exclusive: exclusive, reverse: reverse)
  return bind(CumulativeProduct(running: running), [x])
}

/// How a running fold walks along a dimension.
struct Running: Sendable, Hashable {
  let axis: Int
  let exclusive: Bool
  let reverse: Bool

  /// The same fold from the other end: an element goes into the results after it, and so their
  /// changes come back to it.
  var back: Running { Running(axis: axis, exclusive: exclusive, reverse: !reverse) }

  func spec(_ x: Tensor, in operation: String) -> TensorSpec {
    guard x.dtype != .bool else {
      misuse(operation, "not defined for bool", cure: "cast first: cast(x, to: .int32)")
    }
    return x.spec
  }

  /// Folds x into y, from `start` on: whole rows of the dimensions after the axis at once, so that
  /// memory is read in order.
  func fold<T: Scalar>(_ x: Tensor, _ y: Tensor, from start: T, _ combine: (T, T) -> T) {
    let size = x.shape.dimensions[axis]
    let inner = x.shape.dimensions[(axis + 1)...].reduce(1, *)
    guard x.count > 0 else { return }
    let x = x.contiguous()
    withExtendedLifetime(x) {
      let (from, to) = (x.pointer(as: T.self), y.pointer(as: T.self))
      let smallest = max(2, (1 << 16) / (size * inner))
      parallel(x.count / (size * inner), smallest: smallest, multiple: 1) { blocks in
        for block in blocks {
          let base = block * size * inner
          for step in 0..<size {
            let current = base + (reverse ? size - 1 - step : step) * inner
            let previous = reverse ? current + inner : current - inner
            // An exclusive fold is one row behind.
            let joining = from + (exclusive ? previous : current)
            let target = to + current
            if step > 0 {
              let before = to + previous
              for index in 0..<inner { target[index] = combine(before[index], joining[index]) }
            } else {
              for index in 0..<inner { target[index] = exclusive ? start : joining[index] }
            }
          }
        }
      }
    }
  }
}

struct CumulativeSum: Primitive {
  let running: Running
  var name: String { "cumsum" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { running.spec(inputs[0], in: name) }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    switch spec.dtype {
    case .float32: running.fold(inputs[0], y, from: Float(0), +)
    case .float64: running.fold(inputs[0], y, from: Double(0), +)
    case .int32: running.fold(inputs[0], y, from: Int32(0), &+)
    case .int64: running.fold(inputs[0], y, from: Int64(0), &+)
    case .float16: return throughFloat(inputs, spec)
    default: integers(inputs[0], y, spec.dtype.integerType(in: name))
    }
    return y
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    bind(CumulativeSum(running: running.back), [call.dy])
  }

  private func integers<I: IntegerScalar>(_ x: Tensor, _ y: Tensor, _: I.Type) {
    running.fold(x, y, from: I(0), &+)
  }
}

struct CumulativeProduct: Primitive {
  let running: Running
  var name: String { "cumprod" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { running.spec(inputs[0], in: name) }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    switch spec.dtype {
    case .float32: running.fold(inputs[0], y, from: Float(1), *)
    case .float64: running.fold(inputs[0], y, from: Double(1), *)
    case .int32: running.fold(inputs[0], y, from: Int32(1), &*)
    case .int64: running.fold(inputs[0], y, from: Int64(1), &*)
    case .float16: return throughFloat(inputs, spec)
    default: integers(inputs[0], y, spec.dtype.integerType(in: name))
    }
    return y
  }

  /// Each product over x_i is what the others multiply to: the changes that come back to x_i are
  /// those of the products that contain it, times these, over x_i.
  ///
  /// At the first 0 that division fails: there the products are computed again with 1 in its place.
  /// Elements after it stand in products that are 0 whatever they are.
  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (x, dy) = (call[0], call.dy)
    let sumBack = CumulativeSum(running: running.back)
    let isZero = x == 0
    let zerosBefore = bind(
      CumulativeSum(
        running: Running(axis: running.axis, exclusive: true, reverse: running.reverse)),
      [cast(isZero, to: .int32)])
    let isFirstZero = logicalAnd(isZero, zerosBefore == 0)
    let others = bind(self, [select(isFirstZero, 1, x)])
    let regular = bind(sumBack, [dy * call.output]) / select(isZero, 1, x)
    return select(
      isFirstZero, bind(sumBack, [dy * others]), select(isZero, 0, regular))
  }

  private func integers<I: IntegerScalar>(_ x: Tensor, _ y: Tensor, _: I.Type) {
    running.fold(x, y, from: I(1), &*)
  }
}
