// Each operation is one paragraph: the result, and the slope for each input. Where an input was
// broadcast, the contributions to its gradient are summed over the repetitions: a number used 32
// times gets 32 of them.

extension Value {
  /// The element-wise sum: ∂(a + b)/∂a = 1.
  public static func + (a: Value, b: Value) -> Value {
    Value(
      a.data + b.data,
      inputs: [(a, Slope { $0.sum(to: a.shape) }), (b, Slope { $0.sum(to: b.shape) })])
  }

  /// The element-wise difference: ∂(a - b)/∂b = -1.
  public static func - (a: Value, b: Value) -> Value { a + b * Value(constant: -1) }

  /// The element-wise product: ∂(a · b)/∂a = b.
  public static func * (a: Value, b: Value) -> Value {
    Value(
      a.data * b.data,
      inputs: [
        (a, Slope { ($0 * b.data).sum(to: a.shape) }),
        (b, Slope { ($0 * a.data).sum(to: b.shape) }),
      ])
  }

  /// The element-wise quotient: ∂(a / b)/∂a = 1 / b, ∂(a / b)/∂b = -a / b².
  public static func / (a: Value, b: Value) -> Value {
    Value(
      a.data / b.data,
      inputs: [
        (a, Slope { ($0 / b.data).sum(to: a.shape) }),
        (b, Slope { ($0 * a.data / (b.data * b.data) * -1).sum(to: b.shape) }),
      ])
  }
}

extension Value {
  /// A function y of each element x, with its derivative expressed in x and y.
  func map(
    _ function: (Float) -> Float, derivative: @escaping (Float, Float) -> Float
  ) -> Value {
    let (x, y) = (data, data.map(function))
    return Value(y, inputs: [(self, Slope { $0 * MiniTensor.combine("map", x, y, derivative) })])
  }

  /// The exponential of each element: its own derivative.
  public func exp() -> Value { map(exponential) { x, y in y } }
  /// The natural logarithm of each element, with the derivative 1 / x.
  public func log() -> Value { map(logarithm) { x, y in 1 / x } }
  /// The hyperbolic tangent of each element, with the derivative 1 - y².
  public func tanh() -> Value { map(hyperbolicTangent) { x, y in 1 - y * y } }
  /// max(x, 0) for each element x, with the derivative 1 or 0.
  public func relu() -> Value {
    map {
      max($0, 0)
    } derivative: { x, y in
      x > 0 ? 1 : 0
    }
  }
}

/// The matrix product y = a · b: the gradient of `a` is dy · bᵀ, that of `b` is aᵀ · dy.
public func matmul(_ a: Value, _ b: Value) -> Value {
  Value(
    matmul(a.data, b.data),
    inputs: [
      (a, Slope { dy in matmul(dy, b.data.viewed { $0.transposed }) }),
      (b, Slope { dy in matmul(a.data.viewed { $0.transposed }, dy) }),
    ])
}

extension Value {
  /// The same memory through another view. Where the forward pass reads through the view, the
  /// backward pass adds through it: one rule for slices, transposes, diagonals and repetitions.
  public func viewed(_ change: (View) -> View) -> Value {
    let (shape, view) = (shape, change(View(rowMajor: shape)))
    return Value(
      data.viewed(change), inputs: [(self, Slope { $0.added(to: shape, through: view) })])
  }

  /// The same elements in another shape.
  public func reshaped(_ newShape: [Int]) -> Value {
    let shape = shape
    return Value(data.reshaped(newShape), inputs: [(self, Slope { $0.reshaped(shape) })])
  }

  /// Sums over dimensions, which become 1 or, at the front, disappear; the gradient is repeated.
  public func sum(to smaller: [Int]) -> Value {
    let shape = shape
    return Value(data.sum(to: smaller), inputs: [(self, Slope { $0.broadcast(to: shape) })])
  }

  /// The mean of all elements.
  public func mean() -> Value {
    let count = Float(shape.reduce(1, *))
    return sum(to: []) / Value(constant: MiniTensor(floatLiteral: count))
  }
}
