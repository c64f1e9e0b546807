// Tensors filled by a rule: zeros and ones, the identity matrix, sequences of numbers.

extension Tensor {
  /// A tensor of zeros.
  ///
  /// ```swift
  /// Tensor.zeros([2, 2])
  /// ```
  ///
  /// - **Source:** book, chapter 1, section 1.
  public static func zeros(_ shape: Shape, dtype: DType = .float32) -> Tensor {
    full(shape, 0, dtype: dtype)
  }

  /// A tensor of ones.
  ///
  /// ```swift
  /// Tensor.ones([3], dtype: .int32)  // [1, 1, 1]
  /// ```
  public static func ones(_ shape: Shape, dtype: DType = .float32) -> Tensor {
    full(shape, 1, dtype: dtype)
  }

  /// Zeros in the shape and with the element type of another tensor.
  ///
  /// ```swift
  /// Tensor.zeros(like: x)
  /// ```
  public static func zeros(like other: some TensorConvertible, dtype: DType? = nil) -> Tensor {
    let other = other.tensor
    return full(other.shape, 0, dtype: dtype ?? other.dtype)
  }

  /// Ones in the shape and with the element type of another tensor.
  ///
  /// ```swift
  /// Tensor.ones(like: x, dtype: .float64)
  /// ```
  ///
  /// - **Source:** book, chapter 1, section 1.
  public static func ones(like other: some TensorConvertible, dtype: DType? = nil) -> Tensor {
    let other = other.tensor
    return full(other.shape, 1, dtype: dtype ?? other.dtype)
  }

  /// A tensor whose elements are all the same number.
  ///
  /// ```swift
  /// Tensor.full([2, 3], 0.5)
  /// Tensor.full([2], 7, dtype: .int8)
  /// ```
  ///
  /// - **DTypes:** `float32`, or that of `number` if it is a tensor, unless `dtype` says otherwise.
  /// - **Gradient:** of `number`, if it is a tensor.
  /// - Precondition: `number` is one element, and fits `dtype`.
  public static func full(_ shape: Shape, _ number: some Operand, dtype: DType? = nil) -> Tensor {
    let scalar = number.tensor(weakDType: dtype ?? .float32)
    guard scalar.count == 1 else {
      misuse(
        "full", "the number to repeat has shape \(scalar.shape)",
        cure: "give a scalar; to repeat a tensor use tile or broadcast")
    }
    // A tensor may be symbolic, or watched by a tape.
    if number.fixedDType != nil {
      let typed = dtype.map { cast(scalar, to: $0) } ?? scalar
      return broadcast(reshape(typed, []), to: shape)
    }
    let typed = dtype.map { convert(scalar, to: $0) } ?? scalar
    let result = Tensor(uninitialized: shape, dtype: typed.dtype)
    if result.count >= 256 {
      // The kernel for copies repeats an element in vectors and on all cores. The loop below, over
      // a type that is known at run time only, does neither, but needs no preparation.
      let strides = [Int](repeating: 0, count: shape.rank)
      Tensor(view: typed, shape: shape, strides: strides).copy(into: result)
      return result
    }
    func fill<S: Scalar>(_: S.Type) {
      let number = typed.withElements(as: S.self) { $0.pointee }
      result.withElements { $0.update(repeating: number, count: result.count) }
    }
    fill(typed.dtype.scalarType)
    return result
  }

  /// A tensor filled with one number, in the shape and with the element type of another tensor.
  ///
  /// ```swift
  /// Tensor.full(like: x, 0.5)
  /// ```
  public static func full(like other: some TensorConvertible, _ number: some Operand) -> Tensor {
    let other = other.tensor
    return full(other.shape, number, dtype: other.dtype)
  }

  /// Ones on the diagonal of a matrix, zeros elsewhere.
  ///
  /// ```swift
  /// Tensor.eye(2)  // [[1, 0], [0, 1]]
  /// ```
  public static func eye(_ rows: Int, columns: Int? = nil, dtype: DType = .float32) -> Tensor {
    let columns = columns ?? rows
    let result = zeros([rows, columns], dtype: dtype)
    func fill<S: Scalar>(_: S.Type) {
      result.withElements { elements in
        for index in 0..<Swift.min(rows, columns) {
          elements[index * columns + index] = element(1, as: S.self)
        }
      }
    }
    fill(dtype.scalarType)
    return result
  }

  /// Integers from `start` up to but not including `end`.
  ///
  /// ```swift
  /// Tensor.range(5)           // [0, 1, 2, 3, 4], int32
  /// Tensor.range(10, 0, -4)   // [10, 6, 2]
  /// ```
  ///
  /// - Precondition: the step is not zero, and each number fits `dtype`.
  public static func range(
    _ start: Int, _ end: Int? = nil, _ step: Int = 1, dtype: DType = .int32
  ) -> Tensor {
    let (first, past) = end.map { (start, $0) } ?? (0, start)
    guard step != 0 else {
      misuse("range", "the step is 0", cure: "count up or down by at least 1")
    }
    let isEmpty = step > 0 ? first >= past : first <= past
    // The distance of two integers may leave Int, but not UInt.
    let distance = UInt(bitPattern: step > 0 ? past &- first : first &- past)
    let length = isEmpty ? 0 : (distance - 1) / step.magnitude + 1
    guard let count = Int(exactly: length) else {
      misuse(
        "range", "from \(first) to \(past) by steps of \(step): \(length) numbers",
        cure: "count fewer, or by larger steps")
    }
    func requireFit<S: Scalar>(_: S.Type) {
      // All numbers between two that fit also fit.
      if count > 0 {
        _ = element(first, as: S.self)
        _ = element(first &+ (count - 1) &* step, as: S.self)
      }
    }
    requireFit(dtype.scalarType)
    let numbers = Tensor(uninitialized: [count], dtype: .int64)
    numbers.withElements { (elements: UnsafeMutablePointer<Int>) in
      for index in 0..<count { elements[index] = first &+ index &* step }
    }
    return dtype == .int64 ? numbers : convert(numbers, to: dtype)
  }

  /// Numbers from `start` up to but not including `end`, a step apart.
  ///
  /// ```swift
  /// Tensor.range(0.0, 1.0, 0.25)  // [0, 0.25, 0.5, 0.75]
  /// ```
  ///
  /// Each number is the one before plus the step, rounded to `dtype`, as TensorFlow computes it.
  ///
  /// - Precondition: the step is not zero, the bounds are finite, and `dtype` is a floating-point
  ///   type.
  public static func range(
    _ start: Double, _ end: Double, _ step: Double = 1, dtype: DType = .float32
  ) -> Tensor {
    guard step != 0 else {
      misuse("range", "the step is 0", cure: "count up or down by a number other than 0")
    }
    func fill<F: FloatingScalar>(_: F.Type) -> Tensor {
      let length = ((F(end) - F(start)) / F(step)).rounded(.up)
      guard let count = Int(exactly: Swift.max(0, length)) else {
        misuse(
          "range", "from \(start) to \(end) by steps of \(step) has no end",
          cure: "give finite bounds and a step that \(dtype) tells from 0")
      }
      let result = Tensor(uninitialized: [count], dtype: dtype)
      result.withElements { elements in
        var number = F(start)
        for index in 0..<count {
          elements[index] = number
          number += F(step)
        }
      }
      return result
    }
    return fill(dtype.floatingType(in: "range"))
  }

  /// Evenly spaced numbers from `start` to `end`, both included.
  ///
  /// ```swift
  /// Tensor.linspace(-1, 1, count: 5)  // [-1, -0.5, 0, 0.5, 1]
  /// ```
  ///
  /// Number i is start + i * step, each operation rounded to `dtype`, as TensorFlow computes it;
  /// only the last is `end` itself.
  ///
  /// - Precondition: `count` is positive, and `dtype` a floating-point type.
  /// - **Source:** document 001, generating example data.
  public static func linspace(
    _ start: Double, _ end: Double, count: Int, dtype: DType = .float32
  ) -> Tensor {
    guard count > 0 else {
      misuse("linspace", "\(count) numbers asked for", cure: "ask for at least one")
    }
    let result = Tensor(uninitialized: [count], dtype: dtype)
    func fill<F: FloatingScalar>(_: F.Type) {
      let step = (F(end) - F(start)) / F(Swift.max(count - 1, 1))
      result.withElements { elements in
        for index in 0..<count { elements[index] = F(start) + step * F(index) }
        if count > 1 { elements[count - 1] = F(end) }
      }
    }
    fill(dtype.floatingType(in: "linspace"))
    return result
  }
}
