extension Layer {
  /// Makes a weight of the layer. Called in `build`.
  ///
  /// ```swift
  /// final class Scale: Layer {
  ///   private var factor: Variable!
  ///   override func build(inputShape: Shape) {
  ///     factor = addWeight("factor", shape: [inputShape[-1]], initializer: .ones)
  ///   }
  ///   override func call(_ x: Tensor) -> Tensor { factor * x }
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - name: its name; the layer's and a slash come before it.
  ///   - constraint: the condition that it must satisfy after each step of an optimizer.
  ///   - trainable: whether training may change it.
  public func addWeight(
    _ name: String = "Variable", shape: Shape, initializer: Initializer = .glorotUniform(),
    regularizer: Regularizer? = nil, constraint: Constraint? = nil, trainable: Bool = true
  ) -> Variable {
    let value = firstValue(of: shape, initializer)
    let weight = Variable(
      value, name: "\(weightScope ?? self.name)/\(name):0", trainable: trainable,
      constraint: constraint?.projection)
    addedWeights.append(weight)
    if let regularizer { regularizers.append((regularizer, weight)) }
    return weight
  }

  /// An initial value. Where the weights will come from a file, a weight that is larger than any in
  /// the file is a view of a single 0: it will be refused, and must not take memory before that.
  private func firstValue(of shape: Shape, _ initializer: Initializer) -> Tensor {
    outsideTraces {
      if let limit = Context.current.weightLimit, shape.elementCount > limit {
        return broadcast(Tensor.zeros([], dtype: dtype), to: shape)
      }
      return initializer(shape, dtype: dtype)
    }
  }

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
  /// - Throws: `WeightMismatch` if their number or a shape differs; then none is changed.
  public func setWeights(_ values: [Tensor]) throws(WeightMismatch) {
    let variables = variables
    try WeightMismatch.check(values, for: variables, of: name)
    for (variable, value) in zip(variables, values) { variable.assign(value) }
  }

  /// The total number of elements of the weights, including those of the layers inside.
  public var parameterCount: Int { variables.reduce(0) { $0 + $1.shape.elementCount } }
}
