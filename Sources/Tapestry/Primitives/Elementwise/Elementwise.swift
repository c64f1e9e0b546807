import CKernels

// The families to which most operations belong. A member states its loops for each element type and
// its derivative; the family takes care of shapes, views, broadcasting and threads.

/// A loop over one array.
typealias Loop1<T> = @Sendable (UnsafePointer<T>?, UnsafeMutablePointer<T>?, Int) -> Void

/// A loop over two arrays, each with a step of 1, or of 0 to repeat one value.
typealias Loop2<T, U> =
  @Sendable (
    UnsafePointer<T>?, Int, UnsafePointer<T>?, Int, UnsafeMutablePointer<U>?, Int
  ) -> Void

// MARK: - One operand

/// An operation on each element.
protocol Unary: Primitive {
  /// The loop over `float32`; `float16` is computed with it too.
  static var float: Loop1<Float> { get }
  /// The loop over `float64`.
  static var double: Loop1<Double> { get }
  /// The result for an integer; nil if the operation is for floating-point numbers only.
  static func integer<I: IntegerScalar>(_ x: I) -> I?
  /// The gradient of the target with respect to x.
  static func gradient(x: Tensor, y: Tensor, dy: Tensor) -> Tensor?
}

extension Unary {
  var elementLoop: ElementLoop? { .one(Self.float) }

  static func integer<I: IntegerScalar>(_ x: I) -> I? { nil }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let dtype = inputs[0].dtype
    if !dtype.isFloating && (dtype == .bool || Self.integer(Int32(1)) == nil) {
      misuse(name, "not defined for \(dtype)", cure: "cast first: cast(x, to: .float32)")
    }
    return inputs[0].spec
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    if let uniform = runUniform(inputs, spec) { return uniform }
    let x = inputs[0].contiguous()
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    switch spec.dtype {
    case .float16: each(x, y, halfLoop(Self.float))
    case .float32: each(x, y, Self.float)
    case .float64: each(x, y, Self.double)
    case .int8: integers(x, y, Int8.self)
    case .int16: integers(x, y, Int16.self)
    case .int32: integers(x, y, Int32.self)
    case .int64: integers(x, y, Int64.self)
    default: integers(x, y, UInt8.self)
    }
    return y
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    Self.gradient(x: call[0], y: call.output, dy: call.dy)
  }

  private func each<T: Scalar>(_ x: Tensor, _ y: Tensor, _ loop: Loop1<T>) {
    withElements(of: x, as: T.self, y, as: T.self) { from, to in
      parallel(y.count) { loop(from + $0.lowerBound, to + $0.lowerBound, $0.count) }
    }
  }

  @inline(__always)
  private func integers<I: IntegerScalar>(_ x: Tensor, _ y: Tensor, _: I.Type) {
    withElements(of: x, as: I.self, y, as: I.self) { from, to in
      parallel(y.count) { for index in $0 { to[index] = Self.integer(from[index])! } }
    }
  }
}

extension Primitive {
  /// If each input is one repeated element, as gradients of means are, computes one element and
  /// repeats it as a view.
  func runUniform(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor? {
    guard spec.shape.elementCount > 1, inputs.indices.allSatisfy({ inputs[$0].isUniform }) else {
      return nil
    }
    let single = TensorSpec(shape: [], dtype: spec.dtype)
    let element = run(inputs.map { Tensor(view: $0, shape: [], strides: nil) }, single)
    return Tensor(
      view: element, shape: spec.shape, strides: [Int](repeating: 0, count: spec.shape.rank))
  }
}

// MARK: - Two operands

/// An operation on pairs of elements, after broadcasting.
protocol Binary: Primitive {
  /// The loop over `float32`.
  static var float: Loop2<Float, Float> { get }
  /// The loop over `float16`; by default, that over `float32`, whose results are rounded.
  static var half: Loop2<Float16, Float16> { get }
  /// The loop over `float64`.
  static var double: Loop2<Double, Double> { get }
  /// The result for integers; nil if the operation is for floating-point numbers only.
  static func integer<I: IntegerScalar>(_ a: I, _ b: I) -> I?
  /// Vectorized loops for integers of each width; nil if integers are computed one by one.
  static var integers: IntegerLoops? { get }
  /// The gradient of the target with respect to a, in the result's shape.
  static func gradientOfA(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor?
  /// The gradient of the target with respect to b, in the result's shape.
  static func gradientOfB(_ a: Tensor, _ b: Tensor, _ y: Tensor, _ dy: Tensor) -> Tensor?
}

extension Binary {
  var elementLoop: ElementLoop? { .two(Self.float) }

  static var half: Loop2<Float16, Float16> { halfLoop(Self.float) }
  static func integer<I: IntegerScalar>(_ a: I, _ b: I) -> I? { nil }
  static var integers: IntegerLoops? { nil }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let dtype = inputs[0].dtype
    if !dtype.isFloating && (dtype == .bool || Self.integer(Int32(1), Int32(1)) == nil) {
      misuse(name, "not defined for \(dtype)", cure: "cast first: cast(x, to: .float32)")
    }
    return TensorSpec(
      shape: Shape.broadcast(inputs[0].shape, inputs[1].shape, in: name), dtype: dtype)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor { compute(inputs, spec) }

  fileprivate func compute(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    if let uniform = runUniform(inputs, spec) { return uniform }
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    switch spec.dtype {
    case .float16: forEachPair(inputs[0], inputs[1], y, loop: Self.half)
    case .float32: forEachPair(inputs[0], inputs[1], y, loop: Self.float)
    case .float64: forEachPair(inputs[0], inputs[1], y, loop: Self.double)
    case .int8: integers(inputs, y, Self.integers?.int8)
    case .int16: integers(inputs, y, Self.integers?.int16)
    case .int32: integers(inputs, y, Self.integers?.int32)
    case .int64: integers(inputs, y, Self.integers?.int64)
    default: integers(inputs, y, Self.integers?.uint8)
    }
    return y
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (a, b, y, dy) = (call[0], call[1], call.output, call.dy)
    return input == 0
      ? Self.gradientOfA(a, b, y, dy)?.summed(to: a.shape)
      : Self.gradientOfB(a, b, y, dy)?.summed(to: b.shape)
  }

  private func integers<I: IntegerScalar>(
    _ inputs: [Tensor], _ y: Tensor, _ loop: Loop2<I, I>?
  ) {
    if let loop { return forEachPair(inputs[0], inputs[1], y, loop: loop) }
    forEachPair(inputs[0], inputs[1], y) {
      (a: UnsafePointer<I>?, aStep, b: UnsafePointer<I>?, bStep, y: UnsafeMutablePointer<I>?, n) in
      for index in 0..<n { y![index] = Self.integer(a![index * aStep], b![index * bStep])! }
    }
  }
}

/// An operation on pairs of elements that has no result for some integers.
protocol PartialBinary: Binary, PartialPrimitive {
  /// Why there is no result for an integer b; nil if there is one for any a.
  static func invalidUse(_ b: Int) -> InvalidUse?
}

extension PartialBinary {
  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor { compute(inputs, spec) }

  /// The loops themselves stop the program, and run on several threads, none of which can throw: so
  /// here all elements are looked at first.
  func attempt(_ inputs: [Tensor], _ spec: TensorSpec) throws(InvalidUse) -> Tensor {
    if spec.dtype.isInteger, spec.shape.elementCount > 0 {
      for b in inputs[1].integers {
        if let invalidUse = Self.invalidUse(b) { throw invalidUse }
      }
    }
    return compute(inputs, spec)
  }
}

/// A comparison of pairs of elements, after broadcasting; the result is `bool`.
protocol Comparison: Primitive {
  /// The loop over `float32`; `float16` is compared with it too.
  static var float: Loop2<Float, UInt8> { get }
  /// The loop over `float64`.
  static var double: Loop2<Double, UInt8> { get }
  /// The loops over integers and, as 0 and 1, Booleans.
  static var integers: IntegerComparisons { get }
}

extension Comparison {
  var elementLoop: ElementLoop? { .comparison(Self.float) }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(shape: Shape.broadcast(inputs[0].shape, inputs[1].shape, in: name), dtype: .bool)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let y = Tensor(uninitialized: spec.shape, dtype: .bool)
    switch inputs[0].dtype {
    case .float16: forEachPair(inputs[0], inputs[1], y, loop: halfLoop(Self.float))
    case .float32: forEachPair(inputs[0], inputs[1], y, loop: Self.float)
    case .float64: forEachPair(inputs[0], inputs[1], y, loop: Self.double)
    case .int8: forEachPair(inputs[0], inputs[1], y, loop: Self.integers.int8)
    case .int16: forEachPair(inputs[0], inputs[1], y, loop: Self.integers.int16)
    case .int32: forEachPair(inputs[0], inputs[1], y, loop: Self.integers.int32)
    case .int64: forEachPair(inputs[0], inputs[1], y, loop: Self.integers.int64)
    case .uint8, .bool: forEachPair(inputs[0], inputs[1], y, loop: Self.integers.uint8)
    }
    return y
  }

  /// A step function has no slope.
  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}
