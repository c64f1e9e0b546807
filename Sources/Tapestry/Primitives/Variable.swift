import Synchronization

/// A tensor that can be changed: a parameter of a model.
///
/// ```swift
/// let v = Variable([1.0, 2.0])
/// v.assignSub(Tensor([0.5, 0.5]))
/// v.tensor * 2              // [1, 3]
/// ```
///
/// Reading a variable is an operation, so that tapes see which values came from it; changing it is
/// one too, so that a graph keeps the order of reads and writes.
///
/// - **Source:** book, chapter 1, section 3.
public final class Variable: TensorConvertible, Sendable, Hashable {
  /// The name, as TensorFlow prints it.
  public let name: String
  /// Whether tapes watch the variable without being asked.
  public let isTrainable: Bool
  /// The number of elements along each dimension; it never changes.
  public let shape: Shape
  /// The type of the elements; it never changes.
  public let dtype: DType
  /// A function that optimizers apply to the value after each step; nil for none.
  public let constraint: (@Sendable (Tensor) -> Tensor)?

  fileprivate let current: Mutex<Tensor>
  /// Held from the read to the write of an update, so that updates by several threads add up.
  private let updating = Mutex(())

  /// A variable with the given initial value.
  ///
  /// ```swift
  /// Variable(Tensor.zeros([2, 2]), name: "weights")
  /// ```
  ///
  /// A `Function` may make variables when it is called for the first time. Their initial values are
  /// computed at once, from the arguments of that call if they depend on those.
  ///
  /// - Precondition: the initial value is known: it is not an element of `vectorizedMap` or the
  ///   state of a loop.
  public convenience init(
    _ initialValue: some TensorConvertible, name: String = "Variable:0", trainable: Bool = true
  ) {
    self.init(initialValue, name: name, trainable: trainable, constraint: nil)
  }

  /// A variable with a constraint, which optimizers apply to it after each step.
  ///
  /// ```swift
  /// Variable(Tensor.ones([3]), constraint: { maximum($0, 0) })
  /// ```
  public init(
    _ initialValue: some TensorConvertible, name: String = "Variable:0", trainable: Bool = true,
    constraint: (@Sendable (Tensor) -> Tensor)?
  ) {
    var value = initialValue.tensor
    let maker = Context.current.maker
    if value.value.symbol != nil, let known = maker?.initialValue(value, of: name) { value = known }
    if let symbol = value.value.symbol {
      misuse(
        "Variable", "the initial value of '\(name)' is a symbolic tensor of \(symbol.trace.name)",
        cure: "make it from a value that is known when the variable is made, and assign the other")
    }
    self.name = name
    isTrainable = trainable
    shape = value.shape
    dtype = value.dtype
    self.constraint = constraint
    current = Mutex(value)
    maker?.made(self)
  }

  /// A variable whose initial value is a literal.
  ///
  /// ```swift
  /// Variable([4], dtype: .float32)
  /// ```
  public convenience init(
    _ initialValue: TensorLiteral, dtype: DType? = nil, name: String = "Variable:0",
    trainable: Bool = true
  ) {
    self.init(Tensor(initialValue, dtype: dtype), name: name, trainable: trainable)
  }

  /// A variable whose initial value is a Swift number.
  ///
  /// ```swift
  /// func makeRate(_ rate: Double) -> Variable { Variable(rate) }  // float32
  /// ```
  public convenience init(
    _ initialValue: some Operand, dtype: DType? = nil, name: String = "Variable:0",
    trainable: Bool = true
  ) {
    self.init(initialValue.tensor(weakDType: dtype), name: name, trainable: trainable)
  }

  /// Whether both are the same variable; different variables may hold equal values.
  public static func == (a: Variable, b: Variable) -> Bool { a === b }
  /// Hashes the variable's identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }

  /// The element type, which never adapts to a partner's.
  public var fixedDType: DType? { dtype }

  /// The value now, read by an operation.
  public var tensor: Tensor { bind(ReadVariable(variable: self), []) }

  /// Assigns a new value.
  ///
  /// ```swift
  /// v.assign(square(v))
  /// ```
  ///
  /// - Precondition: the shape and the element type are the variable's.
  /// - **Source:** book, chapter 1, section 3.
  @discardableResult
  public func assign(_ value: some Operand) -> Variable {
    let value = value.tensor(weakDType: dtype)
    return update { value }
  }

  /// Adds to the value.
  ///
  /// ```swift
  /// weights.assignAdd(-0.05 * gradient)
  /// ```
  ///
  /// - Precondition: the shape and the element type are the variable's.
  /// - **Source:** book, chapter 1, section 5.
  @discardableResult
  public func assignAdd(_ delta: some Operand) -> Variable {
    update { bind(Addition(), matched("assignAdd", self, delta)) }
  }

  /// Subtracts from the value.
  ///
  /// ```swift
  /// v.assignSub(1 * Tensor.ones(like: v))
  /// ```
  ///
  /// - Precondition: the shape and the element type are the variable's.
  /// - **Source:** book, chapter 1, section 3.
  @discardableResult
  public func assignSub(_ delta: some Operand) -> Variable {
    update { bind(Subtraction(), matched("assignSub", self, delta)) }
  }

  private func update(_ value: () -> Tensor) -> Variable {
    updating.withLock { _ in _ = bind(AssignVariable(variable: self), [value()]) }
    return self
  }

  /// Runs `body` while no other thread updates the variables. Every caller must name variables in
  /// the same order, since each waits for the next while it holds the ones before.
  static func withUpdates<Result: Sendable>(
    of variables: ArraySlice<Variable>, _ body: () -> Result
  ) -> Result {
    guard let first = variables.first else { return body() }
    return first.updating.withLock { _ in withUpdates(of: variables.dropFirst(), body) }
  }

  /// The value now, read by a kernel.
  var stored: Tensor {
    get { current.withLock { $0 } }
    set { current.withLock { $0 = newValue } }
  }

  /// Runs `body` with the value, which it may change, while no other thread can read or assign it.
  func withExclusiveValue(_ body: (inout Tensor) -> Void) {
    current.withLock { body(&$0) }
  }

  /// Copies a new value from memory; in place, if nothing else still holds the old one.
  func store(_ bytes: UnsafeRawPointer) {
    let byteCount = shape.elementCount * dtype.size
    current.withLock { value in
      if !value.isUnshared() { value = Tensor(uninitialized: shape, dtype: dtype) }
      value.withBytes { $0.copyMemory(from: bytes, byteCount: byteCount) }
    }
  }
}

extension Variable {
  /// Changes the value in place; in a copy, if something else still holds the old one.
  func change(_ body: (Tensor) -> Void) {
    current.withLock { value in
      if !value.isUnshared() {
        let copy = Tensor(uninitialized: shape, dtype: dtype)
        value.copy(into: copy)
        value = copy
      }
      body(value)
    }
  }
}

extension Variable: CustomStringConvertible, CustomDebugStringConvertible {
  /// What TensorFlow prints for a variable, which is the same as what it shows.
  public var description: String { debugDescription }

  /// What TensorFlow shows for a variable at the prompt or in a list.
  ///
  /// ```swift
  /// print(Variable(1.5))  // <tf.Variable 'Variable:0' shape=() dtype=float32, numpy=1.5>
  /// ```
  ///
  /// - **Source:** book, chapter 1, section 3.
  public var debugDescription: String {
    "<tf.Variable '\(name)' shape=\(shape) dtype=\(dtype), numpy=\(stored.numpyText(.shown))>"
  }
}

struct ReadVariable: Primitive {
  let variable: Variable
  var name: String { "readVariable" }
  var variableRead: Variable? { variable }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(shape: variable.shape, dtype: variable.dtype)
  }
  /// Each read gives a new tensor, since a tape tells by identity where a value came from.
  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor { variable.stored.alias() }
  func gradient(_ call: Call, input: Int) -> Tensor? { call.dy }
}

struct AssignVariable: Primitive {
  let variable: Variable
  var name: String { "assign" }
  var variableAssigned: Variable? { variable }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let value = inputs[0]
    guard value.shape == variable.shape && value.dtype == variable.dtype else {
      misuse(
        name,
        "a \(value.dtype) value of shape \(value.shape) for variable '\(variable.name)', which has "
          + "\(variable.dtype) and \(variable.shape)",
        cure: "keep a variable's shape and type; make a new variable, or reshape or cast the value")
    }
    return value.spec
  }
  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    // A view would keep the memory behind it alive as long as the variable.
    variable.stored = inputs[0].contiguous()
    return inputs[0].alias()
  }
  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}
