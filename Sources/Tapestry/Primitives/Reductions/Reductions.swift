import CKernels

// The reductions, one paragraph each. Like NumPy's, they take an axis, a list of axes, or none for
// all; `keepDims` keeps each reduced dimension, with size 1.

extension TensorConvertible {
  /// The sum of the elements.
  ///
  /// ```swift
  /// Tensor([[1, 2], [3, 4]]).sum()           // 10
  /// Tensor([[1, 2], [3, 4]]).sum(axis: 0)    // [4, 6]
  /// ```
  ///
  /// - **DTypes:** all numbers.
  /// - **Gradient:** yes.
  /// - Precondition: the axis exists.
  /// - **Source:** document 001, performance optimization with tf.function.
  public func sum(axis: (any AxesConvertible)? = nil, keepDims: Bool = false) -> Tensor {
    bind(Sum(tensor, "sum", axis, keepDims), [tensor])
  }
}

struct Sum: NumericReduction {
  let reductionAxes: ReductionAxes
  var name: String { "sum" }
  static var half: Fold<Float16, Float> {
    Fold(
      kernel_sum_f16, columns: kernel_sum_columns_f16,
      shortColumns: kernel_sum_short_columns_f16, float)
  }
  static var float: Fold<Float, Float> {
    Fold(
      kernel_sum_f32, columns: kernel_sum_columns_f32,
      shortColumns: kernel_sum_short_columns_f32)
  }
  static var double: Fold<Double, Double> {
    Fold(
      kernel_sum_f64, columns: kernel_sum_columns_f64,
      shortColumns: kernel_sum_short_columns_f64)
  }
  static var integers: IntegerFolds {
    IntegerFolds(
      int8: Fold(kernel_sum_i8, columns: kernel_sum_columns_i8),
      int16: Fold(kernel_sum_i16, columns: kernel_sum_columns_i16),
      int32: Fold(kernel_sum_i32, columns: kernel_sum_columns_i32),
      int64: Fold(kernel_sum_i64, columns: kernel_sum_columns_i64),
      uint8: Fold(kernel_sum_u8, columns: kernel_sum_columns_u8))
  }
  func gradient(_ call: Call, input: Int) -> Tensor? {
    reductionAxes.broadcast(call.dy, over: call[0].shape)
  }
}

extension TensorConvertible {
  /// The mean of the elements; for integers, truncated to an integer.
  ///
  /// ```swift
  /// Tensor([1.0, 2.0, 6.0]).mean()  // 3
  /// ```
  ///
  /// - **DTypes:** all numbers.
  /// - **Gradient:** yes.
  /// - Precondition: the axis exists.
  /// - **Source:** book, chapter 1, section 5.
  public func mean(axis: (any AxesConvertible)? = nil, keepDims: Bool = false) -> Tensor {
    bind(Mean(tensor, "mean", axis, keepDims), [tensor])
  }
}

struct Mean: Reduction {
  let reductionAxes: ReductionAxes
  var name: String { "mean" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { reductionAxes.numericSpec(inputs[0], name) }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    switch spec.dtype {
    // The sum of many small numbers may not fit float16 where their mean does.
    case .float16: return convert(quotients(inputs[0], Sum.half, .float32), to: .float16)
    case .float32: return quotients(inputs[0], Sum.float, .float32)
    case .float64: return quotients(inputs[0], Sum.double, .float64)
    case .int8: return truncated(inputs[0], spec, Int8.self, sum: Int64.self)
    case .int16: return truncated(inputs[0], spec, Int16.self, sum: Int64.self)
    case .int32: return truncated(inputs[0], spec, Int32.self, sum: Int64.self)
    case .int64: return truncated(inputs[0], spec, Int64.self, sum: Int128.self)
    default: return truncated(inputs[0], spec, UInt8.self, sum: Int64.self)
    }
  }

  private func quotients<T, F: FloatingScalar>(
    _ x: Tensor, _ sum: Fold<T, F>, _ dtype: DType
  ) -> Tensor {
    let mean = Sum(reductionAxes: reductionAxes).folded(x, sum, dtype)
    let count = F(reductionAxes.length(of: x.shape))
    // In place, since nothing else refers to the sums yet.
    mean.withElements(as: F.self) { for index in 0..<mean.count { $0[index] /= count } }
    return mean
  }

  /// The means of integers, truncated towards 0; 0 if there are no elements. They are summed in a
  /// wider type, since the sum may not fit where the mean does.
  @inline(__always)
  private func truncated<I: IntegerScalar, Wide: FixedWidthInteger>(
    _ x: Tensor, _ spec: TensorSpec, _: I.Type, sum: Wide.Type
  ) -> Tensor {
    let mean = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    let length = reductionAxes.length(of: x.shape)
    withElements(of: reductionAxes.rows(of: x), as: I.self, mean, as: I.self) { rows, means in
      let smallest = Swift.max(2, (1 << 16) / Swift.max(length, 1))
      parallel(mean.count, smallest: smallest, multiple: 1) { part in
        for row in part {
          let elements = rows + row * length
          let sum = (0..<length).reduce(Wide(0)) { $0 + Wide(elements[$1]) }
          means[row] = length == 0 ? 0 : I(sum / Wide(length))
        }
      }
    }
    return mean
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    reductionAxes.broadcast(call.dy / reductionAxes.length(of: call[0].shape), over: call[0].shape)
  }
}

extension TensorConvertible {
  /// The product of the elements.
  ///
  /// ```swift
  /// Tensor([2, 3, 4]).prod()  // 24
  /// ```
  ///
  /// - **DTypes:** all numbers.
  /// - **Gradient:** yes.
  /// - Precondition: the axis exists.
  public func prod(axis: (any AxesConvertible)? = nil, keepDims: Bool = false) -> Tensor {
    bind(Product(tensor, "prod", axis, keepDims), [tensor])
  }
}

struct Product: NumericReduction {
  let reductionAxes: ReductionAxes
  var name: String { "prod" }
  static var half: Fold<Float16, Float> {
    Fold(
      kernel_product_f16, columns: kernel_product_columns_f16,
      shortColumns: kernel_product_short_columns_f16, float)
  }
  static var float: Fold<Float, Float> {
    Fold(
      kernel_product_f32, columns: kernel_product_columns_f32,
      shortColumns: kernel_product_short_columns_f32)
  }
  static var double: Fold<Double, Double> {
    Fold(
      kernel_product_f64, columns: kernel_product_columns_f64,
      shortColumns: kernel_product_short_columns_f64)
  }
  static var integers: IntegerFolds {
    IntegerFolds(
      int8: Fold(kernel_product_i8, columns: kernel_product_columns_i8),
      int16: Fold(kernel_product_i16, columns: kernel_product_columns_i16),
      int32: Fold(kernel_product_i32, columns: kernel_product_columns_i32),
      int64: Fold(kernel_product_i64, columns: kernel_product_columns_i64),
      uint8: Fold(kernel_product_u8, columns: kernel_product_columns_u8))
  }
  func gradient(_ call: Call, input: Int) -> Tensor? {
    // The product of the other elements: of those before, times those after. The whole product
    // divided by the element would be wrong where the element is 0, infinite or tiny.
    let x = call[0]
    let axes = reductionAxes.axes(of: x.shape)
    let order = (0..<x.rank).filter { !axes.contains($0) } + axes
    let moved = transpose(x, order)
    let rows = reshape(
      moved,
      Shape(moved.shape.dimensions.dropLast(axes.count) + [reductionAxes.length(of: x.shape)]))
    let others =
      cumprod(rows, axis: -1, exclusive: true)
      * cumprod(rows, axis: -1, exclusive: true, reverse: true)
    let inverse = order.indices.sorted { order[$0] < order[$1] }
    return reductionAxes.broadcast(call.dy, over: x.shape)
      * transpose(reshape(others, moved.shape), inverse)
  }
}

extension TensorConvertible {
  /// The largest element; NaN if any element is NaN, and the smallest number of the type if there
  /// are no elements.
  ///
  /// ```swift
  /// Tensor([[1, 5], [3, 4]]).max(axis: 1)  // [5, 4]
  /// ```
  ///
  /// - **DTypes:** all numbers.
  /// - **Gradient:** yes, shared among equal elements.
  /// - Precondition: the axis exists.
  public func max(axis: (any AxesConvertible)? = nil, keepDims: Bool = false) -> Tensor {
    bind(Max(tensor, "max", axis, keepDims), [tensor])
  }
}

struct Max: NumericReduction {
  let reductionAxes: ReductionAxes
  var name: String { "max" }
  static var half: Fold<Float16, Float> {
    Fold(
      kernel_max_f16, columns: kernel_max_columns_f16,
      shortColumns: kernel_max_columns_f16, float)
  }
  static var float: Fold<Float, Float> {
    Fold(kernel_max_f32, columns: kernel_max_columns_f32)
  }
  static var double: Fold<Double, Double> {
    Fold(kernel_max_f64, columns: kernel_max_columns_f64)
  }
  static var integers: IntegerFolds {
    IntegerFolds(
      int8: Fold(kernel_max_i8, columns: kernel_max_columns_i8),
      int16: Fold(kernel_max_i16, columns: kernel_max_columns_i16),
      int32: Fold(kernel_max_i32, columns: kernel_max_columns_i32),
      int64: Fold(kernel_max_i64, columns: kernel_max_columns_i64),
      uint8: Fold(kernel_max_u8, columns: kernel_max_columns_u8))
  }
  func gradient(_ call: Call, input: Int) -> Tensor? { reductionAxes.shareAmongEquals(call) }
}

extension TensorConvertible {
  /// The smallest element; NaN if any element is NaN, and the largest number of the type if there
  /// are no elements.
  ///
  /// ```swift
  /// Tensor([[1, 5], [3, 4]]).min(axis: 1)  // [1, 3]
  /// ```
  ///
  /// - **DTypes:** all numbers.
  /// - **Gradient:** yes, shared among equal elements.
  /// - Precondition: the axis exists.
  public func min(axis: (any AxesConvertible)? = nil, keepDims: Bool = false) -> Tensor {
    bind(Min(tensor, "min", axis, keepDims), [tensor])
  }
}

struct Min: NumericReduction {
  let reductionAxes: ReductionAxes
  var name: String { "min" }
  static var half: Fold<Float16, Float> {
    Fold(
      kernel_min_f16, columns: kernel_min_columns_f16,
      shortColumns: kernel_min_columns_f16, float)
  }
  static var float: Fold<Float, Float> {
    Fold(kernel_min_f32, columns: kernel_min_columns_f32)
  }
  static var double: Fold<Double, Double> {
    Fold(kernel_min_f64, columns: kernel_min_columns_f64)
  }
  static var integers: IntegerFolds {
    IntegerFolds(
      int8: Fold(kernel_min_i8, columns: kernel_min_columns_i8),
      int16: Fold(kernel_min_i16, columns: kernel_min_columns_i16),
      int32: Fold(kernel_min_i32, columns: kernel_min_columns_i32),
      int64: Fold(kernel_min_i64, columns: kernel_min_columns_i64),
      uint8: Fold(kernel_min_u8, columns: kernel_min_columns_u8))
  }
  func gradient(_ call: Call, input: Int) -> Tensor? { reductionAxes.shareAmongEquals(call) }
}

extension ReductionAxes {
  /// The gradient of a maximum or minimum, which goes to the elements that equal it, in equal
  /// shares.
  fileprivate func shareAmongEquals(_ call: Call) -> Tensor {
    let x = call[0]
    let isExtreme = bind(IsEqual(), [x, broadcast(call.output, over: x.shape)])
    let equals = broadcast(bind(Sum(reductionAxes: self), [isExtreme]), over: x.shape)
    return broadcast(call.dy, over: x.shape) * isExtreme / equals
  }
}
