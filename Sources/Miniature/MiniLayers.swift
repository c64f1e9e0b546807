/// A function with trainable parameters.
public protocol MiniLayer: AnyObject {
  /// The values that training changes; none before the first call if the layer is lazy.
  var parameters: [Value] { get }
  /// The output for a batch of inputs.
  func callAsFunction(_ x: Value) -> Value
}

/// y = x · w + b, with weights that are made when the first input shows their shape.
///
/// ```swift
/// let layer = MiniDense(3, seed: 1)
/// layer.parameters.count  // 0
/// layer(Value(MiniTensor([1, 2], shape: [1, 2]))).shape  // [1, 3]
/// layer.parameters.map(\.shape)  // [[2, 3], [3]]
/// ```
public final class MiniDense: MiniLayer {
  private let units: Int
  private var random: MiniRandom
  /// The kernel and the bias.
  public private(set) var parameters: [Value] = []

  /// A layer with this many outputs; the seed decides its first weights.
  public init(_ units: Int, seed: Int) {
    self.units = units
    random = MiniRandom(seed: seed)
  }

  private func build(_ inputCount: Int) {
    let kernel = glorotUniform(
      [inputCount, units], inputs: inputCount, outputs: units, using: &random)
    parameters = [Value(kernel), Value(MiniTensor(repeating: 0, shape: [units]))]
  }

  /// The output for a batch of shape (examples, inputs).
  public func callAsFunction(_ x: Value) -> Value {
    if parameters.isEmpty { build(x.shape[1]) }
    return matmul(x, parameters[0]) + parameters[1]
  }
}

/// Uniform numbers within ±√(6 / (inputs + outputs)): neither the activations in the forward pass
/// nor the gradients in the backward pass grow or shrink much from layer to layer (Glorot and
/// Bengio, 2010).
func glorotUniform(
  _ shape: [Int], inputs: Int, outputs: Int, using random: inout MiniRandom
) -> MiniTensor {
  let limit = (6 / Float(inputs + outputs)).squareRoot()
  var numbers: [Float] = []
  for _ in 0..<shape.reduce(1, *) { numbers.append((2 * random.uniform() - 1) * limit) }
  return MiniTensor(numbers, shape: shape)
}

/// A layer without parameters, which applies any function of a value.
///
/// ```swift
/// let relu = MiniActivation { $0.relu() }
/// ```
public final class MiniActivation: MiniLayer {
  private let function: (Value) -> Value
  /// Always empty.
  public var parameters: [Value] { [] }
  /// A layer from a function.
  public init(_ function: @escaping (Value) -> Value) { self.function = function }
  /// The function, applied to the input.
  public func callAsFunction(_ x: Value) -> Value { function(x) }
}

/// Reshapes to one row per example.
public func miniFlatten() -> MiniActivation {
  MiniActivation { x in x.reshaped([x.shape[0], x.shape.dropFirst().reduce(1, *)]) }
}

/// Layers, applied in order.
///
/// ```swift
/// let model = MiniSequential([MiniDense(8, seed: 1), MiniActivation { $0.relu() }])
/// ```
public final class MiniSequential: MiniLayer {
  private let layers: [any MiniLayer]
  /// The parameters of all layers.
  public var parameters: [Value] { layers.flatMap(\.parameters) }
  /// A model from its layers.
  public init(_ layers: [any MiniLayer]) { self.layers = layers }
  /// Passes the output of each layer to the next.
  public func callAsFunction(_ x: Value) -> Value {
    layers.reduce(x) { value, layer in layer(value) }
  }
}
