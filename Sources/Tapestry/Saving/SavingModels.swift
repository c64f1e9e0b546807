import Foundation

extension Model {
  /// What is kept of the model: what it was made with, its weights and its optimizer's.
  ///
  /// ```swift
  /// model.saved.weights.map(\.name)  // ["dense/kernel:0", "dense/bias:0"]
  /// ```
  public var saved: SavedModel {
    SavedModel(
      className: type(of: self).className, config: config,
      weights: variables.map { NamedTensor($0.name, $0.tensor) },
      optimizer: compilation.map { compilation in
        let optimizer = compilation.optimizer
        return SavedOptimizer(
          serialized: optimizer.serialized,
          weights: optimizer.weights.map { NamedTensor($0.name, $0.tensor) })
      })
  }

  /// Writes the model into a file: what it was made with, its weights, and what its optimizer
  /// remembers.
  ///
  /// ```swift
  /// try model.save(to: URL(fileURLWithPath: "model.json"))
  /// ```
  ///
  /// Throws: `SavedModelError` if the file cannot be written; what was there stays then.
  public func save(to url: URL, as format: some ModelFormat = .json) throws {
    try format.write(saved, to: url)
  }

  /// Gives the model the weights of a file, in the order in which they are there.
  ///
  /// ```swift
  /// let twin = Sequential { Dense(4, activation: .relu); Dense(1) }
  /// twin.build(inputShape: [32, 13])
  /// try twin.loadWeights(from: url)
  /// ```
  ///
  /// By order and not by name, since the names of layers count how many were made before.
  ///
  /// Throws: `SavedModelError` if the file cannot be read, or its weights do not fit; then none is
  /// changed.
  public func loadWeights(from url: URL, as format: some ModelFormat = .json) throws {
    let saved = try format.read(from: url)
    try check(saved.weights, file: url.path)
    try setWeights(saved.weights.map(\.tensor))
  }

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
  /// The hyperparameters are the file's too: a learning rate that a callback or the program assigned
  /// goes on, and a schedule with the count of steps.
  ///
  /// Throws: `SavedModelError` if the file cannot be read, its weights do not fit, or it holds no
  /// optimizer of the same class; then nothing is changed.
  /// Traps: before `compile`.
  public func restore(from url: URL, as format: some ModelFormat = .json) throws {
    let optimizer = compiled("restore").optimizer
    let saved = try format.read(from: url)
    try check(saved.weights, file: url.path)
    guard let state = saved.optimizer,
      state.serialized["class_name"] == .string(typeName(of: optimizer))
    else {
      let found = saved.optimizer?.serialized["class_name"].map { "\($0)" }
      throw SavedModelError.otherOptimizer(
        file: url.path, expected: "'\(typeName(of: optimizer))'", found: found)
    }
    let hyperparameters = try hyperparameters(of: optimizer, in: state, file: url.path)
    optimizer.build(trainableVariables)
    do {
      try optimizer.setWeights(state.weights.map(\.tensor))
    } catch {
      throw SavedModelError.otherWeights(
        file: url.path, model: optimizer.name,
        expected: error.expected.map { "\($0.name) \($0.spec)" },
        found: state.weights.map { "\($0.name) \($0.tensor.spec)" })
    }
    try setWeights(saved.weights.map(\.tensor))
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

  /// That a file's weights are as many as the model's, and have their shapes and types.
  fileprivate func check(_ weights: [NamedTensor], file: String) throws(SavedModelError) {
    let variables = variables
    guard weights.count == variables.count else {
      throw .otherWeights(
        file: file, model: name, expected: variables.map(\.name), found: weights.map(\.name))
    }
    for (variable, weight) in zip(variables, weights) where variable.spec != weight.tensor.spec {
      // A layer's name is what stands before the last slash of the names of its weights.
      let parts = variable.name.split(separator: "/")
      throw .weightDoesNotFit(
        file: file, layer: parts.dropLast().joined(separator: "/"), weight: String(parts.last!),
        expected: variable.spec, found: weight.tensor.spec)
    }
  }
}

extension Sequential {
  /// The model in a file, with its weights, built for inputs of this shape.
  ///
  /// ```swift
  /// let model = try Sequential.load(from: url, inputShape: [32, 13])
  /// ```
  ///
  /// The shape is the program's, since that of the file's layers depends on it. Whatever the file says,
  /// it cannot stop the program; layers of the program's own are run, and may.
  ///
  /// - Throws: `SavedModelError` if the file cannot be read, holds another model, or weights that do not
  ///   fit its layers; `ConfigError` or `UnknownName` if its layers cannot be made; `Misfit` if
  ///   they do not fit each other, or inputs of this shape.
  public static func load(
    from url: URL, inputShape: Shape, as format: some ModelFormat = .json
  ) throws -> Sequential {
    let saved = try format.read(from: url)
    guard saved.className == "Sequential" else {
      throw SavedModelError.malformed(
        file: url.path, problem: "it holds a '\(saved.className)', and no 'Sequential'")
    }
    Layer.register(Sequential.self)
    let serialized: Config = ["class_name": "Sequential", "config": .config(saved.config)]
    let model = try Layer.made(from: serialized) as! Sequential
    let context = Context.current
    let outer = context.weightLimit
    context.weightLimit = saved.weights.map(\.tensor.count).max() ?? 0
    defer { context.weightLimit = outer }
    _ = try model.buildChecked(for: TensorSpec(shape: inputShape, dtype: .float32))
    try model.check(saved.weights, file: url.path)
    try model.setWeights(saved.weights.map(\.tensor))
    return model
  }
}

/// The name of an object's class, without what it is nested in.
private func typeName(of object: AnyObject) -> String { String(describing: type(of: object)) }
