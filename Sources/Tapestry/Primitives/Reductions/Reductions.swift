import CKernels

// The reductions, each a paragraph. Like NumPy's, they take an axis, a list of axes, or none for
// all; `keepDims` leaves each reduced dimension with size 1.

extension TensorConvertible {
  /// The sum of the elements.
  ///
  /// ```swift
  /// Tensor([[1, 2], [3, 4]]).sum()           // 10
  /// Tensor([[1, 2], [3, 4]]).sum(axis: 0)    // [4, 6]
  /// ```
  ///
  /// DTypes: all numbers. Gradient: yes. Traps: if there is no such axis.
  /// Source: document 001, performance optimization with tf.function.
  public func sum(axis: (any Axes)? = nil, keepDims: Bool = false) -> Tensor {
    bind(Sum(tensor, "sum", axis, keepDims), [tensor])
  }
}

struct Sum: NumericReduction {
  let reductionAxes: ReductionAxes
  var name: String { "sum" }
  static func float(_ row: UnsafePointer<Float>, _ n: Int) -> Float { kernel_sum_f32(row, n) }
  static func double(_ row: UnsafePointer<Double>, _ n: Int) -> Double { kernel_sum_f64(row, n) }
  static func integer<I: IntegerScalar>(_ row: UnsafePointer<I>, _ n: Int) -> I {
    (0..<n).reduce(0) { $0 &+ row[$1] }
  }
  static var columns: (float: ColumnLoop<Float>, double: ColumnLoop<Double>)? {
    (.init(kernel: kernel_sum_columns_f32), .init(kernel: kernel_sum_columns_f64))
  }
  func gradient(_ call: Call, input: Int) -> Tensor? {
    reductionAxes.spread(call.dy, over: call[0].shape)
  }
}

extension TensorConvertible {
  /// The mean of the elements; of integers the whole part.
  ///
  /// ```swift
  /// Tensor([1.0, 2.0, 6.0]).mean()  // 3
  /// ```
  ///
  /// DTypes: all numbers. Gradient: yes. Traps: if there is no such axis.
  /// Source: book, chapter 1, section 5.
  public func mean(axis: (any Axes)? = nil, keepDims: Bool = false) -> Tensor {
    bind(Mean(tensor, "mean", axis, keepDims), [tensor])
  }
}

struct Mean: Reduction {
  let reductionAxes: ReductionAxes
  var name: String { "mean" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { reductionAxes.numericSpec(inputs[0], name) }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    // The sum of many small numbers may not fit float16 where their mean does.
    if spec.dtype == .float16 { return throughFloat(inputs, spec) }
    let mean = Sum(reductionAxes: reductionAxes).run(inputs, spec)
    let count = reductionAxes.length(of: inputs[0].shape)
    // In place: nobody else has seen the sums yet.
    func divide<F: FloatingScalar>(_: F.Type) {
      let sums = mean.pointer(as: F.self)
      for index in 0..<mean.count { sums[index] /= F(count) }
    }
    func divideTowardsZero<I: IntegerScalar>(_: I.Type) {
      let sums = mean.pointer(as: I.self)
      for index in 0..<mean.count where count > 0 { sums[index] = I(Int(sums[index]) / count) }
    }
    switch spec.dtype {
    case .float32: divide(Float.self)
    case .float64: divide(Double.self)
    default: divideTowardsZero(spec.dtype.integerType(in: name))
    }
    return mean
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    reductionAxes.spread(call.dy / reductionAxes.length(of: call[0].shape), over: call[0].shape)
  }
}

extension TensorConvertible {
  /// The product of the elements.
  ///
  /// ```swift
  /// Tensor([2, 3, 4]).prod()  // 24
  /// ```
  ///
  /// DTypes: all numbers. Gradient: yes; where elements are 0 the first derivative only.
  /// Traps: if there is no such axis.
  public func prod(axis: (any Axes)? = nil, keepDims: Bool = false) -> Tensor {
    bind(Prod(tensor, "prod", axis, keepDims), [tensor])
  }
}

struct Prod: NumericReduction {
  let reductionAxes: ReductionAxes
  var name: String { "prod" }
  static func float(_ row: UnsafePointer<Float>, _ n: Int) -> Float {
    (0..<n).reduce(1) { $0 * row[$1] }
  }
  static func double(_ row: UnsafePointer<Double>, _ n: Int) -> Double {
    (0..<n).reduce(1) { $0 * row[$1] }
  }
  static func integer<I: IntegerScalar>(_ row: UnsafePointer<I>, _ n: Int) -> I {
    (0..<n).reduce(1) { $0 &* row[$1] }
  }
  func gradient(_ call: Call, input: Int) -> Tensor? {
    // The product of the others: y / x, but where elements are 0 that of the elements other than 0,
    // and 0 as soon as another one is 0.
    let x = call[0]
    let isZero = x == 0
    let nonzero = select(isZero, 1, x)
    let product = reductionAxes.spread(
      bind(Prod(reductionAxes: reductionAxes), [nonzero]), over: x.shape)
    let zeros = reductionAxes.spread(
      bind(Sum(reductionAxes: reductionAxes), [cast(isZero, to: x.dtype)]), over: x.shape)
    let others = select(
      isZero, select(zeros == 1, product, 0), select(zeros == 0, product / nonzero, 0))
    return reductionAxes.spread(call.dy, over: x.shape) * others
  }
}

extension TensorConvertible {
  /// The largest element; NaN if one is, and the smallest number of the type if there is none.
  ///
  /// ```swift
  /// Tensor([[1, 5], [3, 4]]).max(axis: 1)  // [5, 4]
  /// ```
  ///
  /// DTypes: all numbers. Gradient: yes, shared among equals. Traps: if there is no such axis.
  public func max(axis: (any Axes)? = nil, keepDims: Bool = false) -> Tensor {
    bind(Max(tensor, "max", axis, keepDims), [tensor])
  }
}

struct Max: NumericReduction {
  let reductionAxes: ReductionAxes
  var name: String { "max" }
  static func float(_ row: UnsafePointer<Float>, _ n: Int) -> Float { kernel_max_f32(row, n) }
  static func double(_ row: UnsafePointer<Double>, _ n: Int) -> Double { kernel_max_f64(row, n) }
  static func integer<I: IntegerScalar>(_ row: UnsafePointer<I>, _ n: Int) -> I {
    (0..<n).reduce(I.min) { Swift.max($0, row[$1]) }
  }
  static var columns: (float: ColumnLoop<Float>, double: ColumnLoop<Double>)? {
    (.init(kernel: kernel_max_columns_f32), .init(kernel: kernel_max_columns_f64))
  }
  func gradient(_ call: Call, input: Int) -> Tensor? { reductionAxes.shareAmongEquals(call) }
}

extension TensorConvertible {
  /// The smallest element; NaN if one is, and the largest number of the type if there is none.
  ///
  /// ```swift
  /// Tensor([[1, 5], [3, 4]]).min(axis: 1)  // [1, 3]
  /// ```
  ///
  /// DTypes: all numbers. Gradient: yes, shared among equals. Traps: if there is no such axis.
  public func min(axis: (any Axes)? = nil, keepDims: Bool = false) -> Tensor {
    bind(Min(tensor, "min", axis, keepDims), [tensor])
  }
}

struct Min: NumericReduction {
  let reductionAxes: ReductionAxes
  var name: String { "min" }
  static func float(_ row: UnsafePointer<Float>, _ n: Int) -> Float { kernel_min_f32(row, n) }
  static func double(_ row: UnsafePointer<Double>, _ n: Int) -> Double { kernel_min_f64(row, n) }
  static func integer<I: IntegerScalar>(_ row: UnsafePointer<I>, _ n: Int) -> I {
    (0..<n).reduce(I.max) { Swift.min($0, row[$1]) }
  }
  static var columns: (float: ColumnLoop<Float>, double: ColumnLoop<Double>)? {
    (.init(kernel: kernel_min_columns_f32), .init(kernel: kernel_min_columns_f64))
  }
  func gradient(_ call: Call, input: Int) -> Tensor? { reductionAxes.shareAmongEquals(call) }
}

extension ReductionAxes {
  /// The gradient of an extreme: to the elements that equal it, in equal shares.
  fileprivate func shareAmongEquals(_ call: Call) -> Tensor {
    let x = call[0]
    let isExtreme = cast(x == spread(call.output, over: x.shape), to: x.dtype)
    let equals = spread(bind(Sum(reductionAxes: self), [isExtreme]), over: x.shape)
    return spread(call.dy, over: x.shape) * isExtreme / equals
  }
}

extension TensorConvertible {
  /// Whether at least one element is true.
  ///
  /// ```swift
  /// (x < 0).any()
  /// ```
  ///
  /// DTypes: `bool`. Gradient: none. Traps: if there is no such axis.
  /// Source: book, chapter 2, section 1.
  public func any(axis: (any Axes)? = nil, keepDims: Bool = false) -> Tensor {
    bind(AnyTrue(tensor, "any", axis, keepDims), [tensor])
  }
}

struct AnyTrue: LogicalReduction {
  let reductionAxes: ReductionAxes
  var name: String { "any" }
  static func fold(_ row: UnsafePointer<Bool>, _ n: Int) -> Bool { (0..<n).contains { row[$0] } }
}

extension TensorConvertible {
  /// Whether all elements are true.
  ///
  /// ```swift
  /// (x + y == y + x).all()
  /// ```
  ///
  /// DTypes: `bool`. Gradient: none. Traps: if there is no such axis.
  /// Source: book, chapter 1, section 2.
  public func all(axis: (any Axes)? = nil, keepDims: Bool = false) -> Tensor {
    bind(AllTrue(tensor, "all", axis, keepDims), [tensor])
  }
}

struct AllTrue: LogicalReduction {
  let reductionAxes: ReductionAxes
  var name: String { "all" }
  static func fold(_ row: UnsafePointer<Bool>, _ n: Int) -> Bool { (0..<n).allSatisfy { row[$0] } }
}
