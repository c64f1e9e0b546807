extension Model {
  /// Trains the model: goes through the examples `epochs` times, and updates the weights after each
  /// batch.
  ///
  /// ```swift
  /// model.compile(optimizer: "sgd", loss: "mse")
  /// let history = try model.fit(x, y, epochs: 1001, verbose: .silent)
  /// history["loss"].last
  /// ```
  ///
  /// - Parameters:
  ///   - validationSplit: the fraction of the examples, from the end, that is not used for
  ///     training, but for validation after each epoch.
  ///   - validationFrequency: the number of epochs from one validation to the next; the history
  ///     and the callbacks that monitor a validation leave out the other epochs.
  ///   - classWeight: the weight of the examples of each class; 1 for other classes. It is for
  ///     models of one output, with one class for each example.
  ///   - sampleWeight: the weight of each example, for all outputs; or, for outputs at several
  ///     steps, of each step. With `classWeight`, the two are multiplied.
  ///   - initialEpoch: the index of the first epoch. A run that begins where the previous one
  ///     ended, or where one that was restored from a file did, continues it: examples come in the
  ///     order in which they would have come, and callbacks keep their state.
  ///
  /// - Throws: what callbacks throw, and what the model throws while it is traced.
  /// - Precondition: the model has been compiled, and there are as many targets as examples.
  /// - **Source:** book, chapter 3, section 1.
  @discardableResult
  public func fit(
    _ x: Tensor, _ y: Tensor, batchSize: Int = 32, epochs: Int = 1, verbose: Verbosity = .progress,
    callbacks: [Callback] = [], validationSplit: Double = 0,
    validationData: (x: Tensor, y: Tensor)? = nil, validationFrequency: Int = 1,
    shuffle: Bool = true, classWeight: [Int: Double]? = nil, sampleWeight: Tensor? = nil,
    initialEpoch: Int = 0
  ) throws -> History {
    try fit(
      [x], [y], batchSize: batchSize, epochs: epochs, verbose: verbose, callbacks: callbacks,
      validationSplit: validationSplit, validationData: validationData.map { ([$0.x], [$0.y]) },
      validationFrequency: validationFrequency, shuffle: shuffle, classWeight: classWeight,
      sampleWeight: sampleWeight, initialEpoch: initialEpoch)
  }

  /// Trains a model of several inputs or outputs.
  @discardableResult
  public func fit(
    _ inputs: [Tensor], _ targets: [Tensor], batchSize: Int = 32, epochs: Int = 1,
    verbose: Verbosity = .progress, callbacks: [Callback] = [], validationSplit: Double = 0,
    validationData: (inputs: [Tensor], targets: [Tensor])? = nil, validationFrequency: Int = 1,
    shuffle: Bool = true, classWeight: [Int: Double]? = nil, sampleWeight: Tensor? = nil,
    initialEpoch: Int = 0
  ) throws -> History {
    var examples = examples(inputs, targets, in: "fit")
    examples.weights = weights(of: examples, sample: sampleWeight, in: "fit")
    if classWeight != nil { requireOneClassForEach(examples) }
    var validation = validationData.map { self.examples($0.inputs, $0.targets, in: "fit") }
    if validation == nil, validationSplit != 0 {
      (examples, validation) = split(examples, validationSplit)
    }
    // After the split: class weights are for training, and not for validation.
    if let classWeight { examples.weights = [weights(of: examples, classes: classWeight)] }
    requirePositive(batchSize, "batchSize")
    return try train(
      ExamplesInMemory(examples, batchSize: batchSize, shuffled: shuffle),
      validation: validation.map {
        ExamplesInMemory($0, batchSize: batchSize, shuffled: false)
      },
      validationFrequency: validationFrequency, epochs: epochs, initialEpoch: initialEpoch,
      verbose: verbose, callbacks: callbacks)
  }

  /// The loop of training, over batches from anywhere.
  func train(
    _ data: some TrainingData, validation: (some TrainingData)?, validationFrequency: Int,
    epochs: Int, initialEpoch: Int, verbose: Verbosity, callbacks: [Callback]
  ) throws -> History {
    let compilation = compiled("fit")
    guard initialEpoch >= 0 else {
      misuse("\(name).fit", "initialEpoch is \(initialEpoch)", cure: "count epochs from 0")
    }
    requirePositive(validationFrequency, "validationFrequency")
    let history = History()
    var callbacks = callbacks
    if let progress = verbose.callback(epochs: epochs) { callbacks.append(progress) }
    for callback in callbacks { callback.model = self }
    stopsTraining = false
    compilation.warnOfFrozenLayers(in: self)
    for callback in callbacks { try callback.trainingBegins() }
    let progress = compilation.progress
    defer { progress.end() }
    try progress.begin(
      [data] + (validation.map { [$0] } ?? []), callbacks, epoch: initialEpoch)
    for epoch in initialEpoch..<max(initialEpoch, epochs) where !stopsTraining {
      progress.epochBegins()
      for callback in callbacks { try callback.epochBegins(epoch) }
      var report = try runEpoch(
        of: data, compilation.steps.train,
        batchBegins: { batch, total in
          for callback in callbacks { try callback.batchBegins(batch, of: total) }
        },
        batchEnds: { batch, report in
          if !callbacks.isEmpty {
            let report = report()
            for callback in callbacks { try callback.batchEnds(batch, report) }
          }
          return !stopsTraining
        })
      if let validation {
        if (epoch + 1) % validationFrequency == 0 {
          for (name, value) in try test(validation).values { report["val_" + name] = value }
        } else {
          report.awaitsValidation = true
        }
      }
      for callback in callbacks { callback.complete(&report) }
      history.append(report, epoch: epoch)
      for callback in callbacks { try callback.epochEnds(epoch, report) }
      progress.epochEnds(epoch + 1)
      for callback in callbacks { try callback.epochIsComplete(epoch, report) }
    }
    for callback in callbacks { try callback.trainingEnds(history) }
    return history
  }

  /// Evaluates all batches; a request to stop training has no effect on it.
  func test(_ data: some TrainingData) throws -> Report {
    try runEpoch(of: data, compiled("evaluate").steps.test)
  }

  /// Makes a step with each batch of an epoch, and returns the report: in training, in the
  /// validation after it and in `evaluate`.
  ///
  /// - Parameter batchEnds: is given the report of the batches so far, which is computed on demand,
  ///   and returns whether the epoch continues.
  private func runEpoch(
    of data: some TrainingData, _ step: TrainingSteps.Step,
    batchBegins: (_ batch: Int, _ total: Int?) throws -> Void = { _, _ in },
    batchEnds: (_ batch: Int, _ report: () -> Report) throws -> Bool = { _, _ in true }
  ) throws -> Report {
    let compilation = compiled("fit")
    let (names, measures) = (compilation.lossNames, compilation.measures)
    var sums = [Double](repeating: 0, count: names.count)
    var (count, batchIndex) = (0, 0)

    func report() -> Report {
      var report = Report()
      for (name, sum) in zip(names, sums) { report[name] = sum / Double(count) }
      for (name, value) in measures.results { report[name] = value }
      return report
    }

    measures.reset()
    try data.startEpoch()
    while let batch = try data.next() {
      try batchBegins(batchIndex, data.batchCount)
      let losses = try step(batch)
      for (index, loss) in losses.enumerated() {
        // The last batch may be smaller, and is weighted by its size.
        let value = cast(loss, to: .float32).scalar(as: Float.self)
        sums[index] += Double(value) * Double(batch.count)
      }
      count += batch.count
      guard try batchEnds(batchIndex, report) else { break }
      batchIndex += 1
    }
    return report()
  }

  // MARK: Evaluating and predicting

  /// The loss and the metrics of examples that are not used for training.
  ///
  /// ```swift
  /// let report = try model.evaluate(x, y)
  /// report["loss"]!
  /// ```
  ///
  /// - Precondition: the model has been compiled.
  /// - **Source:** book, chapter 3, section 1.
  public func evaluate(
    _ x: Tensor, _ y: Tensor, batchSize: Int = 32, sampleWeight: Tensor? = nil
  ) throws -> Report {
    try evaluate([x], [y], batchSize: batchSize, sampleWeight: sampleWeight)
  }

  /// The loss and the metrics of a model of several inputs or outputs.
  public func evaluate(
    _ inputs: [Tensor], _ targets: [Tensor], batchSize: Int = 32, sampleWeight: Tensor? = nil
  ) throws -> Report {
    var examples = examples(inputs, targets, in: "evaluate")
    examples.weights = weights(of: examples, sample: sampleWeight, in: "evaluate")
    requirePositive(batchSize, "batchSize")
    return try test(ExamplesInMemory(examples, batchSize: batchSize, shuffled: false))
  }

  /// The model's outputs for many examples, computed batch by batch.
  ///
  /// ```swift
  /// let y = try model.predict(x)
  /// ```
  ///
  /// Calling the model does the same with all examples at once, which needs memory for all of them.
  public func predict(_ x: Tensor, batchSize: Int = 32) throws -> Tensor {
    try predict([x], batchSize: batchSize)[0]
  }

  /// The outputs of a model of several inputs or outputs for many examples.
  public func predict(_ inputs: [Tensor], batchSize: Int = 32) throws -> [Tensor] {
    requirePositive(batchSize, "batchSize")
    let data = ExamplesInMemory(
      examples(inputs, [], in: "predict"), batchSize: batchSize, shuffled: false)
    data.startEpoch()
    var parts: [[Tensor]] = []
    while let batch = data.next() { parts.append(try prediction(batch.inputs)) }
    return parts[0].indices.map { output in concat(parts.map { $0[output] }, axis: 0) }
  }

  // MARK: Checks

  private func examples(_ inputs: [Tensor], _ targets: [Tensor], in method: String) -> Batch {
    let counts = (inputs + targets).map { $0.shape.dimensions.first ?? 0 }
    guard let count = counts.first, count > 0, counts.allSatisfy({ $0 == count }) else {
      misuse(
        "\(name).\(method)",
        "inputs of shapes \(inputs.map(\.shape)) and targets of shapes \(targets.map(\.shape))",
        cure: "give the same number of examples in each, at least one, along the first dimension")
    }
    return Batch(inputs: inputs, targets: targets)
  }

  private func requirePositive(_ number: Int, _ parameter: String) {
    guard number > 0 else {
      misuse(name, "\(parameter) is \(number)", cure: "give at least 1")
    }
  }

  /// The examples before the last ones, and the last ones.
  private func split(_ examples: Batch, _ part: Double) -> (Batch, Batch) {
    let first = part > 0 && part < 1 ? Int(Double(examples.count) * (1 - part)) : 0
    guard first > 0, first < examples.count else {
      misuse(
        "\(name).fit", "validationSplit is \(part) of \(examples.count) examples",
        cure: "give a number between 0 and 1 that leaves examples on both sides")
    }
    return (
      examples.mapTensors { $0[..<first] }, examples.mapTensors { $0[first..<examples.count] }
    )
  }

  /// The weight of each example.
  private func weights(of examples: Batch, sample: Tensor?, in method: String) -> [Tensor] {
    if let sample, sample.shape.dimensions.first != examples.count {
      misuse(
        "\(name).\(method)", "weights of shape \(sample.shape) for \(examples.count) examples",
        cure: "give one weight for each example")
    }
    return sample.map { [$0] } ?? []
  }

  /// Stops the program if examples have no class of their own: several outputs may have different
  /// ones, and so may the steps of a sequence. TensorFlow refuses these too.
  private func requireOneClassForEach(_ examples: Batch) {
    let count = examples.count
    func refuse(_ problem: String, cure: String) -> Never {
      misuse("\(name).fit", "classWeight \(problem)", cure: cure)
    }
    guard examples.targets.count == 1 else {
      refuse(
        "for the targets of \(examples.targets.count) outputs",
        cure: "give the examples' weights as sampleWeight, of shape (\(count),), which counts for "
          + "all outputs")
    }
    let shape = examples.targets[0].shape
    guard shape.rank < 3 else {
      refuse(
        "for targets of shape \(shape)",
        cure: "give targets with one class for each example, of shape (\(count),), (\(count), 1) "
          + "or (\(count), classes); or the weights as sampleWeight, of shape "
          + "\(Shape(Array(shape.dimensions[..<2])))")
    }
    if let weights = examples.weights.first, weights.rank != 1 {
      refuse(
        "with sampleWeight of shape \(weights.shape)",
        cure: weights.count == count
          ? "give one weight for each example: reshape(sampleWeight, [\(count)])"
          : "give one weight for each example, of shape (\(count),), or no classWeight")
    }
  }

  /// The weight of each example times the weight of its class.
  private func weights(of examples: Batch, classes: [Int: Double]) -> Tensor {
    let target = examples.targets[0]
    // One number for each example is its class index; several are the probabilities of all classes.
    let perExample = target.count / examples.count
    let labels = perExample == 1 ? reshape(target, [-1]) : target.argmax(axis: -1)
    let ofClass = cast(labels, to: .int64).scalars(as: Int64.self).map { label in
      Float(classes[Int(label)] ?? 1)
    }
    let weights = Tensor(ofClass)
    return examples.weights.first.map { cast($0, to: .float32) * weights } ?? weights
  }
}
