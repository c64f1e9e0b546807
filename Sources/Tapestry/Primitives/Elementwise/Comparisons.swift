import CKernels

// Comparisons and logic give `bool` tensors. `==` compares elements, as in NumPy: tensors are not
// `Equatable`, and a condition asks for `.all()` or `.any()`.
//
// Numbers are operands too. The standard library's comparisons are preferred, so that `x < 5` of a
// `Float` x is a `Bool`: without the attribute it would be a tensor, since the literal is an `Int`
// by default, which only these functions compare with a `Float`.

/// Where elements are equal.
///
/// ```swift
/// Tensor([1, 2]) == Tensor([1, 3])  // [true, false]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** all.
/// - **Gradient:** none.
/// - Precondition: the shapes broadcast and the element types are equal.
/// - **Source:** book, chapter 1, section 2.
@_disfavoredOverload
public func == (a: some Operand, b: some Operand) -> Tensor { bind(Equal(), matched("==", a, b)) }

struct Equal: Comparison {
  var name: String { "==" }
  static var float: Loop2<Float, UInt8> { kernel_equal_f32 }
  static var double: Loop2<Double, UInt8> { kernel_equal_f64 }
  static var integers: IntegerComparisons {
    IntegerComparisons(
      int8: kernel_equal_i8, int16: kernel_equal_i16, int32: kernel_equal_i32,
      int64: kernel_equal_i64,
      uint8: kernel_equal_u8)
  }
}

/// Where elements differ.
///
/// ```swift
/// Tensor([1, 2]) != 1  // [false, true]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** all.
/// - **Gradient:** none.
/// - Precondition: the shapes broadcast and the element types are equal.
@_disfavoredOverload
public func != (a: some Operand, b: some Operand) -> Tensor {
  bind(NotEqual(), matched("!=", a, b))
}

struct NotEqual: Comparison {
  var name: String { "!=" }
  static var float: Loop2<Float, UInt8> { kernel_not_equal_f32 }
  static var double: Loop2<Double, UInt8> { kernel_not_equal_f64 }
  static var integers: IntegerComparisons {
    IntegerComparisons(
      int8: kernel_not_equal_i8, int16: kernel_not_equal_i16, int32: kernel_not_equal_i32,
      int64: kernel_not_equal_i64,
      uint8: kernel_not_equal_u8)
  }
}

/// Where the element of `a` is smaller.
///
/// ```swift
/// Tensor([1, 2]) < 2  // [true, false]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** all.
/// - **Gradient:** none.
/// - Precondition: the shapes broadcast and the element types are equal.
/// - **Source:** book, chapter 2, section 1.
@_disfavoredOverload
public func < (a: some Operand, b: some Operand) -> Tensor { bind(Less(), matched("<", a, b)) }

struct Less: Comparison {
  var name: String { "<" }
  static var float: Loop2<Float, UInt8> { kernel_less_f32 }
  static var double: Loop2<Double, UInt8> { kernel_less_f64 }
  static var integers: IntegerComparisons {
    IntegerComparisons(
      int8: kernel_less_i8, int16: kernel_less_i16, int32: kernel_less_i32, int64: kernel_less_i64,
      uint8: kernel_less_u8)
  }
}

/// Where the element of `a` is smaller or equal.
///
/// ```swift
/// Tensor([1, 2, 3]) <= 2  // [true, true, false]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** all.
/// - **Gradient:** none.
/// - Precondition: the shapes broadcast and the element types are equal.
@_disfavoredOverload
public func <= (a: some Operand, b: some Operand) -> Tensor {
  bind(LessEqual(), matched("<=", a, b))
}

struct LessEqual: Comparison {
  var name: String { "<=" }
  static var float: Loop2<Float, UInt8> { kernel_less_equal_f32 }
  static var double: Loop2<Double, UInt8> { kernel_less_equal_f64 }
  static var integers: IntegerComparisons {
    IntegerComparisons(
      int8: kernel_less_equal_i8, int16: kernel_less_equal_i16, int32: kernel_less_equal_i32,
      int64: kernel_less_equal_i64,
      uint8: kernel_less_equal_u8)
  }
}

/// Where the element of `a` is larger.
///
/// ```swift
/// Tensor([1, 2]) > 1  // [false, true]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** all.
/// - **Gradient:** none.
/// - Precondition: the shapes broadcast and the element types are equal.
@_disfavoredOverload
public func > (a: some Operand, b: some Operand) -> Tensor { bind(Greater(), matched(">", a, b)) }

struct Greater: Comparison {
  var name: String { ">" }
  static var float: Loop2<Float, UInt8> { kernel_greater_f32 }
  static var double: Loop2<Double, UInt8> { kernel_greater_f64 }
  static var integers: IntegerComparisons {
    IntegerComparisons(
      int8: kernel_greater_i8, int16: kernel_greater_i16, int32: kernel_greater_i32,
      int64: kernel_greater_i64,
      uint8: kernel_greater_u8)
  }
}

/// Where the element of `a` is larger or equal.
///
/// ```swift
/// Tensor([1, 2, 3]) >= 2  // [false, true, true]
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** all.
/// - **Gradient:** none.
/// - Precondition: the shapes broadcast and the element types are equal.
@_disfavoredOverload
public func >= (a: some Operand, b: some Operand) -> Tensor {
  bind(GreaterEqual(), matched(">=", a, b))
}

struct GreaterEqual: Comparison {
  var name: String { ">=" }
  static var float: Loop2<Float, UInt8> { kernel_greater_equal_f32 }
  static var double: Loop2<Double, UInt8> { kernel_greater_equal_f64 }
  static var integers: IntegerComparisons {
    IntegerComparisons(
      int8: kernel_greater_equal_i8, int16: kernel_greater_equal_i16,
      int32: kernel_greater_equal_i32, int64: kernel_greater_equal_i64,
      uint8: kernel_greater_equal_u8)
  }
}

// MARK: - Logic

/// A function of two Booleans.
protocol Logical: Primitive {
  /// The loop over Booleans as 0 and 1.
  static var loop: Loop2<UInt8, UInt8> { get }
}

extension Logical {
  func spec(_ inputs: [Tensor]) -> TensorSpec {
    for input in inputs where input.dtype != .bool {
      misuse(
        name, "needs Booleans, got \(input.dtype)",
        cure: "compare first, as in x > 0, or cast: cast(x, to: .bool)")
    }
    return TensorSpec(
      shape: Shape.broadcast(inputs[0].shape, inputs[1].shape, in: name), dtype: .bool)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let y = Tensor(uninitialized: spec.shape, dtype: .bool)
    forEachPair(inputs[0], inputs[1], y, loop: Self.loop)
    return y
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

/// Where both are true. Both sides are computed, whereas Swift's `&&` may skip the right one.
///
/// ```swift
/// logicalAnd(x > 0, x < 1)
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** `bool`.
/// - **Gradient:** none.
/// - Precondition: the shapes broadcast.
public func logicalAnd(_ a: some TensorConvertible, _ b: some TensorConvertible) -> Tensor {
  bind(LogicalAnd(), [a.tensor, b.tensor])
}

struct LogicalAnd: Logical {
  var name: String { "logicalAnd" }
  static var loop: Loop2<UInt8, UInt8> { kernel_minimum_u8 }
}

/// Where at least one is true.
///
/// ```swift
/// logicalOr(x < 0, x > 1)
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** `bool`.
/// - **Gradient:** none.
/// - Precondition: the shapes broadcast.
public func logicalOr(_ a: some TensorConvertible, _ b: some TensorConvertible) -> Tensor {
  bind(LogicalOr(), [a.tensor, b.tensor])
}

struct LogicalOr: Logical {
  var name: String { "logicalOr" }
  static var loop: Loop2<UInt8, UInt8> { kernel_maximum_u8 }
}

/// Where exactly one is true.
///
/// ```swift
/// logicalXor(x > 0, y > 0)
/// ```
///
/// - **Shapes:** broadcast.
/// - **DTypes:** `bool`.
/// - **Gradient:** none.
/// - Precondition: the shapes broadcast.
public func logicalXor(_ a: some TensorConvertible, _ b: some TensorConvertible) -> Tensor {
  bind(LogicalXor(), [a.tensor, b.tensor])
}

struct LogicalXor: Logical {
  var name: String { "logicalXor" }
  static var loop: Loop2<UInt8, UInt8> { kernel_not_equal_u8 }
}

/// The opposite of each Boolean.
///
/// ```swift
/// logicalNot(isNaN(x))
/// ```
///
/// - **DTypes:** `bool`.
/// - **Gradient:** none.
public func logicalNot(_ x: some TensorConvertible) -> Tensor {
  logicalXor(x, Tensor(true))
}

/// Where an element is not a number.
///
/// ```swift
/// isNaN(Tensor([1.0, .nan]))  // [false, true]
/// ```
///
/// - **DTypes:** all numbers.
/// - **Gradient:** none.
public func isNaN(_ x: some TensorConvertible) -> Tensor { x != x }

/// Where an element is infinite.
///
/// ```swift
/// isInfinite(Tensor([1.0, 2.0]) / 0)  // [true, true]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** none.
public func isInfinite(_ x: some TensorConvertible) -> Tensor { abs(x) == Double.infinity }

/// Where an element is neither infinite nor NaN.
///
/// ```swift
/// isFinite(Tensor([1.0, 2.0]))  // [true, true]
/// ```
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** none.
public func isFinite(_ x: some TensorConvertible) -> Tensor { abs(x) < Double.infinity }
