import CKernels

/// The sum, the product or the largest or smallest element of the slices of each segment.
struct SegmentFold: PartialPrimitive {
  enum Kind {
    case sum, prod, max, min
  }

  let kind: Kind
  let count: Int
  /// The function that was called.
  let name: String

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(
      shape: Shape([count] + inputs[0].shape.dimensions.dropFirst()), dtype: inputs[0].dtype)
  }

  func attempt(_ inputs: [Tensor], _ spec: TensorSpec) throws(InvalidUse) -> Tensor {
    switch spec.dtype {
    case .float16: return try throughFloat(inputs, spec, attempt)
    case .float32: return try floats(inputs, spec, SliceFolds.float)
    case .float64: return try floats(inputs, spec, SliceFolds.double)
    case .int8: return try integers(inputs, spec, SliceFolds.int8)
    case .int16: return try integers(inputs, spec, SliceFolds.int16)
    case .int32: return try integers(inputs, spec, SliceFolds.int32)
    case .int64: return try integers(inputs, spec, SliceFolds.int64)
    default: return try integers(inputs, spec, SliceFolds.uint8)
    }
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    guard input == 0 else { return nil }
    let (x, ids, y, dy) = (call[0], call[1], call.output, call.dy)
    if kind == .sum { return taken(dy, ids) }
    if kind == .prod { return productGradient(x, ids, dy) }
    // Equal elements share the gradient.
    let isChosen = x == taken(y, ids)
    let sharing = sums(cast(isChosen, to: x.dtype), ids)
    return select(isChosen, taken(dy / maximum(sharing, 1), ids), 0)
  }

  /// The product of the other elements, which is y / x. Where elements are 0, it is the product of
  /// the others that are not, times the product of the others that are.
  ///
  /// The second factor is 1 or 0, but its own derivatives are not all 0. So it is written with the
  /// sum s of those elements: s if there is one, and (s² - the sum of squares) / 2 if there are
  /// two. Of three and more, all first and second derivatives are 0.
  private func productGradient(_ x: Tensor, _ ids: Tensor, _ dy: Tensor) -> Tensor {
    let isZero = x == 0
    let nonzero = select(isZero, 1, x)
    let product = taken(bind(self, [nonzero, ids]), ids)
    func sumsOfOthers(_ x: Tensor) -> Tensor { taken(sums(x, ids), ids) - x }
    let zeros = sumsOfOthers(cast(isZero, to: x.dtype))
    let small = select(isZero, x, 0)
    let sum = sumsOfOthers(small)
    let pairs = (square(sum) - sumsOfOthers(square(small))) * 0.5
    let others = select(zeros == 0, 1, select(zeros == 1, sum, select(zeros == 2, pairs, 0)))
    // 0 even where the product of large elements is infinite.
    return chain(others, times: product / nonzero) * taken(dy, ids)
  }

  /// For each slice of x, the result of its segment; 0 for slices that are left out.
  private func taken(_ results: Tensor, _ ids: Tensor) -> Tensor {
    // Without a segment there is nothing to take from.
    let rest = results.shape.dimensions.dropFirst()
    let padded = concat(
      [results, Tensor.zeros(Shape([1] + rest), dtype: results.dtype)], axis: 0)
    return gather(padded, select(ids < 0, count, ids))
  }

  private func sums(_ slices: Tensor, _ ids: Tensor) -> Tensor {
    bind(SegmentFold(kind: .sum, count: count, name: name), [slices, ids])
  }

  // MARK: Kernels

  private func floats<F: FloatingScalar>(
    _ inputs: [Tensor], _ spec: TensorSpec, _ kernels: SliceFolds<F>
  ) throws(InvalidUse) -> Tensor {
    switch kind {
    // TensorFlow's value for a segment without elements is finite; starting from it would hide
    // infinite elements.
    case .max:
      try fold(inputs, spec, from: -F.infinity, ofNone: -F.greatestFiniteMagnitude, kernels.max)
    case .min:
      try fold(inputs, spec, from: F.infinity, ofNone: F.greatestFiniteMagnitude, kernels.min)
    case .sum: try fold(inputs, spec, from: F(0), neutral: -0.0, kernels.sum)
    case .prod: try fold(inputs, spec, from: F(1), kernels.product)
    }
  }

  private func integers<I: IntegerScalar>(
    _ inputs: [Tensor], _ spec: TensorSpec, _ kernels: SliceFolds<I>
  ) throws(InvalidUse) -> Tensor {
    switch kind {
    case .max: try fold(inputs, spec, from: I.min, kernels.max)
    case .min: try fold(inputs, spec, from: I.max, kernels.min)
    case .sum: try fold(inputs, spec, from: I(0), kernels.sum)
    case .prod: try fold(inputs, spec, from: I(1), kernels.product)
    }
  }

  private func fold<T: Scalar & Equatable>(
    _ inputs: [Tensor], _ spec: TensorSpec, from start: T, neutral: T? = nil, ofNone: T? = nil,
    _ kernel: @escaping SliceFold<T>.Kernel
  ) throws(InvalidUse) -> Tensor {
    let (slices, indices) = (inputs[0].contiguous(), Indices(inputs[1]))
    // Negative IDs are those of slices that are left out.
    if let position = indices.firstOutside(Int.min..<count) {
      throw InvalidUse(
        name, "segment \(indices[position]) (element \(position) of the segments) of \(count)",
        cure: "give a larger count, or segments below it")
    }
    let size = spec.shape.dimensions.dropFirst().reduce(1, *)
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    withElements(of: slices, as: T.self, y, as: T.self) { from, to in
      to.initialize(repeating: start, count: y.count)
      guard y.count > 0 else { return }
      SliceFold(kernel, neutral ?? start).fold(
        from, indices, count: indices.count, inner: size, into: to, size: count)
      // Segments without elements still have their start, as do those whose elements all equal it.
      guard let ofNone, (0..<y.count).contains(where: { to[$0] == start }) else { return }
      var isEmpty = [Bool](repeating: true, count: count)
      for segment in indices.tensor.integers where segment >= 0 { isEmpty[segment] = false }
      for segment in 0..<count where isEmpty[segment] {
        (to + segment * size).update(repeating: ofNone, count: size)
      }
    }
    return y
  }
}

/// The loops over slices of one type. See CKernelsCounting.h.
private struct SliceFolds<T: Scalar>: Sendable {
  let sum, product, max, min: SliceFold<T>.Kernel
}

extension SliceFolds<Float> {
  static let float = SliceFolds(
    sum: kernel_sum_slices_f32, product: kernel_product_slices_f32, max: kernel_max_slices_f32,
    min: kernel_min_slices_f32)
}

extension SliceFolds<Double> {
  static let double = SliceFolds(
    sum: kernel_sum_slices_f64, product: kernel_product_slices_f64, max: kernel_max_slices_f64,
    min: kernel_min_slices_f64)
}

extension SliceFolds<Int8> {
  static let int8 = SliceFolds(
    sum: kernel_sum_slices_i8, product: kernel_product_slices_i8, max: kernel_max_slices_i8,
    min: kernel_min_slices_i8)
}

extension SliceFolds<Int16> {
  static let int16 = SliceFolds(
    sum: kernel_sum_slices_i16, product: kernel_product_slices_i16, max: kernel_max_slices_i16,
    min: kernel_min_slices_i16)
}

extension SliceFolds<Int32> {
  static let int32 = SliceFolds(
    sum: kernel_sum_slices_i32, product: kernel_product_slices_i32, max: kernel_max_slices_i32,
    min: kernel_min_slices_i32)
}

extension SliceFolds<Int64> {
  static let int64 = SliceFolds(
    sum: kernel_sum_slices_i64, product: kernel_product_slices_i64, max: kernel_max_slices_i64,
    min: kernel_min_slices_i64)
}

extension SliceFolds<UInt8> {
  static let uint8 = SliceFolds(
    sum: kernel_sum_slices_u8, product: kernel_product_slices_u8, max: kernel_max_slices_u8,
    min: kernel_min_slices_u8)
}
