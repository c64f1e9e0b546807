/// Records operations, and computes the gradients of a result from the record.
///
/// ```swift
/// let x = Variable(3.0)
/// let tape = GradientTape()
/// let y = tape.record { x * x }
/// try tape.gradient(y, x)  // 6
/// ```
///
/// The record is a list of calls in the order in which they ran. The gradient walks it once from
/// its end to its start: when a call is reached, all that depends on its output has been seen, and
/// the gradient with respect to the output is complete.
///
/// A tape watches trainable variables automatically and tensors on request. It keeps only calls on
/// watched values; what depends on no watched value costs nothing.
///
/// - **Source:** book, chapter 1, section 4; document 003.
public final class GradientTape: Recorder {
  private let isPersistent: Bool
  let watchesVariables: Bool
  private var isReleased = false
  private var isRecording = false
  private(set) var recorded = TapeRecord()
  private(set) var assignments: [(variable: Variable, value: TapeRecord.ValueID?)] = []

  /// A tape that has recorded nothing yet.
  ///
  /// - Parameters:
  ///   - persistent: whether gradients can be computed more than once.
  ///   - watchAccessedVariables: whether trainable variables are watched as they are read.
  public init(persistent: Bool = false, watchAccessedVariables: Bool = true) {
    isPersistent = persistent
    watchesVariables = watchAccessedVariables
  }

  /// Runs `body` and appends what it computes to the record.
  ///
  /// ```swift
  /// let loss = tape.record { square(y - model(x)).mean() }
  /// ```
  ///
  /// - Precondition: the tape is not recording yet.
  public func record<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard !isRecording else {
      misuse(
        "record", "the tape is recording already",
        cure: "use one tape inside another for a gradient of a gradient")
    }
    let context = Context.current
    let outerTapes = context.tapes
    isRecording = true
    context.tapes = outerTapes + [self]
    defer {
      isRecording = false
      context.tapes = outerTapes
    }
    return try body()
  }

  /// The value of a variable, read while the tape records.
  func recordedValue(of variable: some TensorConvertible) -> Tensor {
    isRecording ? variable.tensor : record { variable.tensor }
  }

  /// Makes the tape watch tensors, as it watches trainable variables automatically.
  ///
  /// ```swift
  /// let d = Tensor(3.0)
  /// tape.watch(d)
  /// ```
  ///
  /// Integers have no gradient; watching them has no effect.
  ///
  /// - **Source:** book, chapter 1, section 4.
  public func watch(_ values: any TensorConvertible...) {
    for value in values {
      if let variable = value as? Variable {
        recorded.watch(variable)
      } else {
        let tensor = value.tensor
        if tensor.dtype.isFloating { recorded.watch(tensor.value) }
      }
    }
  }

  /// The variables that were watched, in the order in which they were first read.
  ///
  /// ```swift
  /// tape.watchedVariables.map(\.name)
  /// ```
  public var watchedVariables: [Variable] { recorded.watched.compactMap { $0 as? Variable } }

  // MARK: Recording

  func record(_ primitive: any Primitive, _ inputs: [Tensor], _ output: Tensor) {
    // A gradient computed inside the block ends the record; what follows could not be used.
    if isReleased { return }
    if let variable = primitive.variableRead {
      let isWatched = recorded.id(of: ObjectIdentifier(variable)) != nil
      guard isWatched || (watchesVariables && variable.isTrainable), variable.dtype.isFloating
      else { return }
      recorded.append(primitive, of: variable, output)
    } else if let variable = primitive.variableAssigned {
      assignments.append((variable, recorded.id(of: inputs[0].identity)))
    } else {
      recorded.append(primitive, inputs, output)
    }
  }

  /// The recorded calls.
  var entries: [TapeRecord.Entry] { recorded.entries }

  /// The identity of a watched or computed value, or nil.
  func id(of value: any TensorConvertible) -> TapeRecord.ValueID? {
    if let variable = value as? Variable { return recorded.id(of: ObjectIdentifier(variable)) }
    return recorded.id(of: value.tensor.identity)
  }

  func knows(_ tensor: Tensor) -> Bool { recorded.id(of: tensor.identity) != nil }

  // MARK: Differentiating

  /// The gradients of the sum of the target's elements, or of their weighted sum, with respect to
  /// each source, or the reason why there is none.
  ///
  /// The operations of the gradient rules pass the one door like any others: an outer tape records
  /// them, and so does this one if it is persistent and still recording.
  func differentiate(
    _ target: Tensor, _ sources: [any TensorConvertible], weights: Tensor?
  ) throws -> [Result<Tensor, NoGradientReason>] {
    if isReleased { throw TapeError.usedTwice }
    defer { if !isPersistent { release() } }
    if let weights, weights.shape != target.shape || weights.dtype != target.dtype {
      misuse(
        "gradient", "weights \(weights.spec) for a target \(target.spec)",
        cure: "give one weight of the target's type for each of its elements")
    }
    let ids = sources.map { id(of: $0) }
    let gradients = try endingAtInvalidArgumentInFile {
      walkBack(through: entries, from: target, to: ids, weights: weights)
    }
    return zip(sources, ids).map { source, id in
      if let id, let gradient = gradients[id.index] { return .success(gradient) }
      return .failure(whyNoGradient(of: target, source))
    }
  }

  /// The gradients of the sum of the target's elements with respect to each variable, as slices if
  /// the variable was used only for row lookups; nil where there is none.
  func differentiate(_ target: Tensor, byForm variables: [Variable]) throws -> [GradientForm?] {
    if isReleased { throw TapeError.usedTwice }
    defer { if !isPersistent { release() } }
    let lookups = Lookups(recorded, in: variables)
    let ids = variables.map { id(of: $0) }
    let gradients = try endingAtInvalidArgumentInFile {
      walkBack(through: lookups.others, from: target, to: ids + lookups.results)
    }
    return ids.map { id in id.flatMap { lookups.form(of: $0, gradients) } }
  }

  /// Runs a walk back through the record, which throws if the gradient of an operation that comes
  /// from a file has no result. In a call that would end with the error anyway, it is left to end.
  private func endingAtInvalidArgumentInFile<Value>(_ walk: () throws -> Value) throws -> Value {
    guard recorded.isFromFile, Context.current.fallibleCall == nil else { return try walk() }
    return try endingAtInvalidArgument(walk)
  }

  /// The gradients of the target with respect to the sources, and perhaps to values on the way, by
  /// the index of the value.
  private func walkBack(
    through entries: [TapeRecord.Entry], from target: Tensor, to sources: [TapeRecord.ValueID?],
    weights: Tensor? = nil
  ) -> [Tensor?] {
    var gradients = [Tensor?](repeating: nil, count: recorded.valueCount)
    guard let targetID = recorded.id(of: target.identity), target.dtype.isFloating else {
      return gradients
    }
    let isRecordingOwnGradient = isRecording && isPersistent
    let context = Context.current
    let tapes = context.tapes
    if isRecording && !isRecordingOwnGradient { context.tapes = tapes.filter { $0 !== self } }
    defer { context.tapes = tapes }
    let weights = weights ?? Tensor.ones(like: target)
    gradients[targetID.index] = weights
    if let trace = context.interpreter as? any DifferentiatingTrace {
      let part = RecordedPart(
        of: entries, in: recorded, target: target, targetID, weights: weights, sources: sources)
      let found = trace.gradients(part) {
        var ordinary = gradients
        walkBack(through: entries, &ordinary, keeping: sources)
        return sources.map { $0.flatMap { ordinary[$0.index] } }
      }
      if let found {
        for (source, gradient) in zip(sources, found) {
          if let source { gradients[source.index] = gradient }
        }
        return gradients
      }
    }
    walkBack(through: entries, &gradients, keeping: sources)
    return gradients
  }

  private func walkBack(
    through entries: [TapeRecord.Entry], _ gradients: inout [Tensor?],
    keeping sources: [TapeRecord.ValueID?]
  ) {
    var isSource = [Bool](repeating: false, count: gradients.count)
    for case let source? in sources { isSource[source.index] = true }
    let inputIDs = recorded.inputIDs
    // Lists for one call, and for the next one again: two allocations a call would cost as much as
    // the operations of its rule.
    var (needed, found): ([Bool], [Tensor?]) = ([], [])
    for index in entries.indices.reversed() {
      let output = entries[index].outputID.index
      guard let dy = gradients[output] else { continue }
      // The gradient is complete and has been passed on: its memory can be freed unless it is a
      // result.
      if !isSource[output] { gradients[output] = nil }
      let call = Call(inputs: entries[index].inputs, output: entries[index].output, dy: dy)
      let inputs = entries[index].inputRange
      needed.removeAll(keepingCapacity: true)
      found.removeAll(keepingCapacity: true)
      for position in inputs { needed.append(inputIDs[position] != nil) }
      entries[index].appendGradients(call, needed: needed, to: &found)
      for (position, gradient) in zip(inputs, found) {
        guard let id = inputIDs[position], let gradient else { continue }
        gradients[id.index] = gradients[id.index].map { $0 + gradient } ?? gradient
      }
    }
  }

  /// Releases the record.
  private func release() {
    isReleased = true
    recorded = TapeRecord()
    assignments = []
  }
}

extension Tensor {
  /// The tensor's identity, which tells it from all others.
  var identity: ObjectIdentifier { ObjectIdentifier(value) }
}

/// An error when a gradient is computed.
public enum TapeError: Error, CustomStringConvertible {
  /// A second gradient was asked of a tape that is not persistent.
  case usedTwice
  /// A gradient that does not exist, and why.
  case noGradient(source: String, reason: NoGradientReason)

  /// The message; for a tape used twice it is TensorFlow's.
  public var description: String {
    switch self {
    case .usedTwice:
      "GradientTape.gradient can only be called once on non-persistent tapes."
    case .noGradient(let source, let reason):
      "the target has no gradient with respect to \(source): \(reason)"
    }
  }
}
