extension TensorConvertible {
  /// The position of the largest element along a dimension, of the first among equals; NaN counts
  /// as larger than all numbers.
  ///
  /// ```swift
  /// Tensor([[1, 5, 2], [9, 3, 9]]).argmax(axis: 1)  // [1, 0]
  /// ```
  ///
  /// - **Shapes:** without the dimension, or with size 1 there if `keepDims`; a scalar has position
  ///   0.
  /// - **DTypes:** all; the result is `int64`.
  /// - **Gradient:** none.
  /// - Precondition: the axis exists and has an element to choose.
  public func argmax(axis: Int = 0, keepDims: Bool = false) -> Tensor {
    ArgExtreme(largest: true).position(in: tensor, axis: axis, keepDims: keepDims)
  }

  /// The position of the smallest element along a dimension, of the first among equals; NaN counts
  /// as smaller than all numbers.
  ///
  /// ```swift
  /// Tensor([[1, 5, 2], [9, 3, 9]]).argmin(axis: 1)  // [0, 1]
  /// ```
  ///
  /// - **Shapes:** without the dimension, or with size 1 there if `keepDims`; a scalar has position
  ///   0.
  /// - **DTypes:** all; the result is `int64`.
  /// - **Gradient:** none.
  /// - Precondition: the axis exists and has an element to choose.
  public func argmin(axis: Int = 0, keepDims: Bool = false) -> Tensor {
    ArgExtreme(largest: false).position(in: tensor, axis: axis, keepDims: keepDims)
  }
}

/// The position of the largest or smallest element of each row of the last dimension.
struct ArgExtreme: Primitive {
  let largest: Bool
  var name: String { largest ? "argmax" : "argmin" }

  /// The operation along any dimension: it is moved to the end first.
  func position(in x: Tensor, axis: Int, keepDims: Bool) -> Tensor {
    let rows = x.rank == 0 ? reshape(x, [1]) : x
    let axis = rows.shape.resolve(axis, in: name)
    guard rows.shape.dimensions[axis] > 0 else {
      misuse(
        name, "axis \(axis) of shape \(x.shape) has no elements to choose from",
        cure: "reduce a dimension that has at least one element")
    }
    let order = (0..<rows.rank).filter { $0 != axis } + [axis]
    let position = bind(self, [axis == rows.rank - 1 ? rows : transpose(rows, order)])
    return keepDims && x.rank > 0 ? expandDims(position, axis: axis) : position
  }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(shape: Shape(Array(inputs[0].shape.dimensions.dropLast())), dtype: .int64)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let rows = inputs[0].contiguous()
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    switch rows.dtype {
    case .float16: scan(rows, y, Float16.self)
    case .float32: scan(rows, y, Float.self)
    case .float64: scan(rows, y, Double.self)
    case .bool, .uint8: scan(rows, y, UInt8.self)
    case .int8: scan(rows, y, Int8.self)
    case .int16: scan(rows, y, Int16.self)
    case .int32: scan(rows, y, Int32.self)
    case .int64: scan(rows, y, Int64.self)
    }
    return y
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }

  private func scan<T: Comparable & BitwiseCopyable>(_ rows: Tensor, _ y: Tensor, _: T.Type) {
    let length = rows.shape[-1]
    withElements(of: rows, as: T.self, y, as: Int.self) { from, to in
      parallel(y.count, smallest: max(2, (1 << 16) / max(length, 1)), multiple: 1) { part in
        for row in part {
          let elements = UnsafePointer(from + row * length)
          to[row] =
            largest
            ? first(elements, length) { $0 > $1 } : first(elements, length) { $0 < $1 }
        }
      }
    }
  }

  /// The position of the first element that no other one precedes, or of the first NaN: the only
  /// value that differs from itself.
  private func first<T: Comparable>(
    _ elements: UnsafePointer<T>, _ count: Int, _ precedes: (T, T) -> Bool
  ) -> Int {
    var (best, position) = (elements[0], 0)
    if best != best { return 0 }
    for index in 1..<count {
      let element = elements[index]
      if precedes(element, best) {
        (best, position) = (element, index)
      } else if element != element {
        return index
      }
    }
    return position
  }
}
