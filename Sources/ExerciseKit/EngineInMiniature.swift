import Miniature
import Tapestry

// Some solutions work on the engine's tensors. They can be used in Miniature, too: the numbers are
// copied, and the engine's tape computes the slopes.

extension Tensor {
  /// The same numbers as a tensor of Miniature.
  public var miniature: MiniTensor {
    MiniTensor(cast(self, to: .float32).scalars(as: Float.self), shape: shape.dimensions)
  }
}

extension MiniTensor {
  /// The same numbers as a tensor of the engine.
  public var tensor: Tensor { Tensor(elements, shape: Shape(shape)) }
}

/// A value of Miniature, computed by a function of the engine's tensors.
///
/// ```swift
/// let x: Value = 3
/// let y = engineValue([x]) { inputs in inputs[0] * inputs[0] }
/// y.backward()
/// x.gradient.number  // 6
/// ```
public func engineValue(_ inputs: [Value], _ function: ([Tensor]) -> Tensor) -> Value {
  let tensors = inputs.map(\.data.tensor)
  return recorded(inputs, tensors) { function(tensors) }
}

/// A value whose inputs appear to the engine as tensors and variables.
private func recorded(
  _ inputs: [Value], _ sources: [any TensorConvertible], _ body: () -> Tensor
) -> Value {
  let tape = GradientTape(persistent: true)
  for source in sources { tape.watch(source) }
  let output = tape.record(body)
  let slopes = sources.map { source in
    Slope { gradient in
      let gradients = try? tape.gradient(
        output, [source], weights: gradient.tensor, unconnected: .zero)
      return gradients?[0]?.miniature
        ?? MiniTensor(repeating: 0, shape: source.tensor.shape.dimensions)
    }
  }
  return Value(output.miniature, inputs: Array(zip(inputs, slopes)).map { ($0.0, $0.1) })
}

/// A layer of the engine for a model of Miniature.
///
/// ```swift
/// let layer = EngineLayer(Dense(3), seed: 1)
/// layer(Value(MiniTensor([1, 2], shape: [1, 2]))).shape  // [1, 3]
/// layer.parameters.map(\.shape)  // [[2, 3], [3]]
/// ```
public final class EngineLayer: MiniLayer {
  private let layer: Layer
  private let seed: Int
  /// The trainable values: those of the layer's variables.
  public private(set) var parameters: [Value] = []

  /// A layer whose initial weights follow from a seed.
  public init(_ layer: Layer, seed: Int) {
    self.layer = layer
    self.seed = seed
  }

  /// The output for a batch of inputs.
  public func callAsFunction(_ x: Value) -> Value {
    let input = x.data.tensor
    if parameters.isEmpty {
      setRandomSeed(seed)
      layer.ensureBuilt(for: input.shape)
      parameters = layer.variables.map { Value($0.tensor.miniature) }
    }
    let variables = layer.variables
    for (variable, value) in zip(variables, parameters) { variable.assign(value.data.tensor) }
    return recorded([x] + parameters, [input] + variables) { layer(input) }
  }
}
