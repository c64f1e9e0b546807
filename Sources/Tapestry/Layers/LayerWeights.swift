extension Layer {
  /// The losses that the weights' regularizers and the outputs of the latest call add, including
  /// those of the layers inside.
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
    // A trace that has ended leaves symbolic tensors, with which nothing can be computed.
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

  /// Sets the values of all weights, in the order of `variables`.
  ///
  /// - Throws: `WeightsDoNotFit` if their number or a shape differs; then none is changed.
  public func setWeights(_ values: [Tensor]) throws(WeightsDoNotFit) {
    let variables = variables
    try WeightsDoNotFit.check(values, for: variables, of: name)
    for (variable, value) in zip(variables, values) { variable.assign(value) }
  }

  /// The total number of elements of the weights, including those of the layers inside.
  public var parameterCount: Int { variables.reduce(0) { $0 + $1.shape.elementCount } }
}
