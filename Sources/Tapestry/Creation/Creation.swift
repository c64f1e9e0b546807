extension Tensor {
  /// A tensor of the numbers in a literal, nested to any depth.
  ///
  /// ```swift
  /// Tensor(1, dtype: .int8)                            // a scalar
  /// Tensor([[1, 2], [3, 4]], dtype: .float32).shape    // (2, 2)
  /// Tensor([31, 1, 4]).dtype                           // int32
  /// ```
  ///
  /// - **DTypes:** `int32` for integers, `float32` if one has a decimal point, `bool` for
  ///   Booleans, unless `dtype` says otherwise.
  /// - Precondition: lists at the same depth have the same length, and each number fits `dtype`.
  /// - **Source:** book, chapter 1, section 1.
  public init(_ literal: TensorLiteral, dtype: DType? = nil) {
    let dtype = dtype ?? literal.naturalDType
    self.init(uninitialized: literal.shape, dtype: dtype)
    func fill<S: Scalar>(_: S.Type) {
      withElements(as: S.self) { elements in
        var next = elements
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
  /// - **DTypes:** that of `S`.
  /// - Precondition: the shape has as many elements as the array.
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
        withBytes { $0.copyMemory(from: base, byteCount: bytes.count) }
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
  /// - **DTypes:** that of the Swift type, cast to `dtype` if one is given.
  /// - Precondition: arrays at the same depth have the same length.
  @_disfavoredOverload
  public init<Data: TensorData>(_ data: Data, dtype: DType? = nil) {
    let shape = data.dataShape
    // A flat array is the result already; appending its numbers one by one would only copy it.
    var numbers = data as? [Data.Number] ?? []
    if numbers.isEmpty {
      numbers.reserveCapacity(shape.elementCount)
      data.appendNumbers(to: &numbers)
    }
    let tensor = Tensor(numbers, shape: shape)
    self = dtype.map { convert(tensor, to: $0) } ?? tensor
  }

  /// A scalar of the given type.
  init(_ number: Int, dtype: DType) {
    self.init(uninitialized: [], dtype: dtype)
    func fill<S: Scalar>(_: S.Type) {
      withElements { $0.pointee = Tensor.element(number, as: S.self) }
    }
    dtype == .float32 ? withElements { $0.pointee = Float(number) } : fill(dtype.scalarType)
  }

  /// A scalar of the given type.
  init(_ number: Double, dtype: DType) {
    self.init(uninitialized: [], dtype: dtype)
    func fill<S: Scalar>(_: S.Type) {
      withElements { $0.pointee = Tensor.element(number, as: S.self) }
    }
    dtype == .float32 ? withElements { $0.pointee = Float(number) } : fill(dtype.scalarType)
  }

  /// An integer as an element of type `S`, if it fits.
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
          cure: "write an integer, or cast the tensor to float32 first: cast(x, to: .float32)")
      }
      return element(whole, as: S.self)
    }
  }
}
