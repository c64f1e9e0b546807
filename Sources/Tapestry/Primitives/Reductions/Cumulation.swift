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
/// - **DTypes:** all numbers.
/// - **Gradient:** yes.
/// - Precondition: the axis exists.
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
/// - **DTypes:** all numbers.
/// - **Gradient:** yes.
/// - Precondition: the axis exists.
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
  /// gradients come back to it.
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
    guard x.count > 0 else { return }
    let size = x.shape.dimensions[axis]
    let inner = x.shape.dimensions[(axis + 1)...].reduce(1, *)
    let x = x.contiguous()
    withElements(of: x, as: T.self, y, as: T.self) { from, to in
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

  /// The gradient with respect to x_i is the product of the elements before it, times what comes back
  /// from all products that contain it: g_i = dy_i + x_{i+1} g_{i+1}, seen in the direction of the
  /// walk. Nothing is divided by x_i, which may be 0, or so small that its products are.
  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (x, back) = (call[0], running.back)
    let before = bind(
      CumulativeProduct(
        running: Running(axis: running.axis, exclusive: true, reverse: running.reverse)), [x])
    // An exclusive product contains the elements before it: it is the next element that counts.
    let dy = running.exclusive ? back.shifted(call.dy) : call.dy
    let behind = bind(LinearRecurrence(running: back.inclusive), [dy, back.shifted(x)])
    return chain(behind, times: before)
  }

  private func integers<I: IntegerScalar>(_ x: Tensor, _ y: Tensor, _: I.Type) {
    running.fold(x, y, from: I(1), &*)
  }
}

/// y_i = b_i + a_i y_{i-1} along a dimension, with nothing before the first: what comes back through
/// running products. Its own gradients are recurrences of the same kind.
struct LinearRecurrence: Primitive {
  let running: Running
  var name: String { "linearRecurrence" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[0].spec }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    switch spec.dtype {
    case .float32: follow(inputs, y, Float.self)
    case .float16: return throughFloat(inputs, spec)
    default: follow(inputs, y, Double.self)
    }
    return y
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    let back = running.back
    let g = bind(LinearRecurrence(running: back), [call.dy, back.shifted(call[1])])
    return input == 0 ? g : chain(g, times: running.shifted(call.output))
  }

  private func follow<F: FloatingScalar>(_ inputs: [Tensor], _ y: Tensor, _: F.Type) {
    guard y.count > 0 else { return }
    let size = y.shape.dimensions[running.axis]
    let inner = y.shape.dimensions[(running.axis + 1)...].reduce(1, *)
    let (b, a) = (inputs[0].contiguous(), inputs[1].contiguous())
    withElements(of: b, as: F.self, a, as: F.self, y, as: F.self) { b, a, y in
      let smallest = max(2, (1 << 16) / (size * inner))
      parallel(inputs[0].count / (size * inner), smallest: smallest, multiple: 1) { blocks in
        for block in blocks {
          for step in 0..<size {
            let row = running.reverse ? size - 1 - step : step
            let current = (block * size + row) * inner
            let previous = running.reverse ? current + inner : current - inner
            for index in current..<(current + inner) {
              // A zero stays zero, whatever the factor: it is what comes from above.
              let before = step == 0 ? 0 : y[previous + index - current]
              y[index] = before == 0 ? b[index] : b[index] + a[index] * before
            }
          }
        }
      }
    }
  }
}

extension Running {
  /// The same walk with the element itself.
  fileprivate var inclusive: Running { Running(axis: axis, exclusive: false, reverse: reverse) }

  /// Each element in the place of the one after it in the walk; 0 in the first place.
  fileprivate func shifted(_ x: Tensor) -> Tensor {
    let size = x.shape.dimensions[axis]
    if size == 0 { return x }
    let zero = zeros(like: x.slice(axis: axis, 0, 1))
    return reverse
      ? concat([x.slice(axis: axis, 1, size), zero], axis: axis)
      : concat([zero, x.slice(axis: axis, 0, size - 1)], axis: axis)
  }
}
