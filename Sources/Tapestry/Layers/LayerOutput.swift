/// A symbolic output of a layer, in a model that is described before it is run.
///
/// ```swift
/// let x = Input([784])
/// let hidden = Dense(512, activation: .relu)(x)
/// hidden.shape  // (None, 512)
/// ```
///
/// It is not a symbolic tensor of a trace: that has a complete shape, whereas the size of the batch
/// is not known here.
public struct LayerOutput {
  /// The call that computes the value; nil for an input.
  let call: LayerCall?
  /// The index of the output of the call.
  let index: Int
  /// The shape of one example: all dimensions but that of the batch.
  public let exampleShape: Shape
  /// The element type.
  public let dtype: DType
  /// The identity of an input, which has no call.
  let input: InputIdentity?

  fileprivate init(
    call: LayerCall?, index: Int, exampleShape: Shape, dtype: DType, input: InputIdentity?
  ) {
    self.call = call
    self.index = index
    self.exampleShape = exampleShape
    self.dtype = dtype
    self.input = input
  }

  /// The shape as Keras prints it, with `None` for the size of the batch.
  public var shape: String { batchShapeText(exampleShape) }

  /// The type and the shape with a batch of a few examples.
  fileprivate var standIn: TensorSpec {
    TensorSpec(shape: Shape([standInBatch] + exampleShape.dimensions), dtype: dtype)
  }
}

/// One call of a layer on symbolic values.
final class LayerCall {
  let layer: Layer
  let inputs: [LayerOutput]

  init(_ layer: Layer, _ inputs: [LayerOutput]) {
    self.layer = layer
    self.inputs = inputs
  }
}

/// The identity of an input of a model.
final class InputIdentity {
  let name: String
  init(name: String) { self.name = name }
}

/// An input of a model, with which a description begins.
///
/// ```swift
/// let image = Input([28, 28, 1], name: "image")
/// ```
///
/// It is another name for `LayerOutput`, since layers take both in the same way.
public typealias Input = LayerOutput

extension LayerOutput {
  /// An input of a model.
  ///
  /// - **Shapes:** `exampleShape` is that of one example, without the dimension of the batch.
  public init(_ exampleShape: Shape, name: String? = nil, dtype: DType = .float32) {
    self.init(
      call: nil, index: 0, exampleShape: exampleShape, dtype: dtype,
      input: InputIdentity(name: name ?? "input_\(LayerNames.count("input") + 1)"))
  }
}

extension Layer {
  /// Adds the layer to a description.
  ///
  /// A layer that is called several times is shared: all calls use the same weights.
  public func callAsFunction(_ x: LayerOutput) -> LayerOutput { self([x]) }

  /// Adds a layer of several inputs to a description.
  ///
  /// - Precondition: the layer has one output.
  public func callAsFunction(_ inputs: [LayerOutput]) -> LayerOutput {
    let outputs = outputs(inputs)
    guard outputs.count == 1 else {
      misuse(
        name, "it has \(outputs.count) outputs", cure: "use outputs(_:), which returns them all")
    }
    return outputs[0]
  }

  /// Adds a layer of several outputs to a description.
  public func outputs(_ inputs: [LayerOutput]) -> [LayerOutput] {
    described(inputs, outputSpecs(for: inputs.map(\.standIn)))
  }

  /// Adds the layer to a description that may be wrong, such as a file's.
  ///
  /// - Throws: `InvalidUse` for values that the layer cannot take.
  func checkedOutputs(_ inputs: [LayerOutput]) throws(InvalidUse) -> [LayerOutput] {
    described(inputs, try buildChecked(for: inputs.map(\.standIn)))
  }

  private func described(_ inputs: [LayerOutput], _ specs: [TensorSpec]) -> [LayerOutput] {
    let call = LayerCall(self, inputs)
    return specs.enumerated().map { index, spec in
      LayerOutput(
        call: call, index: index, exampleShape: Shape(Array(spec.shape.dimensions.dropFirst())),
        dtype: spec.dtype, input: nil)
    }
  }

  /// The shapes and types that the layer would return for such inputs: it is built and traced, but
  /// nothing is computed.
  func outputSpecs(for inputs: [TensorSpec]) -> [TensorSpec] {
    let builder = GraphBuilder(name: name, outer: nil)
    let parameters = inputs.map { builder.parameter($0) }
    let context = Context.current
    let outer = context.isDescribing
    context.isDescribing = true
    defer { context.isDescribing = outer }
    return builder.trace { outputs(parameters).map(\.spec) }
  }
}

/// The size of the batch where only the other dimensions matter. It is more than 1, which would
/// broadcast.
let standInBatch = 2

/// A shape whose first dimension is not known, in Keras's notation: `(None, 512)`.
func batchShapeText(_ exampleShape: Shape) -> String {
  "(" + (["None"] + exampleShape.dimensions.map(String.init)).joined(separator: ", ")
    + (exampleShape.rank == 0 ? ",)" : ")")
}
