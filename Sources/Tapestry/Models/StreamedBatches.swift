/// Batches that come one after the other from anywhere, and whose number may not be known.
final class StreamedBatches: TrainingData {
  /// Gives the next batch, or nil at the end.
  typealias Pass = () throws -> Batch?

  private let start: () throws -> Pass
  private let stepsPerEpoch: Int?
  private let source: String
  private var pass: Pass?
  private var delivered = 0
  private var counted: Int?

  /// - Parameters:
  ///   - source: who asks, for messages.
  ///   - count: how many batches a pass has, if that is known.
  ///   - stepsPerEpoch: how many batches make an epoch. The next epoch goes on with those that
  ///     follow; without it, each epoch is a pass of its own from the first batch to the last.
  init(
    _ source: String, count: Int?, stepsPerEpoch: Int?, start: @escaping () throws -> Pass
  ) {
    if let stepsPerEpoch, stepsPerEpoch < 1 {
      misuse(source, "stepsPerEpoch is \(stepsPerEpoch)", cure: "give at least 1")
    }
    self.source = source
    self.start = start
    self.stepsPerEpoch = stepsPerEpoch
    counted = count
  }

  /// Known for the second epoch if the first one was a pass.
  var batchCount: Int? { stepsPerEpoch ?? counted }

  func startEpoch() throws {
    delivered = 0
    if pass == nil || stepsPerEpoch == nil { pass = try start() }
  }

  func next() throws -> Batch? {
    if delivered == stepsPerEpoch { return nil }
    guard let batch = try pass?() else {
      guard stepsPerEpoch == nil, delivered > 0 else {
        throw OutOfBatches(method: source, delivered: delivered, needed: stepsPerEpoch ?? 1)
      }
      counted = delivered
      return nil
    }
    delivered += 1
    return batch
  }
}

/// Batches that ended in the middle of an epoch.
///
/// Keras warns and ends the training; then a program goes on with a model that was trained less than
/// it said.
public struct OutOfBatches: Error, Equatable, CustomStringConvertible {
  /// Who asked for batches.
  public let method: String
  /// How many there were in the epoch.
  public let delivered: Int
  /// How many an epoch needs.
  public let needed: Int

  /// The numbers and the cure.
  public var description: String {
    "\(method): the batches ended after \(delivered) of the \(needed) of an epoch\n"
      + "  cure: repeat them without end, or give fewer stepsPerEpoch; a sequence that can be gone "
      + "through once only is no data for several epochs"
  }
}

extension Model {
  /// Trains the model with batches of inputs and targets: those of a dataset, or of any sequence.
  ///
  /// ```swift
  /// let batches = Dataset.fromTensorSlices((x, y)).shuffle(404).batch(32)
  /// try model.fit(batches, epochs: 10)
  /// try model.fit(batches.repeat(), epochs: 10, stepsPerEpoch: 100)
  /// ```
  ///
  /// - Parameters:
  ///   - stepsPerEpoch: how many batches make an epoch; without it, as many as there are.
  ///
  /// Throws: `OutOfBatches` if an epoch finds too few; what callbacks throw, and the model while it is
  /// traced.
  /// Traps: before `compile`.
  /// Source: document 001, training the model.
  @discardableResult
  public func fit<Batches: Sequence<(Tensor, Tensor)>>(
    _ batches: Batches, epochs: Int = 1, stepsPerEpoch: Int? = nil, initialEpoch: Int = 0,
    verbose: Verbosity = .progress, callbacks: [Callback] = [],
    validationData: Batches? = nil, validationSteps: Int? = nil
  ) throws -> History {
    try train(
      StreamedBatches("\(name).fit", batches, stepsPerEpoch),
      validation: validationData.map {
        StreamedBatches("\(name).fit, validation", $0, validationSteps)
      },
      epochs: epochs, initialEpoch: initialEpoch, verbose: verbose, callbacks: callbacks)
  }

  /// The loss and the metrics of batches that are not trained on.
  ///
  /// ```swift
  /// let report = try model.evaluate(testBatches)
  /// ```
  ///
  /// Throws: `OutOfBatches` if there are fewer than `steps`, or none.
  /// Traps: before `compile`.
  public func evaluate(
    _ batches: some Sequence<(Tensor, Tensor)>, steps: Int? = nil
  ) throws -> Report {
    try pass(
      over: StreamedBatches("\(name).evaluate", batches, steps), compiled("evaluate").steps.test,
      [])
  }

  /// What the model makes of batches of inputs.
  ///
  /// ```swift
  /// let y = try model.predict(images.batch(32))
  /// ```
  ///
  /// Throws: `OutOfBatches` if there are fewer than `steps`, or none.
  public func predict(_ batches: some Sequence<Tensor>, steps: Int? = nil) throws -> Tensor {
    let data = StreamedBatches("\(name).predict", batches, steps) {
      Batch(inputs: [$0], targets: [])
    }
    var parts: [Tensor] = []
    try data.startEpoch()
    while let batch = try data.next() { parts.append(try prediction(batch.inputs)[0]) }
    return concat(parts, axis: 0)
  }
}

extension StreamedBatches {
  fileprivate convenience init<Batches: Sequence>(
    _ source: String, _ batches: Batches, _ steps: Int?,
    _ batch: @escaping (Batches.Element) -> Batch
  ) {
    self.init(source, count: nil, stepsPerEpoch: steps) {
      var iterator = batches.makeIterator()
      return { iterator.next().map(batch) }
    }
  }

  fileprivate convenience init(
    _ source: String, _ batches: some Sequence<(Tensor, Tensor)>, _ steps: Int?
  ) {
    self.init(source, batches, steps) { Batch(inputs: [$0.0], targets: [$0.1]) }
  }
}
