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
  ///   - validationSampleWeight: the weight of each example of `validationData`.
  ///   - validationFrequency: the number of epochs from one validation to the next, or a list of
  ///     the epochs that end with one; the history and the callbacks that monitor a validation
  ///     leave out the other epochs.
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
    validationData: (x: Tensor, y: Tensor)? = nil, validationSampleWeight: Tensor? = nil,
    validationFrequency: ValidationFrequency = 1, shuffle: Bool = true,
    classWeight: [Int: Double]? = nil, sampleWeight: Tensor? = nil, initialEpoch: Int = 0
  ) throws -> History {
    try fit(
      [x], [y], batchSize: batchSize, epochs: epochs, verbose: verbose, callbacks: callbacks,
      validationSplit: validationSplit, validationData: validationData.map { ([$0.x], [$0.y]) },
      validationSampleWeight: validationSampleWeight, validationFrequency: validationFrequency,
      shuffle: shuffle, classWeight: classWeight, sampleWeight: sampleWeight,
      initialEpoch: initialEpoch)
  }

  /// Trains a model of several inputs or outputs.
  @discardableResult
  public func fit(
    _ inputs: [Tensor], _ targets: [Tensor], batchSize: Int = 32, epochs: Int = 1,
    verbose: Verbosity = .progress, callbacks: [Callback] = [], validationSplit: Double = 0,
    validationData: (inputs: [Tensor], targets: [Tensor])? = nil,
    validationSampleWeight: Tensor? = nil, validationFrequency: ValidationFrequency = 1,
    shuffle: Bool = true, classWeight: [Int: Double]? = nil, sampleWeight: Tensor? = nil,
    initialEpoch: Int = 0
  ) throws -> History {
    var examples = examples(inputs, targets, in: "fit")
    examples.weights = weights(of: examples, sample: sampleWeight, in: "fit")
    if classWeight != nil { requireOneClassForEach(examples) }
    var validation = validationExamples(validationData, validationSampleWeight)
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
    _ data: some TrainingData, validation: (some TrainingData)?,
    validationFrequency: ValidationFrequency, epochs: Int, initialEpoch: Int, verbose: Verbosity,
    callbacks: [Callback]
  ) throws -> History {
    let compilation = compiled("fit")
    guard initialEpoch >= 0 else {
      misuse("\(name).fit", "initialEpoch is \(initialEpoch)", cure: "count epochs from 0")
    }
    validationFrequency.check(in: name)
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
        if validationFrequency.includes(epoch + 1) {
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
    let (names, outputMetrics) = (compilation.lossNames, compilation.outputMetrics)
    var sums = [Double](repeating: 0, count: names.count)
    var (count, batchIndex) = (0, 0)

    func report() -> Report {
      var report = Report()
      for (name, sum) in zip(names, sums) { report[name] = sum / Double(count) }
      for (name, value) in outputMetrics.results { report[name] = value }
      return report
    }

    outputMetrics.reset()
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
}
