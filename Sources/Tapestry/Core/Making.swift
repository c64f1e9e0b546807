extension Tensor {
  /// A tensor of the numbers in a literal.
  ///
  /// ```swift
  /// Tensor(1, dtype: .int8)                            // a scalar
  /// Tensor([[1, 2], [3, 4]], dtype: .float32).shape    // (2, 2)
  /// Tensor([31, 1, 4]).dtype                           // int32
  /// ```
  ///
  /// DTypes: `int32` for whole numbers, `float32` if one has a decimal point, `bool` for truth
  /// values, unless `dtype` says otherwise.
  /// Traps: if lists at the same depth differ in length, or a number does not fit `dtype`.
  /// Source: book, chapter 1, section 1.
  public init(_ literal: TensorLiteral, dtype: DType? = nil) {
    let dtype = dtype ?? literal.naturalDType
    self.init(uninitialized: literal.shape, dtype: dtype)
    func fill<S: Scalar>(_: S.Type) {
      var next: UnsafeMutablePointer<S> = pointer()
      literal.forEach { number in
        switch number {
        case .bool(let value): next.pointee = Tensor.element(value ? 1 : 0, as: S.self)
        case .integer(let value): next.pointee = Tensor.element(value, as: S.self)
        case .number(let value): next.pointee = Tensor.element(value, as: S.self)
        case .list: break
        }
        next += 1
      }
    }
    fill(dtype.scalarType)
  }

  /// A tensor of the numbers in an array, in row-major order.
  ///
  /// ```swift
  /// let numbers: [Float] = [1, 2, 3, 4, 5, 6]
  /// Tensor(numbers, shape: [2, 3])
  /// ```
  ///
  /// DTypes: that of `S`.
  /// Traps: if the shape has another number of elements.
  @_disfavoredOverload
  public init<S: Scalar>(_ scalars: [S], shape: Shape) {
    guard shape.elementCount == scalars.count else {
      misuse(
        "Tensor", "\(scalars.count) numbers for shape \(shape), which has \(shape.elementCount)",
        cure: "give one number for each element, or another shape")
    }
    self.init(uninitialized: shape, dtype: S.dtype)
    scalars.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress {
        value.storage.bytes.copyMemory(from: base, byteCount: bytes.count)
      }
    }
  }

  /// A tensor of a Swift number, or of numbers in nested arrays.
  ///
  /// ```swift
  /// let rows: [[Double]] = [[1, 2], [3, 4]]
  /// Tensor(rows).dtype                   // float64
  /// Tensor(rows, dtype: .int8).dtype     // int8
  /// ```
  ///
  /// DTypes: that of the Swift type, cast to `dtype` if one is given.
  /// Traps: if arrays at the same depth differ in length.
  @_disfavoredOverload
  public init<Data: TensorData>(_ data: Data, dtype: DType? = nil) {
    let shape = data.dataShape
    // A flat array is what it would be after appending, one number at a time, to another.
    var numbers = data as? [Data.Number] ?? []
    if numbers.isEmpty {
      numbers.reserveCapacity(shape.elementCount)
      data.appendNumbers(to: &numbers)
    }
    let tensor = Tensor(numbers, shape: shape)
    self = dtype.map { cast(tensor, to: $0) } ?? tensor
  }

  /// A scalar of the given type.
  init(_ number: Int, dtype: DType) {
    self.init(uninitialized: [], dtype: dtype)
    func fill<S: Scalar>(_: S.Type) { pointer().pointee = Tensor.element(number, as: S.self) }
    dtype == .float32 ? (pointer().pointee = Float(number)) : fill(dtype.scalarType)
  }

  /// A scalar of the given type.
  init(_ number: Double, dtype: DType) {
    self.init(uninitialized: [], dtype: dtype)
    func fill<S: Scalar>(_: S.Type) { pointer().pointee = Tensor.element(number, as: S.self) }
    dtype == .float32 ? (pointer().pointee = Float(number)) : fill(dtype.scalarType)
  }

  /// A whole number as an element of type `S`, if it fits.
  static func element<S: Scalar>(_ number: Int, as: S.Type) -> S {
    let element: (any Scalar)? =
      switch S.dtype {
      case .bool: number == 0 ? false : number == 1 ? true : nil
      case .int8: Int8(exactly: number)
      case .int16: Int16(exactly: number)
      case .int32: Int32(exactly: number)
      case .int64: S.self == Int.self ? number : Int64(number)
      case .uint8: UInt8(exactly: number)
      case .float16: Float16(number)
      case .float32: Float(number)
      case .float64: Double(number)
      }
    guard let element = element as? S else {
      misuse(
        "Tensor", "\(number) does not fit \(S.dtype)",
        cure: "choose a wider dtype, such as int32 or float32")
    }
    return element
  }

  /// A number as an element of type `S`; of an integer type only if it is whole.
  static func element<S: Scalar>(_ number: Double, as: S.Type) -> S {
    switch S.dtype {
    case .float16: return Float16(number) as! S
    case .float32: return Float(number) as! S
    case .float64: return number as! S
    default:
      guard let whole = Int(exactly: number) else {
        misuse(
          "Tensor", "\(number) cannot be an element of type \(S.dtype)",
          cure: "write a whole number, or cast the tensor to float32 first: cast(x, to: .float32)")
      }
      return element(whole, as: S.self)
    }
  }
}

// MARK: - Special tensors

extension Tensor {
  /// A tensor of zeros.
  ///
  /// ```swift
  /// Tensor.zeros([2, 2])
  /// ```
  ///
  /// Source: book, chapter 1, section 1.
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
  /// Source: book, chapter 1, section 1.
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
  /// DTypes: `float32`, or that of `number` if it is a tensor, unless `dtype` says otherwise.
  /// Gradient: of `number`, if it is a tensor.
  /// Traps: if `number` is a tensor with more than one element, or does not fit `dtype`.
  public static func full(_ shape: Shape, _ number: some Operand, dtype: DType? = nil) -> Tensor {
    let scalar = number.tensor(weakDType: dtype ?? .float32)
    guard scalar.count == 1 else {
      misuse(
        "full", "the number to repeat has shape \(scalar.shape)",
        cure: "give a scalar; to repeat a tensor use tile or broadcast")
    }
    let typed = dtype.map { cast(scalar, to: $0) } ?? scalar
    // A tensor may be symbolic, or be watched by a tape.
    if number.fixedDType != nil { return broadcast(reshape(typed, []), to: shape) }
    let result = Tensor(uninitialized: shape, dtype: typed.dtype)
    func fill<S: Scalar>(_: S.Type) {
      let number = withExtendedLifetime(typed) { typed.pointer(as: S.self).pointee }
      let target: UnsafeMutablePointer<S> = result.pointer()
      target.update(repeating: number, count: result.count)
    }
    fill(typed.dtype.scalarType)
    return result
  }

  /// Full of one number, in the shape and with the element type of another tensor.
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
      let elements: UnsafeMutablePointer<S> = result.pointer()
      for index in 0..<Swift.min(rows, columns) {
        elements[index * columns + index] = element(1, as: S.self)
      }
    }
    fill(dtype.scalarType)
    return result
  }

  /// Whole numbers from `start` up to but not including `end`.
  ///
  /// ```swift
  /// Tensor.range(5)           // [0, 1, 2, 3, 4], int32
  /// Tensor.range(10, 0, -4)   // [10, 6, 2]
  /// ```
  ///
  /// Traps: if the step is zero, or a number does not fit `dtype`.
  public static func range(
    _ start: Int, _ end: Int? = nil, _ step: Int = 1, dtype: DType = .int32
  ) -> Tensor {
    let (first, past) = end.map { (start, $0) } ?? (0, start)
    guard step != 0 else {
      misuse("range", "the step is 0", cure: "count up or down by at least 1")
    }
    let numbers = Array(stride(from: first, to: past, by: step))
    func requireFit<S: Scalar>(_: S.Type) {
      // Between two numbers that fit, all do.
      for number in [numbers.first, numbers.last] {
        _ = number.map { element($0, as: S.self) }
      }
    }
    requireFit(dtype.scalarType)
    return Tensor(numbers, dtype: dtype)
  }

  /// Numbers from `start` up to but not including `end`, a step apart.
  ///
  /// ```swift
  /// Tensor.range(0.0, 1.0, 0.25)  // [0, 0.25, 0.5, 0.75]
  /// ```
  ///
  /// Each number is the one before plus the step, rounded to `dtype`, as TensorFlow computes it.
  ///
  /// Traps: if the step is zero, a bound is not finite, or `dtype` holds whole numbers.
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
      let elements: UnsafeMutablePointer<F> = result.pointer()
      var number = F(start)
      for index in 0..<count {
        elements[index] = number
        number += F(step)
      }
      return result
    }
    return fill(dtype.floatingType(in: "range"))
  }

  /// Numbers from `start` to `end`, both included, at equal distances.
  ///
  /// ```swift
  /// Tensor.linspace(-1, 1, count: 5)  // [-1, -0.5, 0, 0.5, 1]
  /// ```
  ///
  /// Number i is start + i * step, each operation rounded to `dtype`, as TensorFlow computes it;
  /// only the last is `end` itself.
  ///
  /// Traps: if `count` is not positive or `dtype` holds whole numbers.
  /// Source: document 001, generating example data.
  public static func linspace(
    _ start: Double, _ end: Double, count: Int, dtype: DType = .float32
  ) -> Tensor {
    guard count > 0 else {
      misuse("linspace", "\(count) numbers asked for", cure: "ask for at least one")
    }
    let result = Tensor(uninitialized: [count], dtype: dtype)
    func fill<F: FloatingScalar>(_: F.Type) {
      let elements: UnsafeMutablePointer<F> = result.pointer()
      let step = (F(end) - F(start)) / F(Swift.max(count - 1, 1))
      for index in 0..<count { elements[index] = F(start) + step * F(index) }
      if count > 1 { elements[count - 1] = F(end) }
    }
    fill(dtype.floatingType(in: "linspace"))
    return result
  }
}

// MARK: - Out of the tensor again

extension Tensor {
  /// The elements as a Swift array, in row-major order.
  ///
  /// ```swift
  /// Tensor([[1, 2], [3, 4]]).scalars(as: Int32.self)  // [1, 2, 3, 4]
  /// ```
  ///
  /// Traps: if the elements are of another type.
  public func scalars<S: Scalar>(as type: S.Type) -> [S] {
    guard S.dtype == dtype else {
      misuse(
        "scalars", "a \(dtype) tensor cannot give \(S.self) values",
        cure: "ask for the tensor's own type, or cast first: cast(x, to: .\(S.dtype))")
    }
    let tensor = contiguous()
    return withExtendedLifetime(tensor) {
      Array(UnsafeBufferPointer(start: tensor.pointer(as: S.self), count: count))
    }
  }

  /// The only element.
  ///
  /// ```swift
  /// loss.scalar(as: Float.self)
  /// ```
  ///
  /// Traps: if there is not exactly one element, or it is of another type.
  public func scalar<S: Scalar>(as type: S.Type) -> S {
    requireSingleElement("scalar")
    return scalars(as: type)[0]
  }

  /// The only element, widened to a `Double`, as formatting functions take it.
  ///
  /// ```swift
  /// String(format: "%.4f", loss.number)
  /// ```
  ///
  /// Traps: if there is not exactly one element.
  public var number: Double {
    requireSingleElement("number")
    // The kernel and not the operation, which a function that is being traced would only record.
    return convert(self, to: .float64).scalar(as: Double.self)
  }

  private func requireSingleElement(_ operation: String) {
    guard count == 1 else {
      misuse(
        operation, "a tensor of shape \(shape) has \(count) elements, not one",
        cure: "reduce it first (sum, mean), or take all elements with scalars(as:)")
    }
  }
}
