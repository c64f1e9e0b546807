/// The sum, the product or the largest or smallest element of the slices of each segment.
struct SegmentFold: Primitive {
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

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    switch spec.dtype {
    case .float16: return throughFloat(inputs, spec)
    case .float32: return floats(inputs, spec, Float.self)
    case .float64: return floats(inputs, spec, Double.self)
    case .int32: return integers(inputs, spec, Int32.self)
    case .int64: return integers(inputs, spec, Int64.self)
    default: return integers(inputs, spec, spec.dtype.integerType(in: name))
    }
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    guard input == 0 else { return nil }
    let (x, numbers, y, dy) = (call[0], call[1], call.output, call.dy)
    if kind == .sum { return taken(dy, numbers) }
    if kind == .prod { return productGradient(x, numbers, dy) }
    // Equal elements share the gradient.
    let isChosen = x == taken(y, numbers)
    let sharing = sums(cast(isChosen, to: x.dtype), numbers)
    return select(isChosen, taken(dy / maximum(sharing, 1), numbers), 0)
  }

  /// The product of the other elements, which is y / x. Where elements are 0, it is the product of
  /// the nonzero elements instead, and 0 if two or more are 0.
  private func productGradient(_ x: Tensor, _ numbers: Tensor, _ dy: Tensor) -> Tensor {
    let isZero = x == 0
    let nonzero = select(isZero, 1, x)
    let product = taken(bind(self, [nonzero, numbers]), numbers)
    let zeros = taken(sums(cast(isZero, to: x.dtype), numbers), numbers)
    let others = select(
      zeros == 0, product / nonzero, select(logicalAnd(isZero, zeros == 1), product, 0))
    return others * taken(dy, numbers)
  }

  /// For each slice of x, the result of its segment; 0 for slices that are left out.
  private func taken(_ results: Tensor, _ numbers: Tensor) -> Tensor {
    // Without a segment there is nothing to take from.
    let rest = results.shape.dimensions.dropFirst()
    let padded = concat(
      [results, Tensor.zeros(Shape([1] + rest), dtype: results.dtype)], axis: 0)
    return gather(padded, select(numbers < 0, count, numbers))
  }

  private func sums(_ slices: Tensor, _ numbers: Tensor) -> Tensor {
    bind(SegmentFold(kind: .sum, count: count, name: name), [slices, numbers])
  }

  // MARK: Kernels

  private func floats<F: FloatingScalar>(_ inputs: [Tensor], _ spec: TensorSpec, _: F.Type)
    -> Tensor
  {
    switch kind {
    // NaN wins as soon as there is one, as in `max`. TensorFlow's value for a segment without
    // elements is finite; starting from it would hide infinite elements.
    case .max:
      fold(inputs, spec, from: -F.infinity, ofNone: -F.greatestFiniteMagnitude) {
        $1 > $0 || $1.isNaN ? $1 : $0
      }
    case .min:
      fold(inputs, spec, from: F.infinity, ofNone: F.greatestFiniteMagnitude) {
        $1 < $0 || $1.isNaN ? $1 : $0
      }
    case .sum: fold(inputs, spec, from: F(0), +)
    case .prod: fold(inputs, spec, from: F(1), *)
    }
  }

  private func integers<I: IntegerScalar>(_ inputs: [Tensor], _ spec: TensorSpec, _: I.Type)
    -> Tensor
  {
    switch kind {
    case .max: fold(inputs, spec, from: I.min, Swift.max)
    case .min: fold(inputs, spec, from: I.max, Swift.min)
    case .sum: fold(inputs, spec, from: I(0), &+)
    case .prod: fold(inputs, spec, from: I(1), &*)
    }
  }

  private func fold<T: Scalar>(
    _ inputs: [Tensor], _ spec: TensorSpec, from start: T, ofNone: T? = nil,
    _ combine: (T, T) -> T
  ) -> Tensor {
    let slices = inputs[0].scalars(as: T.self)
    var results = [T](repeating: start, count: spec.shape.elementCount)
    let size = inputs[0].shape.dimensions.dropFirst().reduce(1, *)
    var isEmpty = [Bool](repeating: true, count: count)
    for (number, segment) in inputs[1].integers.enumerated() where segment >= 0 {
      guard segment < count else {
        misuse(
          name, "segment \(segment) (number \(number) of the segments) of \(count)",
          cure: "give a larger count, or segments below it")
      }
      isEmpty[segment] = false
      for index in 0..<size {
        let place = segment * size + index
        results[place] = combine(results[place], slices[number * size + index])
      }
    }
    if let ofNone {
      for segment in 0..<count where isEmpty[segment] {
        for place in segment * size..<(segment + 1) * size { results[place] = ofNone }
      }
    }
    return Tensor(results, shape: spec.shape)
  }
}
