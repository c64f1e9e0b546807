// `fit` and `evaluate` for batches in which examples have weights: inputs, targets and weights.

extension Model {
  /// Trains the model with the batches of a dataset in which each example has a weight.
  ///
  /// ```swift
  /// let batches = Dataset.fromTensorSlices((x, y, weights)).shuffle(404).batch(32)
  /// try model.fit(batches, epochs: 10)
  /// ```
  ///
  /// An example's loss, and its part in the metrics of `weightedMetrics`, is multiplied by its
  /// weight. For outputs at several steps, there may be a weight for each step.
  ///
  /// - Parameters:
  ///   - stepsPerEpoch: the number of batches in an epoch, as for batches without weights.
  ///   - validationData: batches with weights, too.
  ///   - validationSteps: the number of batches for validation after each epoch.
  ///   - validationFrequency: the number of epochs from one validation to the next, or a list of
  ///     the epochs that end with one.
  ///
  /// - Throws: `OutOfBatches` if an epoch finds too few; what the dataset throws, callbacks, and
  ///   the model while it is traced.
  /// - Precondition: the model has been compiled, the weights fit the targets, and for an infinite
  ///   dataset there is `stepsPerEpoch`.
  @discardableResult
  public func fit<Failure: Error>(
    _ dataset: Dataset<(Tensor, Tensor, Tensor), Failure>, epochs: Int = 1,
    stepsPerEpoch: Int? = nil, initialEpoch: Int = 0, verbose: Verbosity = .progress,
    callbacks: [Callback] = [],
    validationData: Dataset<(Tensor, Tensor, Tensor), Failure>? = nil, validationSteps: Int? = nil,
    validationFrequency: ValidationFrequency = 1
  ) throws -> History {
    try train(
      StreamedBatches("\(name).fit", dataset, stepsPerEpoch, Batch.init),
      validation: validationData.map {
        StreamedBatches(
          "\(name).fit, validation", $0, validationSteps, startsAnew: true, Batch.init)
      },
      validationFrequency: validationFrequency, epochs: epochs, initialEpoch: initialEpoch,
      verbose: verbose, callbacks: callbacks)
  }

  /// Trains the model with weighted examples, and validates it with examples that all count the
  /// same.
  ///
  /// ```swift
  /// try model.fit(weightedBatches, epochs: 10, validationData: testBatches)
  /// ```
  @discardableResult
  public func fit<Failure: Error, OtherFailure: Error>(
    _ dataset: Dataset<(Tensor, Tensor, Tensor), Failure>, epochs: Int = 1,
    stepsPerEpoch: Int? = nil, initialEpoch: Int = 0, verbose: Verbosity = .progress,
    callbacks: [Callback] = [], validationData: Dataset<(Tensor, Tensor), OtherFailure>,
    validationSteps: Int? = nil, validationFrequency: ValidationFrequency = 1
  ) throws -> History {
    try train(
      StreamedBatches("\(name).fit", dataset, stepsPerEpoch, Batch.init),
      validation: StreamedBatches(
        "\(name).fit, validation", validationData, validationSteps, startsAnew: true, Batch.init),
      validationFrequency: validationFrequency, epochs: epochs, initialEpoch: initialEpoch,
      verbose: verbose, callbacks: callbacks)
  }

  /// Trains the model with examples that all count the same, and validates it with weighted ones.
  ///
  /// ```swift
  /// try model.fit(batches, epochs: 10, validationData: weightedTestBatches)
  /// ```
  @discardableResult
  public func fit<Failure: Error, OtherFailure: Error>(
    _ dataset: Dataset<(Tensor, Tensor), Failure>, epochs: Int = 1, stepsPerEpoch: Int? = nil,
    initialEpoch: Int = 0, verbose: Verbosity = .progress, callbacks: [Callback] = [],
    validationData: Dataset<(Tensor, Tensor, Tensor), OtherFailure>, validationSteps: Int? = nil,
    validationFrequency: ValidationFrequency = 1
  ) throws -> History {
    try train(
      StreamedBatches("\(name).fit", dataset, stepsPerEpoch, Batch.init),
      validation: StreamedBatches(
        "\(name).fit, validation", validationData, validationSteps, startsAnew: true, Batch.init),
      validationFrequency: validationFrequency, epochs: epochs, initialEpoch: initialEpoch,
      verbose: verbose, callbacks: callbacks)
  }

  /// Trains the model with the batches of any sequence, in which each example has a weight.
  ///
  /// ```swift
  /// try model.fit([(x1, y1, weights1), (x2, y2, weights2)], epochs: 10)
  /// ```
  @_disfavoredOverload
  @discardableResult
  public func fit<Batches: Sequence<(Tensor, Tensor, Tensor)>>(
    _ batches: Batches, epochs: Int = 1, stepsPerEpoch: Int? = nil, initialEpoch: Int = 0,
    verbose: Verbosity = .progress, callbacks: [Callback] = [],
    validationData: Batches? = nil, validationSteps: Int? = nil,
    validationFrequency: ValidationFrequency = 1
  ) throws -> History {
    try train(
      StreamedBatches("\(name).fit", batches, stepsPerEpoch, Batch.init),
      validation: validationData.map {
        StreamedBatches(
          "\(name).fit, validation", $0, validationSteps, startsAnew: true, Batch.init)
      },
      validationFrequency: validationFrequency, epochs: epochs, initialEpoch: initialEpoch,
      verbose: verbose, callbacks: callbacks)
  }

  /// The loss and the metrics of batches in which each example has a weight.
  ///
  /// ```swift
  /// let report = try model.evaluate(Dataset.fromTensorSlices((x, y, weights)).batch(32))
  /// ```
  ///
  /// - Throws: `OutOfBatches` if there are fewer than `steps`, or none; what the dataset throws.
  /// - Precondition: the model has been compiled, the weights fit the targets, and for an infinite
  ///   dataset there is `steps`.
  public func evaluate<Failure: Error>(
    _ dataset: Dataset<(Tensor, Tensor, Tensor), Failure>, steps: Int? = nil
  ) throws -> Report {
    try test(StreamedBatches("\(name).evaluate", dataset, steps, Batch.init))
  }

  /// The loss and the metrics of the batches of any sequence, in which each example has a weight.
  @_disfavoredOverload
  public func evaluate(
    _ batches: some Sequence<(Tensor, Tensor, Tensor)>, steps: Int? = nil
  ) throws -> Report {
    try test(StreamedBatches("\(name).evaluate", batches, steps, Batch.init))
  }
}
