/// What a layer will return, in a model that is described before it is run.
///
/// ```swift
/// let x = Input([784])
/// let hidden = Dense(512, activation: .relu)(x)
/// hidden.shape  // (None, 512)
/// ```
///
/// Not a symbolic tensor of a trace: that has one shape, and the size of the batch is not known
/// here.
public struct LayerOutput {
  /// How the value comes to be; nil for an input.
  let call: LayerCall?
  /// Which output of the call.
  let index: Int
  /// The shape of one example: all dimensions but that of the batch.
  public let exampleShape: Shape
  /// The element type.
  public let dtype: DType
  /// Tells inputs apart, which have no call.
  let input: InputPlace?

  fileprivate init(
    call: LayerCall?, index: Int, exampleShape: Shape, dtype: DType, input: InputPlace?
  ) {
    self.call = call
    self.index = index
    self.exampleShape = exampleShape
    self.dtype = dtype
    self.input = input
  }

  /// The shape as Keras prints it, `None` for the size of the batch.
  public var shape: String { batchShapeText(exampleShape) }
}

/// One call of a layer on values that are not there yet.
final class LayerCall {
  let layer: Layer
  let inputs: [LayerOutput]

  init(_ layer: Layer, _ inputs: [LayerOutput]) {
    self.layer = layer
    self.inputs = inputs
  }
}

/// A place where a model takes a value.
final class InputPlace {
  let name: String
  init(name: String) { self.name = name }
}

/// A place where a model takes a tensor: the start of a description.
///
/// ```swift
/// let image = Input([28, 28, 1], name: "image")
/// ```
///
/// Another name of `LayerOutput`, since layers take both in the same way.
public typealias Input = LayerOutput

extension LayerOutput {
  /// A place where a model takes a tensor.
  ///
  /// - **Shapes:** that of one example, without the dimension of the batch.
  public init(_ exampleShape: Shape, name: String? = nil, dtype: DType = .float32) {
    self.init(
      call: nil, index: 0, exampleShape: exampleShape, dtype: dtype,
      input: InputPlace(name: name ?? "input_\(LayerNames.count("input") + 1)"))
  }
}

extension Layer {
  /// Adds the layer to a description.
  ///
  /// Called on two values, a layer is shared: both calls use the same weights.
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
    let specs = inputs.map {
      TensorSpec(shape: Shape([standInBatch] + $0.exampleShape.dimensions), dtype: $0.dtype)
    }
    let call = LayerCall(self, inputs)
    return outputSpecs(for: specs).enumerated().map { index, spec in
      LayerOutput(
        call: call, index: index, exampleShape: Shape(Array(spec.shape.dimensions.dropFirst())),
        dtype: spec.dtype, input: nil)
    }
  }

  /// What the layer would return for such inputs: it is traced, nothing is computed. Builds it.
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

/// The size of the batch where only the other dimensions matter. More than 1, which would
/// broadcast.
let standInBatch = 2

/// Keras's form of a shape whose first dimension is not known: `(None, 512)`.
func batchShapeText(_ exampleShape: Shape) -> String {
  "(" + (["None"] + exampleShape.dimensions.map(String.init)).joined(separator: ", ")
    + (exampleShape.rank == 0 ? ",)" : ")")
}
