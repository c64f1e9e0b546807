/// The positions of the true elements, one row of coordinates for each, in row-major order.
///
/// ```swift
/// positions(of: Tensor([[1, -2], [-3, 4]]) > 0)  // [[0, 0], [1, 1]]
/// ```
///
/// TensorFlow and NumPy call this `where`; `gatherND` takes the elements at these positions.
///
/// - **Shapes:** [number of true elements, rank].
/// - **DTypes:** `bool`; the result is `int64`.
/// - **Gradient:** none.
/// - Precondition: the condition is `bool`, and no graph is being traced, because a graph's shapes
///   cannot depend on values.
public func positions(of condition: some TensorConvertible) -> Tensor {
  bind(TruePositions(), [condition.tensor])
}

/// The coordinates of true elements.
struct TruePositions: Primitive {
  var name: String { "positions(of:)" }

  /// The shape depends on the elements and not only on their number, so the true ones are counted.
  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let condition = inputs[0]
    guard condition.dtype == .bool else {
      misuse(
        name, "the condition is a \(condition.dtype) tensor",
        cure: "compare first, as in positions(of: x > 0)")
    }
    guard Context.current.interpreter == nil else {
      misuse(
        name, "the number of positions depends on values, which a graph does not have yet",
        cure: "use select(condition, a, b), whose shape is known, or call it outside the graph")
    }
    let count = condition.scalars(as: Bool.self).count { $0 }
    return TensorSpec(shape: [count, condition.rank], dtype: .int64)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let strides = inputs[0].shape.contiguousStrides
    let dimensions = inputs[0].shape.dimensions
    var coordinates: [Int] = []
    coordinates.reserveCapacity(spec.shape.elementCount)
    for (position, isTrue) in inputs[0].scalars(as: Bool.self).enumerated() where isTrue {
      for axis in dimensions.indices {
        coordinates.append(position / strides[axis] % dimensions[axis])
      }
    }
    return Tensor(coordinates, shape: spec.shape)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

extension TensorConvertible {
  /// The number of elements that are not 0, or that are true.
  ///
  /// ```swift
  /// Tensor([[0, 5], [3, 4]]).countNonzero(axis: 1)  // [1, 2]
  /// ```
  ///
  /// - **DTypes:** all; the result is `int64`.
  /// - **Gradient:** none.
  /// - Precondition: the axis exists.
  public func countNonzero(axis: (any Axes)? = nil, keepDims: Bool = false) -> Tensor {
    let x = tensor
    return cast(x.dtype == .bool ? x : x != 0, to: .int64).sum(axis: axis, keepDims: keepDims)
  }
}
