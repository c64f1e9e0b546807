extension Layer {
  /// What the sizes of the weights, and the outputs of the latest call, add to the loss; those of
  /// the layers inside included.
  ///
  /// ```swift
  /// let total = model.losses.reduce(loss, +)
  /// ```
  public var losses: [Tensor] {
    let layers = ([self] + submodules).compactMap { $0 as? Layer }
    let ofWeights = layers.flatMap { layer in
      layer.regularizers.map { regularizer, weight in regularizer(weight) }
    }
    let call = activity.call
    let isTracing = Context.current.interpreter != nil
    // A trace that has ended leaves symbolic tensors, of which nothing can be computed.
    let ofOutputs = layers.filter { $0.activity.call == call }.flatMap(\.activity.losses)
      .filter { isTracing || $0.value.symbol == nil }
    return ofWeights + ofOutputs
  }

  /// The values of all weights, in the order of `variables`.
  ///
  /// ```swift
  /// try copy.setWeights(layer.weights)
  /// ```
  public var weights: [Tensor] { variables.map(\.tensor) }

  /// Gives all weights values, in the order of `variables`.
  ///
  /// - Throws: `WeightsDoNotFit` if their number or a shape differs; then none is changed.
  public func setWeights(_ values: [Tensor]) throws(WeightsDoNotFit) {
    let variables = variables
    try WeightsDoNotFit.check(values, for: variables, of: name)
    for (variable, value) in zip(variables, values) { variable.assign(value) }
  }

  /// The number of weights' elements, those of the layers inside included.
  public var parameterCount: Int { variables.reduce(0) { $0 + $1.shape.elementCount } }
}
