import Foundation

extension Model {
  /// Restores the model's weights and its optimizer's state from a file, to resume training as if
  /// it had not been interrupted.
  ///
  /// ```swift
  /// model.compile(optimizer: "adam", loss: "mse")
  /// model.build(inputShape: [32, 13])
  /// try model.restore(from: url)
  /// try model.fit(x, y, epochs: 20, initialEpoch: 10)
  /// ```
  ///
  /// The hyperparameters are restored too: a learning rate that a callback or the program assigned
  /// is kept, and a schedule continues at the step count. A `fit` that begins with the epoch at
  /// which the file was saved continues with the random numbers, the order of the examples and the
  /// state of the callbacks: its losses are, bit for bit, those of training without an
  /// interruption. The path's extension chooses the format; JSON and Keras's files keep all of
  /// this.
  ///
  /// - Throws: `SavedModelError` if the file cannot be read, its weights do not fit, or it holds no
  ///   optimizer of the same class; then nothing is changed.
  /// - Precondition: the model has been compiled.
  public func restore(from url: URL) throws {
    try restore(from: url, as: ModelFormats.format(for: url))
  }

  /// Restores the model's weights and its optimizer's state from a file of a format.
  ///
  /// - Throws: `SavedModelError` if the file cannot be read, its weights do not fit, or it holds no
  ///   optimizer of the same class; then nothing is changed.
  /// - Precondition: the model has been compiled.
  public func restore(from url: URL, as format: some ModelFormat) throws {
    _ = compiled("restore")
    var saved = try format.read(from: url)
    let weights = try fitting(saved, format, file: url.path)
    saved.optimizer = try format.optimizer(of: saved, for: self.saved, file: url.path)
    try restoreOptimizer(from: saved, file: url.path)
    try setWeights(weights)
    compilation?.progress.restore(saved.progress)
  }

  private func restoreOptimizer(from saved: SavedModel, file: String) throws {
    guard let state = saved.optimizer,
      state.serialized["class_name"] == .string(typeName(of: optimizer))
    else {
      let found = saved.optimizer?.serialized["class_name"].map { "\($0)" }
      throw SavedModelError.otherOptimizer(
        file: file, expected: "'\(typeName(of: optimizer))'", found: found)
    }
    let hyperparameters = try hyperparameters(of: optimizer, in: state, file: file)
    optimizer.build(trainableVariables)
    do {
      try optimizer.setWeights(state.weights.map(\.tensor))
    } catch {
      throw SavedModelError.otherWeights(
        file: file, model: optimizer.name,
        expected: error.expected.map { "\($0.name) \($0.spec)" },
        found: state.weights.map { "\($0.name) \($0.tensor.spec)" })
    }
    for (name, value) in hyperparameters { optimizer.setHyper(name, value) }
  }

  /// The hyperparameters of an optimizer for which a file has a value.
  private func hyperparameters(
    of optimizer: Optimizer, in state: SavedOptimizer, file: String
  ) throws -> [(name: String, value: any Hyperparameter)] {
    guard case .config(let config)? = state.serialized["config"] else {
      throw SavedModelError.malformed(file: file, problem: "its optimizer has no configuration")
    }
    var values: [(name: String, value: any Hyperparameter)] = []
    for (name, current) in optimizer.hyperparameters {
      let isRate = name == "learning_rate" || name == "decay"
      switch config[name] {
      case .double(let number) where number >= 0 || !isRate: values.append((name, number))
      case .int(let number) where number >= 0 || !isRate: values.append((name, number))
      case .config(let schedule):
        // A custom schedule cannot be made from a file; the model was compiled with it.
        if case .schedule(let own) = current, !(own is any Configurable),
          schedule["class_name"] == .string(typeName(of: own))
        {
          continue
        }
        values.append((name, try LearningRateSchedule.made(from: schedule)))
      case nil: continue
      default:
        throw SavedModelError.malformed(
          file: file,
          problem: "the hyperparameter '\(name)' of its optimizer is not a number that it can be")
      }
    }
    return values
  }

  /// Compiles the model as the one in a file was, with its optimizer's state.
  ///
  /// If the file names something unknown, such as a custom loss, the model is left uncompiled, with
  /// a warning: training that silently started afresh would be worse than a model that must be
  /// compiled.
  fileprivate func compile(as saved: SavedModel, file: String) {
    guard let state = saved.optimizer, let training = saved.training else { return }
    do {
      let optimizer = try Optimizer.made(from: state.serialized)
      let losses = try training.losses.map(Loss.made)
      let metrics = try training.metrics.map { try $0.map(Metric.made) }
      let weighted = try training.weightedMetrics.map { try $0.map(Metric.made) }
      let outputs = description?.outputs.count ?? losses.count
      guard !losses.isEmpty, losses.count == outputs,
        [training.lossWeights.count, metrics.count].allSatisfy({ $0 == outputs }),
        // Weighted metrics are given once, for all outputs.
        training.weightedMetrics.allSatisfy({ $0 == training.weightedMetrics.first })
      else {
        throw SavedModelError.malformed(
          file: file, problem: "\(losses.count) losses for \(outputs) outputs")
      }
      compile(
        optimizer: optimizer, losses: losses, lossWeights: training.lossWeights,
        outputMetrics: metrics, weightedMetrics: weighted.first ?? [])
      try restoreOptimizer(from: saved, file: file)
      compilation?.progress.restore(saved.progress)
    } catch {
      compilation = nil
      writeToStandardError(
        "warning: '\(file)': the model is not compiled as it was: \(error)\n"
          + "  cure: compile it, and restore(from:) brings back what the optimizer remembered\n")
    }
  }
}

extension Model {
  /// The model in a file, with its weights, built and compiled as it was. The path's extension
  /// chooses the format.
  ///
  /// ```swift
  /// let model = try Sequential.load(from: url)
  /// let other = try Sequential.load(from: url, inputShape: [32, 13])
  /// let any = try Model.load(from: url)  // a Sequential or a functional model
  /// ```
  ///
  /// Whatever the file contains, it cannot stop the program; custom layers are run, and may.
  ///
  /// - Parameter inputShape: the shape for which the model is built; nil for the one in the file.
  /// - Throws: `SavedModelError` if the file cannot be read, holds another model, or weights that
  ///   do not fit its layers; `ConfigError` or `UnknownName` if its layers cannot be made;
  ///   `InvalidUse` if they do not fit each other, or inputs of this shape.
  public static func load(from url: URL, inputShape: Shape? = nil) throws -> Self {
    try load(from: url, inputShape: inputShape, as: ModelFormats.format(for: url))
  }

  /// The model in a file of a format, with its weights, built and compiled as it was.
  ///
  /// - Throws: as `load(from:inputShape:)`.
  public static func load(
    from url: URL, inputShape: Shape? = nil, as format: some ModelFormat
  ) throws -> Self {
    let saved = try format.read(from: url)
    let known = self == Model.self ? ["Sequential", "Model"] : [className]
    guard known.contains(saved.className) else {
      throw SavedModelError.malformed(
        file: url.path,
        problem: "it holds a '\(saved.className)', and no '\(known.joined(separator: "' or '"))'")
    }
    var inputs = saved.inputs
    if let inputShape {
      inputs = [TensorSpec(shape: inputShape, dtype: inputs.first?.dtype ?? .float32)]
    }
    Layer.registerModels()
    let context = Context.current
    let outer = context.weightLimit
    context.weightLimit = saved.weights.map(\.tensor.count).max() ?? 0
    defer { context.weightLimit = outer }
    let serialized: Config = [
      "class_name": .string(saved.className), "config": .config(saved.config),
    ]
    guard let model = try Layer.made(from: serialized) as? Self else {
      throw SavedModelError.malformed(file: url.path, problem: "its configuration makes no model")
    }
    // A functional model knows its inputs, and was built for them.
    if model.description == nil || inputShape != nil {
      guard !inputs.isEmpty else { throw SavedModelError.unknownInputs(file: url.path) }
      _ = try model.buildChecked(for: inputs)
    }
    try model.setWeights(model.fitting(saved, format, file: url.path))
    model.compile(as: saved, file: url.path)
    return model
  }
}

/// The name of an object's class, without the types in which it is nested.
private func typeName(of object: AnyObject) -> String { String(describing: type(of: object)) }
