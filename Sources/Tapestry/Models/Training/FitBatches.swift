// `fit`, `evaluate` and `predict` for batches that come one after the other, from a dataset or any
// sequence.

extension Model {
  /// Trains the model with the batches of a dataset.
  ///
  /// ```swift
  /// let batches = Dataset.fromTensorSlices((x, y)).shuffle(404).batch(32)
  /// try model.fit(batches, epochs: 10)
  /// try model.fit(batches.repeat(), epochs: 10, stepsPerEpoch: 100)
  /// ```
  ///
  /// - Parameters:
  ///   - stepsPerEpoch: the number of batches in an epoch; the next epoch continues where it ended,
  ///     and so does a run that begins with that epoch. Without it, each epoch goes through the
  ///     dataset once.
  ///   - validationSteps: the number of batches for validation after each epoch, which are the
  ///     first ones each time. Without it, all are used.
  ///   - validationFrequency: the number of epochs from one validation to the next, or a list of
  ///     the epochs that end with one.
  ///
  /// - Throws: `OutOfBatches` if an epoch finds too few; what the dataset throws, callbacks, and
  ///   the model while it is traced.
  /// - Precondition: the model has been compiled, and for an infinite dataset there is
  ///   `stepsPerEpoch`.
  /// - **Source:** document 001, training the model.
  @discardableResult
  public func fit<Failure: Error>(
    _ dataset: Dataset<(Tensor, Tensor), Failure>, epochs: Int = 1, stepsPerEpoch: Int? = nil,
    initialEpoch: Int = 0, verbose: Verbosity = .progress, callbacks: [Callback] = [],
    validationData: Dataset<(Tensor, Tensor), Failure>? = nil, validationSteps: Int? = nil,
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

  /// Trains the model with the batches of any sequence, through which each epoch goes.
  ///
  /// ```swift
  /// try model.fit([(x1, y1), (x2, y2)], epochs: 10)
  /// ```
  @_disfavoredOverload
  @discardableResult
  public func fit<Batches: Sequence<(Tensor, Tensor)>>(
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

  /// The loss and the metrics of batches that are not used for training.
  ///
  /// ```swift
  /// let report = try model.evaluate(testBatches)
  /// ```
  ///
  /// - Throws: `OutOfBatches` if there are fewer than `steps`, or none; what the dataset throws.
  /// - Precondition: the model has been compiled, and for an infinite dataset there is `steps`.
  public func evaluate<Failure: Error>(
    _ dataset: Dataset<(Tensor, Tensor), Failure>, steps: Int? = nil
  ) throws -> Report {
    try test(StreamedBatches("\(name).evaluate", dataset, steps, Batch.init))
  }

  /// The loss and the metrics of the batches of any sequence.
  @_disfavoredOverload
  public func evaluate(
    _ batches: some Sequence<(Tensor, Tensor)>, steps: Int? = nil
  ) throws -> Report {
    try test(StreamedBatches("\(name).evaluate", batches, steps, Batch.init))
  }

  /// The model's outputs for batches of inputs.
  ///
  /// ```swift
  /// let y = try model.predict(images.batch(32))
  /// ```
  ///
  /// - Throws: `OutOfBatches` if there are fewer than `steps`, or none; what the dataset throws.
  /// - Precondition: for an infinite dataset there is `steps`.
  public func predict<Failure: Error>(
    _ dataset: Dataset<Tensor, Failure>, steps: Int? = nil
  ) throws -> Tensor {
    try predict(StreamedBatches("\(name).predict", dataset, steps) { Batch($0) })
  }

  /// The model's outputs for the batches of any sequence.
  @_disfavoredOverload
  public func predict(_ batches: some Sequence<Tensor>, steps: Int? = nil) throws -> Tensor {
    try predict(StreamedBatches("\(name).predict", batches, steps) { Batch($0) })
  }

  private func predict(_ batches: StreamedBatches) throws -> Tensor {
    var parts: [Tensor] = []
    try batches.startEpoch()
    while let batch = try batches.next() { parts.append(try prediction(batch.inputs)[0]) }
    return concat(parts, axis: 0)
  }
}

extension Batch {
  init(_ input: Tensor, _ target: Tensor) { self.init(inputs: [input], targets: [target]) }
  init(_ input: Tensor, _ target: Tensor, _ weights: Tensor) {
    self.init(inputs: [input], targets: [target], weights: [weights])
  }
  fileprivate init(_ input: Tensor) { self.init(inputs: [input], targets: []) }
}

extension StreamedBatches {
  convenience init<Element, Failure: Error>(
    _ method: String, _ dataset: Dataset<Element, Failure>, _ steps: Int?, startsAnew: Bool = false,
    _ batch: @escaping (Element) -> Batch
  ) {
    var count: Int?
    switch dataset.cardinality {
    case .known(let known): count = known
    case .unknown: break
    case .infinite:
      if steps == nil {
        misuse(
          method, "a dataset without end",
          cure: "say how many batches to take: stepsPerEpoch, steps")
      }
    }
    var latest: DatasetIterator<Element, Failure>?
    func batches(_ iterator: DatasetIterator<Element, Failure>) -> Iterator {
      latest = iterator
      return { try iterator.next().map(batch) }
    }
    self.init(
      method, count: count, stepsPerEpoch: steps, startsAnew: startsAnew,
      Source(
        start: { batches(dataset.makeIterator()) },
        state: { goesOn in
          goesOn ? latest!.state() : DatasetState(nextOf: dataset.stage)
        },
        resume: { state, goesOn in
          if goesOn { return batches(try dataset.makeIterator(resuming: state)) }
          try dataset.startNext(at: state)
          return nil
        }))
  }

  convenience init<Batches: Sequence>(
    _ method: String, _ batches: Batches, _ steps: Int?, startsAnew: Bool = false,
    _ batch: @escaping (Batches.Element) -> Batch
  ) {
    self.init(
      method, count: nil, stepsPerEpoch: steps, startsAnew: startsAnew,
      Source(start: {
        var iterator = batches.makeIterator()
        return { iterator.next().map(batch) }
      }))
  }
}
