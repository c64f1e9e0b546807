/// A number or a tensor that remembers what it was computed from.
///
/// ```swift
/// let x: Value = 3
/// let y = x * x + x
/// y.backward()
/// x.gradient.number  // 7
/// ```
///
/// All values together are the tape. Each holds its inputs, and for each input the slope: what the
/// value changes by when the input changes by a little.
public final class Value: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// The number or the tensor itself. Only an optimizer changes it.
  public var data: MiniTensor
  /// What it was computed from; nothing for a parameter or a constant.
  public private(set) var inputs: [(value: Value, slope: Slope)]
  /// The derivative of the loss with respect to this value, as far as it was added up.
  public lazy var gradient = MiniTensor(repeating: 0, shape: data.shape)
  /// Constants, such as the data of a training, get no gradient, and nor does what depends on
  /// constants alone: nobody asks for it, and the first layer's would cost as much as its result.
  let isConstant: Bool

  /// A value and what it was computed from.
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

  // A chain of 200 000 values would be released by as many nested calls, and the call stack ends
  // long before. So the chain is taken apart in a loop.
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

/// The derivative of a value with respect to one of its inputs: a linear function, which turns the
/// gradient of the value into the input's share.
///
/// ```swift
/// let double: Slope = 2
/// (double * MiniTensor([1, 5])).elements  // [2, 10]
/// ```
///
/// For single numbers it is a factor. For tensors it would be a table of all derivatives of
/// all elements (the Jacobian), which nobody writes down: the product with it is all that is
/// needed.
public struct Slope: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  let product: (MiniTensor) -> MiniTensor

  /// A slope from the function that multiplies with it.
  public init(_ product: @escaping (MiniTensor) -> MiniTensor) { self.product = product }

  /// A literal is a factor.
  public init(floatLiteral value: Float) { self.init { $0 * MiniTensor(floatLiteral: value) } }
  /// A literal is a factor.
  public init(integerLiteral value: Int) { self.init(floatLiteral: Float(value)) }

  /// The share of an input in the gradient of the value.
  public static func * (slope: Slope, gradient: MiniTensor) -> MiniTensor {
    slope.product(gradient)
  }
  /// The share of an input in the gradient of the value.
  public static func * (gradient: MiniTensor, slope: Slope) -> MiniTensor {
    slope.product(gradient)
  }
}

/// Adds to `gradient` of every value that the loss came from: the walk back over the tape.
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
      // The last of its users has been visited: the sum is complete.
      if uses[ObjectIdentifier(input)] == 0 { ready.append(input) }
    }
  }
}

/// How often each value is an input of the others that the loss came from.
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
