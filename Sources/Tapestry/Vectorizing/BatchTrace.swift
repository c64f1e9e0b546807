#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Synchronization

/// Runs code that is written for one element on a whole batch: while it is the interpreter, each
/// operation on an element is replaced by the operation on the batch, which runs at once.
///
/// A tensor in the code stands either for the elements of a batch, and then it is a symbol of this
/// trace, or it has nothing to do with the batch and is the same for all elements. Operations on
/// tensors of the second kind run once. Making a graph first and walking it would give the same
/// results, but the code could then not use symbolic tensors of a function that is being traced
/// around it.
final class BatchTrace: Interpreter, Trace {
  let name = "vectorizedMap"
  private let size: Int
  /// The batches that the symbols stand for.
  private var batches: [Tensor] = []
  /// Who evaluates operations on whole batches, and the tapes that see these.
  private var outer: (interpreter: (any Interpreter)?, tapes: [any Recorder]) = (nil, [])

  /// Which elements the code runs for, if it is a branch or a loop's body: a loop in it must not wait
  /// for others, for which it may never end.
  private var active: Tensor?

  init(size: Int) { self.size = size }

  /// Those of the elements the code runs for that go on.
  func running(_ goesOn: Tensor) -> Tensor { active.map { logicalAnd($0, goesOn) } ?? goesOn }

  /// Runs `body` for those elements for which `truth` holds.
  func narrowed<Result>(to truth: Tensor, _ body: () throws -> Result) rethrows -> Result {
    try only(running(truth), body)
  }

  /// Runs `body` for these elements.
  func only<Result>(_ elements: Tensor, _ body: () throws -> Result) rethrows -> Result {
    let before = active
    active = elements
    defer { active = before }
    return try body()
  }

  /// The results for all elements of the code that computes those for one.
  ///
  /// A gradient rule that the code has left behind runs here too, later and perhaps under another
  /// tape: whoever is outside is looked up each time.
  func map(_ function: ([Tensor]) throws -> [Tensor], _ batched: [Tensor]) rethrows -> [Tensor] {
    let before = outer
    outer = (Context.current.interpreter, Context.current.tapes)
    defer { outer = before }
    let elements = batched.map(symbol)
    let results = try Context.with(interpreter: self, tapes: []) { try function(elements) }
    return results.map { batch(of: $0) ?? whole($0) }
  }

  /// Symbols for what `function` makes of the batches behind symbols, as operations of whoever is
  /// outside.
  func mapOutside(
    _ elements: [Tensor], _ function: ([Tensor]) throws -> [Tensor]
  ) rethrows -> [Tensor] {
    try Context.with(interpreter: outer.interpreter, tapes: outer.tapes) {
      try function(elements.map { batch(of: $0) ?? whole($0) }).map(symbol)
    }
  }

  func evaluate(_ primitive: any Primitive, _ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    guard primitive.isPure || primitive.variableRead != nil else { refuse(primitive) }
    let batches = inputs.map(batch)
    return Context.with(interpreter: outer.interpreter, tapes: outer.tapes) {
      if batches.allSatisfy({ $0 == nil }) { return bind(primitive, inputs) }
      let call = BatchedCall(
        size: size, inputs: zip(batches, inputs).map { $0 ?? $1 },
        isBatched: batches.map { $0 != nil }, elements: inputs.map(\.spec), result: spec,
        trace: self)
      return symbol(primitive.batched(call) ?? inLoop(primitive, call))
    }
  }

  /// The batch that a symbol stands for; nil for a tensor that is the same for all elements.
  func batch(of tensor: Tensor) -> Tensor? {
    guard let symbol = tensor.value.symbol, symbol.trace === self else { return nil }
    return batches[symbol.node]
  }

  /// A symbol for the elements of a batch.
  private func symbol(_ batch: Tensor) -> Tensor {
    batches.append(batch)
    let element = Shape(Array(batch.shape.dimensions.dropFirst()))
    return Tensor(
      TensorSpec(shape: element, dtype: batch.dtype),
      symbol: Symbol(trace: self, node: batches.count - 1))
  }

  /// A tensor that is the same for all elements, repeated for each.
  private func whole(_ tensor: Tensor) -> Tensor {
    broadcast(tensor, to: Shape([size] + tensor.shape.dimensions))
  }

  /// The operation on one element after the other.
  private func inLoop(_ primitive: any Primitive, _ call: BatchedCall) -> Tensor {
    Self.warn(primitive.name)
    guard size > 0 else {
      return Tensor.zeros(Shape([0] + call.result.shape.dimensions), dtype: call.result.dtype)
    }
    let columns = zip(call.inputs, call.isBatched).map { input, isBatched in
      isBatched ? unstack(input) : [Tensor](repeating: input, count: size)
    }
    return stack((0..<size).map { index in bind(primitive, columns.map { $0[index] }) })
  }

  private func refuse(_ primitive: any Primitive) -> Never {
    if let variable = primitive.variableAssigned {
      misuse(
        name,
        "the function assigns to variable '\(variable.name)', once where a loop would do so "
          + "\(size) times",
        cure: "return the new values and assign after the call, or use mapFn")
    }
    let isRandom = primitive is any RandomPrimitive
    misuse(
      name,
      (isRandom ? "the function draws random numbers" : "the function does what cannot be repeated")
        + " (\(primitive.name)), once for all \(size) elements",
      cure: "do so for the whole batch before the call and pass the results as a second batch, or "
        + "use mapFn")
  }

  // MARK: Telling of loops

  private static let named = Mutex<Set<String>>([])

  /// Names an operation that has no rule, the first time that one is met.
  private static func warn(_ operation: String) {
    guard named.withLock({ $0.insert(operation).inserted }) else { return }
    let text = "vectorizedMap: no rule for a whole batch of \(operation); it runs in a loop\n"
    _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
  }
}
