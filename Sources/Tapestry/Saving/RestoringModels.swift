import Foundation

extension Model {
  /// Gives the model the weights of a file and its optimizer what it remembered, to go on with a
  /// training as if it had not been interrupted.
  ///
  /// ```swift
  /// model.compile(optimizer: "adam", loss: "mse")
  /// model.build(inputShape: [32, 13])
  /// try model.restore(from: url)
  /// try model.fit(x, y, epochs: 20, initialEpoch: 10)
  /// ```
  ///
  /// The hyperparameters are the file's too: a learning rate that a callback or the program
  /// assigned goes on, and a schedule with the count of steps. A `fit` that begins with the epoch
  /// at which the file was saved goes on with the random numbers, the order of the examples and
  /// what the callbacks remembered: it gives, bit for bit, the losses of a training that was not
  /// interrupted. The extension of the path chooses the format; of those there are, JSON keeps all
  /// of this.
  ///
  /// - Throws: `SavedModelError` if the file cannot be read, its weights do not fit, or it holds no
  ///   optimizer of the same class; then nothing is changed.
  /// - Precondition: the model has been compiled.
  public func restore(from url: URL) throws {
    try restore(from: url, as: ModelFormats.format(for: url))
  }

  /// Gives the model and its optimizer what a file of a format holds.
  ///
  /// - Throws: `SavedModelError` if the file cannot be read, its weights do not fit, or it holds no
  ///   optimizer of the same class; then nothing is changed.
  /// - Precondition: the model has been compiled.
  public func restore(from url: URL, as format: some ModelFormat) throws {
    _ = compiled("restore")
    let saved = try format.read(from: url)
    let weights = try fitting(saved, format, file: url.path)
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

  /// The hyperparameters of an optimizer that a file gives a value.
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
        // One of the program's own cannot be made from a file; the model was compiled with it.
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

  /// Compiles the model as that of a file was, with what its optimizer remembered.
  ///
  /// What the file names and nothing has, such as a loss of a program's own, leaves the model as it
  /// is and is said: a training that silently began anew would be worse than one that must be
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
        weighted.count <= 1
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

extension Sequential {
  /// The model in a file, with its weights, built and compiled as it was. The extension of the path
  /// chooses the format.
  ///
  /// ```swift
  /// let model = try Sequential.load(from: url)
  /// let other = try Sequential.load(from: url, inputShape: [32, 13])
  /// ```
  ///
  /// Whatever the file says, it cannot stop the program; layers of the program's own are run, and
  /// may.
  ///
  /// - Parameter inputShape: what the model is built for; nil for what it was built for.
  /// - Throws: `SavedModelError` if the file cannot be read, holds another model, or weights that
  ///   do not fit its layers; `ConfigError` or `UnknownName` if its layers cannot be made; `Misfit`
  ///   if they do not fit each other, or inputs of this shape.
  public static func load(from url: URL, inputShape: Shape? = nil) throws -> Sequential {
    try load(from: url, inputShape: inputShape, as: ModelFormats.format(for: url))
  }

  /// The model in a file of a format, with its weights, built and compiled as it was.
  ///
  /// - Throws: as `load(from:inputShape:)`.
  public static func load(
    from url: URL, inputShape: Shape? = nil, as format: some ModelFormat
  ) throws -> Sequential {
    let saved = try format.read(from: url)
    guard saved.className == "Sequential" else {
      throw SavedModelError.malformed(
        file: url.path, problem: "it holds a '\(saved.className)', and no 'Sequential'")
    }
    guard var input = saved.inputs.first ?? inputShape.map({ TensorSpec(shape: $0) }) else {
      throw SavedModelError.unknownInputs(file: url.path)
    }
    if let inputShape { input = TensorSpec(shape: inputShape, dtype: input.dtype) }
    Layer.register(Sequential.self)
    let serialized: Config = ["class_name": "Sequential", "config": .config(saved.config)]
    let model = try Layer.made(from: serialized) as! Sequential
    let context = Context.current
    let outer = context.weightLimit
    context.weightLimit = saved.weights.map(\.tensor.count).max() ?? 0
    defer { context.weightLimit = outer }
    _ = try model.buildChecked(for: input)
    try model.setWeights(model.fitting(saved, format, file: url.path))
    model.compile(as: saved, file: url.path)
    return model
  }
}

/// The name of an object's class, without what it is nested in.
private func typeName(of object: AnyObject) -> String { String(describing: type(of: object)) }
