/// A number or a tensor that remembers what it was computed from.
///
/// ```swift
/// let x: Value = 3
/// let y = x * x + x
/// y.backward()
/// x.gradient.number  // 7
/// ```
///
/// All values together are the tape. Each holds its inputs and, for each input, the slope: how much
/// the value changes when the input changes by a little.
public final class Value: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// The number or the tensor itself. Only an optimizer changes it.
  public var data: MiniTensor
  /// What it was computed from; empty for a parameter or a constant.
  public private(set) var inputs: [(value: Value, slope: Slope)]
  /// The derivative of the loss with respect to this value, as accumulated so far.
  public lazy var gradient = MiniTensor(repeating: 0, shape: data.shape)
  /// Constants, such as the training data, get no gradient, and neither does what depends on
  /// constants alone: it is never needed, and the one of the first layer's input would cost as much
  /// as the layer's output.
  let isConstant: Bool

  /// A value, with what it was computed from.
  public init(_ data: MiniTensor, inputs: [(value: Value, slope: Slope)] = []) {
    self.data = data
    self.inputs = inputs.filter { !$0.value.isConstant }
    isConstant = !inputs.isEmpty && self.inputs.isEmpty
  }

  /// A value that gets no gradient.
  public init(constant data: MiniTensor) {
    self.data = data
    inputs = []
    isConstant = true
  }

  /// A literal is a value without inputs.
  public convenience init(floatLiteral value: Float) { self.init(MiniTensor(floatLiteral: value)) }
  /// A literal is a value without inputs.
  public convenience init(integerLiteral value: Int) {
    self.init(MiniTensor(integerLiteral: value))
  }

  /// The number of elements along each dimension.
  public var shape: [Int] { data.shape }

  // A chain of 200 000 values would be released by as many nested calls, which would overflow the
  // call stack. So the chain is taken apart in a loop.
  deinit {
    var released = inputs.map(\.value)
    inputs = []
    while var value = released.popLast() {
      guard isKnownUniquelyReferenced(&value) else { continue }
      released += value.inputs.map(\.value)
      value.inputs = []
    }
  }
}

/// The derivative of a value with respect to one of its inputs: a linear function, which maps the
/// gradient of the value to its contribution to the gradient of the input.
///
/// ```swift
/// let double: Slope = 2
/// (double * MiniTensor([1, 5])).elements  // [2, 10]
/// ```
///
/// For single numbers it is a factor. For tensors it would be the matrix of all derivatives of all
/// elements (the Jacobian), which is never formed: the product with it is all that is needed.
public struct Slope: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  let product: (MiniTensor) -> MiniTensor

  /// A slope, given as the function that multiplies by it.
  public init(_ product: @escaping (MiniTensor) -> MiniTensor) { self.product = product }

  /// A literal is a factor.
  public init(floatLiteral value: Float) { self.init { $0 * MiniTensor(floatLiteral: value) } }
  /// A literal is a factor.
  public init(integerLiteral value: Int) { self.init(floatLiteral: Float(value)) }

  /// The contribution to the gradient of the input, from the gradient of the value.
  public static func * (slope: Slope, gradient: MiniTensor) -> MiniTensor {
    slope.product(gradient)
  }
  /// The contribution to the gradient of the input, from the gradient of the value.
  public static func * (gradient: MiniTensor, slope: Slope) -> MiniTensor {
    slope.product(gradient)
  }
}

/// Adds to the `gradient` of every value that the loss was computed from, walking back over the
/// tape.
///
/// The chain rule: the gradient of v is the sum, over all values y that were computed from v, of
/// y's gradient times the slope ∂y/∂v. So each value is visited once, after all its users.
package func backward(from loss: Value) {
  var uses = countUses(from: loss)
  loss.gradient = MiniTensor(repeating: 1, shape: loss.shape)
  var ready = [loss]
  while let value = ready.popLast() {
    for (input, slope) in value.inputs {
      input.gradient += slope * value.gradient
      uses[ObjectIdentifier(input), default: 0] -= 1
      // The last of its users has been visited, so the sum is complete.
      if uses[ObjectIdentifier(input)] == 0 { ready.append(input) }
    }
  }
}

/// How often each value is an input of others that the loss was computed from.
private func countUses(from loss: Value) -> [ObjectIdentifier: Int] {
  var uses: [ObjectIdentifier: Int] = [:]
  var found = [loss]
  while let value = found.popLast() {
    for (input, _) in value.inputs {
      uses[ObjectIdentifier(input), default: 0] += 1
      if uses[ObjectIdentifier(input)] == 1 { found.append(input) }
    }
  }
  return uses
}

extension Value {
  /// Walks back from this value, the loss: adds to the gradients of all that it was computed from.
  public func backward() { Pieces.current.backward(self) }
}
