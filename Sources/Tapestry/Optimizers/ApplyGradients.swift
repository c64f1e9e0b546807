// One step: gradients are checked and clipped, each variable is updated, the step is counted.

extension Optimizer {
  /// Makes one step: updates each variable by its gradient.
  ///
  /// ```swift
  /// optimizer.applyGradients(gradients, to: model.trainableVariables)
  /// ```
  ///
  /// Variables without a gradient are left unchanged, and a warning names them.
  ///
  /// - Precondition: there are as many gradients as variables, each has the shape and dtype of its
  ///   variable, and at least one variable has a gradient.
  /// - **Source:** book, chapter 4, section 1.
  public func applyGradients(_ gradients: [some Gradient], to variables: [Variable]) {
    guard gradients.count == variables.count else {
      misuse(
        name, "\(gradients.count) gradients for \(variables.count) variables",
        cure: "give one gradient for each variable, nil for one without, in the same order")
    }
    // A closure and not a key path, which would be built in each call.
    apply(gradients.map { $0.form }, to: variables)
  }

  /// Makes one step with pairs of gradients and variables.
  ///
  /// ```swift
  /// optimizer.applyGradients([(gradient: dw, variable: w), (gradient: db, variable: b)])
  /// ```
  ///
  /// - Precondition: as for the form that takes two lists.
  public func applyGradients(_ pairs: [(gradient: Tensor?, variable: Variable)]) {
    apply(pairs.map { $0.gradient.form }, to: pairs.map { $0.variable })
  }

  /// Makes one step with the result of `zip`.
  ///
  /// ```swift
  /// optimizer.applyGradients(zip(gradients, model.variables))
  /// ```
  ///
  /// - Precondition: as for the form that takes two lists.
  /// - **Source:** book, chapter 4, section 1.
  public func applyGradients<G: Gradient>(_ pairs: some Sequence<(G, Variable)>) {
    let pairs = Array(pairs)
    apply(pairs.map { $0.0.form }, to: pairs.map { $0.1 })
  }

  /// Computes a loss, and makes one step to reduce it. Tables in which rows are looked up are
  /// updated by slices.
  ///
  /// ```swift
  /// let loss = try optimizer.minimize([w, b]) { square(y - (w * x + b)).mean() }
  /// ```
  ///
  /// - Returns: the loss before the step.
  /// - Throws: what the closure throws.
  @discardableResult
  public func minimize(
    _ variables: [Variable], loss: () throws -> Tensor
  ) throws -> Tensor {
    let tape = GradientTape()
    for variable in variables { tape.watch(variable) }
    let loss = try tape.record(loss)
    applyGradients(try tape.gradientForms(loss, variables), to: variables)
    return loss
  }

  /// Makes the slots for some variables, so that saved weights can be restored before the first
  /// step.
  ///
  /// ```swift
  /// twin.build(model.trainableVariables)
  /// try twin.setWeights(optimizer.weights.map(\.tensor))
  /// ```
  ///
  /// It traces a step, and so also finds slots that a formula creates as it goes.
  public func build(_ variables: [Variable]) {
    let gradients = variables.map { variable in
      GradientForm.dense(
        Tensor(standIn: TensorSpec(shape: variable.shape, dtype: variable.dtype)))
    }
    _ = step(of: variables, gradients)
  }

  private func apply(_ forms: [GradientForm?], to variables: [Variable]) {
    var gradients: [GradientForm] = []
    var changed: [Variable] = []
    gradients.reserveCapacity(forms.count)
    changed.reserveCapacity(forms.count)
    for (form, variable) in zip(forms, variables) {
      guard let form else { continue }
      check(form, for: variable)
      gradients.append(form)
      changed.append(variable)
    }
    if changed.count < variables.count { warn(variables, without: changed) }
    if runsEagerly || Context.current.interpreter != nil {
      makeStep(gradients, changed)
    } else {
      step(of: changed, gradients).run(gradients)
    }
  }

  /// Runs the formulas of one step, operation by operation; an enclosing trace records them.
  func makeStep(_ gradients: [GradientForm], _ variables: [Variable]) {
    createSlots(for: variables)
    prepare(variables)
    for (gradient, variable) in zip(clipped(gradients), variables) {
      switch gradient {
      case .dense(let gradient): update(variable, gradient: gradient)
      case .slices(let slices): update(variable, slices: slices)
      }
      if let constraint = variable.constraint { variable.assign(constraint(variable.tensor)) }
    }
    iterations.assignAdd(1)
  }

  /// The graph of a step for these variables, which is made if there is none yet.
  private func step(of variables: [Variable], _ gradients: [GradientForm]) -> OptimizerStep {
    if let known = steps.last(where: { $0.serves(variables, gradients) }) { return known }
    let step = OptimizerStep(of: self, variables, gradients)
    steps.append(step)
    return step
  }

  // MARK: Clipping

  /// The gradients, clipped: by the norm of each, then by value, then by the global norm.
  private func clipped(_ gradients: [GradientForm]) -> [GradientForm] {
    var gradients = gradients
    if let clipNorm { gradients = gradients.map { $0.map { clipByNorm($0, clipNorm) } } }
    if let clipValue {
      gradients = gradients.map { $0.map { clip($0, min: -clipValue, max: clipValue) } }
    }
    if let globalClipNorm {
      let values = clipByGlobalNorm(gradients.map(\.values), globalClipNorm).clipped
      gradients = zip(gradients, values).map { gradient, values in gradient.map { _ in values } }
    }
    return gradients
  }

  // MARK: Checks

  private func check(_ gradient: GradientForm, for variable: Variable) {
    guard gradient.shape != variable.shape || gradient.values.dtype != variable.dtype else {
      return
    }
    misuse(
      name,
      "a \(gradient.values.dtype) gradient of shape \(gradient.shape) for variable "
        + "'\(variable.name)', which has \(variable.dtype) and \(variable.shape)",
      cure: "give each variable the gradient of the loss with respect to it; are gradients and "
        + "variables in the same order?")
  }

  private func warn(_ variables: [Variable], without changed: [Variable]) {
    guard !changed.isEmpty else {
      misuse(
        name, "no gradient for any variable: \(variables.map(\.name))",
        cure: "compute the loss from these variables while the tape records; "
          + "tape.gradient(loss, variables) says why there is no gradient")
    }
    let missing = Set(variables).subtracting(changed)
    let names = variables.filter(missing.contains).map { "'\($0.name)'" }
    writeToStandardError(
      "warning: Gradients do not exist for variables [\(names.joined(separator: ", "))] when "
        + "minimizing the loss.\n")
  }
}

extension GradientForm {
  /// The values: the whole gradient, or some rows of it.
  var values: Tensor {
    switch self {
    case .dense(let tensor): tensor
    case .slices(let slices): slices.values
    }
  }

  /// The shape of the whole gradient.
  var shape: Shape {
    switch self {
    case .dense(let tensor): tensor.shape
    case .slices(let slices): slices.denseShape
    }
  }

  /// The tensors of which the form consists.
  var tensors: [Tensor] {
    switch self {
    case .dense(let tensor): [tensor]
    case .slices(let slices): [slices.values, slices.indices]
    }
  }

  /// The same form with its values transformed.
  func map(_ transform: (Tensor) -> Tensor) -> GradientForm {
    switch self {
    case .dense(let tensor): .dense(transform(tensor))
    case .slices(let slices):
      .slices(
        IndexedSlices(
          values: transform(slices.values), indices: slices.indices,
          denseShape: slices.denseShape))
    }
  }
}
