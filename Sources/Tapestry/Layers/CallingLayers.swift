extension Layer {
  /// The layer's output for a tensor. Builds the layer first if necessary.
  ///
  /// - Parameter training: whether to run in training mode; nil takes the mode of the layer or
  ///   model that is calling this one, so that a model need not pass it on.
  /// - Precondition: the tensor fits the weights.
  public func callAsFunction(_ x: some TensorConvertible, training: Bool? = nil) -> Tensor {
    self([x.tensor], training: training)
  }

  /// The layer's output for several inputs.
  ///
  /// ```swift
  /// Add()([a, b])
  /// ```
  ///
  /// - Precondition: the layer has one output.
  public func callAsFunction(_ inputs: [Tensor], training: Bool? = nil) -> Tensor {
    let outputs = outputs(inputs, training: training)
    guard outputs.count == 1 else {
      misuse(
        name, "it has \(outputs.count) outputs", cure: "use outputs(_:), which returns them all")
    }
    return outputs[0]
  }

  /// All outputs of a layer that has several.
  public func outputs(_ inputs: [Tensor], training: Bool? = nil) -> [Tensor] {
    let shapes = inputs.map(\.shape)
    if !isBuilt {
      outsideTraces { buildBeforeCall(shapes) }
      isBuilt = true
    }
    if let inputSpec { for shape in shapes { inputSpec.check(shape, layer: name) } }
    let context = Context.current
    let outer = (context.isTraining, context.isInFrozenLayer, context.layerDepth)
    if context.layerDepth == 0 { context.layerCalls += 1 }
    context.isTraining = training ?? outer.0
    context.isInFrozenLayer = outer.1 || !isTrainable
    context.layerDepth += 1
    defer { (context.isTraining, context.isInFrozenLayer, context.layerDepth) = outer }
    let outputs = call(inputs, training: context.isTraining)
    passMasks(from: inputs, to: outputs)
    if activity.call != context.layerCalls { activity = (context.layerCalls, []) }
    if let activityRegularizer {
      activity.losses += outputs.map { activityRegularizer($0) / Double(max($0.shape[0], 1)) }
    }
    latestCall = (shapes, outputs.map(\.shape))
    if !context.isDescribing || latestInputs.isEmpty { latestInputs = inputs.map(\.spec) }
    return outputs
  }
}
