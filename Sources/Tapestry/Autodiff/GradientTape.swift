/// Records operations, and finds from the record how a result changes with its inputs.
///
/// ```swift
/// let x = Variable(3.0)
/// let tape = GradientTape()
/// let y = tape.record { x * x }
/// try tape.gradient(y, x)  // 6
/// ```
///
/// The record is a list of calls in the order in which they ran. The gradient walks it once from its
/// end to its start: when a call is reached, all that depends on its output has been seen, and the
/// change of the target with the output is complete.
///
/// A tape watches trainable variables by itself and tensors on request. It keeps only calls on
/// watched values; what depends on no watched value costs nothing.
///
/// Source: book, chapter 1, section 4; document 003.
public final class GradientTape: Recorder {
  private let isPersistent: Bool
  let watchesVariables: Bool
  private var isReleased = false
  private var isRecording = false

  /// One recorded call. Values on a tape have numbers, so that the walk back needs no look-ups.
  struct Entry {
    let primitive: any Primitive
    let inputs: [Tensor]
    /// Each input's number, or nil if it depends on nothing watched.
    let inputNumbers: [Int?]
    let output: Tensor
    let outputNumber: Int
  }

  private(set) var entries: [Entry] = []
  private(set) var numberOfTensor: [ObjectIdentifier: Int] = [:]
  private(set) var numberOfVariable: [ObjectIdentifier: Int] = [:]
  private(set) var assignments: [(variable: Variable, value: Int?)] = []
  private var numbers = 0
  /// Watched values are kept, since another object could take the identity of one that is gone.
  private var watched: [AnyObject] = []

  /// A tape that has recorded nothing yet.
  ///
  /// - Parameters:
  ///   - persistent: whether gradients can be asked for more than once.
  ///   - watchAccessedVariables: whether trainable variables are watched as they are read.
  public init(persistent: Bool = false, watchAccessedVariables: Bool = true) {
    isPersistent = persistent
    watchesVariables = watchAccessedVariables
    numberOfTensor.reserveCapacity(16)
  }

  /// Runs `body` and records what it computes, after what the tape has recorded before.
  ///
  /// ```swift
  /// let loss = tape.record { square(y - model(x)).mean() }
  /// ```
  ///
  /// Traps: if the tape is recording already.
  public func record<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard !isRecording else {
      misuse(
        "record", "the tape is recording already",
        cure: "use one tape inside another for a gradient of a gradient")
    }
    let context = Context.current
    isRecording = true
    context.tapes.append(self)
    defer {
      isRecording = false
      context.tapes.removeLast()
    }
    return try body()
  }

  /// The value of a variable, read in the record.
  func recordedValue(of variable: some TensorConvertible) -> Tensor {
    isRecording ? variable.tensor : record { variable.tensor }
  }

  /// Makes the tape follow a tensor, as it follows variables by itself.
  ///
  /// ```swift
  /// let d = Tensor(3.0)
  /// tape.watch(d)
  /// ```
  ///
  /// Integers have no gradient; watching them has no effect.
  ///
  /// Source: book, chapter 1, section 4.
  public func watch(_ values: any TensorConvertible...) {
    for value in values {
      if let variable = value as? Variable {
        _ = watchedNumber(of: variable)
      } else {
        let tensor = value.tensor
        guard tensor.dtype.isFloating, numberOfTensor[tensor.identity] == nil else { continue }
        watched.append(tensor.value)
        numberOfTensor[tensor.identity] = nextNumber()
      }
    }
  }

  /// The variables that were watched, in the order of their first reading.
  ///
  /// ```swift
  /// tape.watchedVariables.map(\.name)
  /// ```
  public var watchedVariables: [Variable] { watched.compactMap { $0 as? Variable } }

  // MARK: Recording

  func record(_ primitive: any Primitive, _ inputs: [Tensor], _ output: Tensor) {
    // A gradient asked for inside the block ends the record; what follows could not be used.
    if isReleased { return }
    if let variable = primitive.variableRead {
      let isWatched = numberOfVariable[ObjectIdentifier(variable)] != nil
      guard isWatched || (watchesVariables && variable.isTrainable), variable.dtype.isFloating
      else { return }
      append(primitive, inputs, [watchedNumber(of: variable)], output)
      return
    }
    var numbers: [Int?] = []
    var isConnected = false
    numbers.reserveCapacity(inputs.count)
    for input in inputs {
      let number = numberOfTensor[input.identity]
      if number != nil { isConnected = true }
      numbers.append(number)
    }
    if let variable = primitive.variableAssigned {
      assignments.append((variable, numbers[0]))
    } else if isConnected {
      append(primitive, inputs, numbers, output)
    }
  }

  private func append(
    _ primitive: any Primitive, _ inputs: [Tensor], _ inputNumbers: [Int?], _ output: Tensor
  ) {
    let number = nextNumber()
    numberOfTensor[output.identity] = number
    entries.append(
      Entry(
        primitive: primitive, inputs: inputs, inputNumbers: inputNumbers, output: output,
        outputNumber: number))
  }

  private func nextNumber() -> Int {
    numbers += 1
    return numbers - 1
  }

  /// The variable's number; it is watched from now on if it was not.
  private func watchedNumber(of variable: Variable) -> Int {
    let identity = ObjectIdentifier(variable)
    if let number = numberOfVariable[identity] { return number }
    let number = nextNumber()
    watched.append(variable)
    numberOfVariable[identity] = number
    return number
  }

  /// The number of a watched or computed value, or nil.
  func number(of value: any TensorConvertible) -> Int? {
    if let variable = value as? Variable { return numberOfVariable[ObjectIdentifier(variable)] }
    return numberOfTensor[value.tensor.identity]
  }

  func knows(_ tensor: Tensor) -> Bool { numberOfTensor[tensor.identity] != nil }

  // MARK: Differentiating

  /// The change of the sum of the target's elements, or of their weighted sum, with each source; or
  /// the reason why there is none.
  ///
  /// Operations of the gradient rules pass the one door as any others: an outer tape records them,
  /// and so does this one if it is persistent and asked while it is recording.
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
    let sourceNumbers = sources.map { number(of: $0) }
    let changes = walkBack(from: target, to: sourceNumbers, weights: weights)
    return zip(sources, sourceNumbers).map { source, number in
      if let number, let change = changes[number] { return .success(change) }
      return .failure(whyNoGradient(of: target, source))
    }
  }

  /// The change of the target with each numbered value that is a source, and with others.
  ///
  /// With `lookups`, rows that were looked up in a table are left there, for all that nobody needs
  /// the whole table's gradient.
  private func walkBack(
    from target: Tensor, to sources: [Int?], weights: Tensor? = nil, lookups: Lookups? = nil
  ) -> [Tensor?] {
    var changes = [Tensor?](repeating: nil, count: numbers)
    if let targetNumber = numberOfTensor[target.identity], target.dtype.isFloating {
      changes[targetNumber] = weights ?? Tensor.ones(like: target)
      walkBack(from: targetNumber, keeping: Set(sources.compactMap { $0 }), &changes, lookups)
    }
    return changes
  }

  private func walkBack(
    from target: Int, keeping kept: Set<Int>, _ changes: inout [Tensor?], _ lookups: Lookups?
  ) {
    let isRecordingOwnGradient = isRecording && isPersistent
    let context = Context.current
    let tapes = context.tapes
    if isRecording && !isRecordingOwnGradient { context.tapes.removeAll { $0 === self } }
    defer { context.tapes = tapes }
    for index in entries.indices.reversed() {
      let number = entries[index].outputNumber
      lookups?.pass(entries[index], &changes)
      guard number <= target, let dy = changes[number] else { continue }
      // Complete and passed on: the memory is free unless somebody asked for it.
      if !kept.contains(number) { changes[number] = nil }
      let entry = entries[index]
      let call = Call(inputs: entry.inputs, output: entry.output, dy: dy)
      for (input, source) in entry.inputNumbers.enumerated() {
        guard let source else { continue }
        if let lookups, lookups.take(entry.primitive, call, input: input, of: source) { continue }
        guard let change = entry.primitive.gradient(call, input: input) else { continue }
        changes[source] = changes[source].map { $0 + change } ?? change
      }
    }
  }

  /// The change of the sum of the target's elements with each variable, as slices where the variable
  /// was only looked up in; nil where there is none.
  func differentiate(_ target: Tensor, byForm variables: [Variable]) throws -> [GradientForm?] {
    if isReleased { throw TapeError.usedTwice }
    defer { if !isPersistent { release() } }
    let numbers = variables.map { number(of: $0) }
    let lookups = Lookups()
    let changes = walkBack(from: target, to: numbers, lookups: lookups)
    return numbers.map { number in
      guard let number else { return nil }
      return lookups.form(of: number, beside: changes[number])
    }
  }

  /// Lets go of everything recorded.
  private func release() {
    isReleased = true
    entries = []
    numberOfTensor = [:]
    numberOfVariable = [:]
    assignments = []
    watched = []
  }
}

extension Tensor {
  /// What tells this tensor from all others.
  var identity: ObjectIdentifier { ObjectIdentifier(value) }
}

/// What can go wrong when a gradient is asked for.
public enum TapeError: Error, CustomStringConvertible {
  /// A second gradient from a tape that keeps its record for one.
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
