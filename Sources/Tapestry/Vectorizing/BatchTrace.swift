/// Runs code that is written for one element on a whole batch: while it is the interpreter, each
/// operation on an element is replaced by the operation on the batch, which runs at once.
///
/// A tensor in the code either stands for the elements of a batch, and then it is a symbol of this
/// trace, or does not depend on the batch and is the same for all elements. Operations on tensors
/// of the second kind run once. Making a graph first and walking it would give the same results,
/// but the code could then not use symbolic tensors of an enclosing function that is being traced.
final class BatchTrace: EnclosingTrace, BatchMapping {
  let name = "vectorizedMap"
  private let size: Int
  /// The batches that the symbols stand for.
  private var batches: [Tensor] = []
  /// What evaluates operations on whole batches, and the tapes that see these operations.
  private var outside: (interpreter: (any Interpreter)?, tapes: [any Recorder]) = (nil, [])
  /// The branch or loop that ran last, and its results, which are asked for one by one. While it is
  /// kept, the trace keeps itself alive, since symbols know their trace.
  private var lastFlow: (flow: any Flow, inputs: [Tensor], results: [Tensor])?
  var outer: (any EnclosingTrace)? { outside.interpreter as? any EnclosingTrace }
  // Where operations run at once, tapes see the flow's operations anyway.
  var takesFlowsAsTheyStand: Bool { outside.interpreter == nil }

  func isWatchedOutside(_ tensor: Tensor) -> Bool {
    outside.tapes.contains { $0.knows(tensor) } || outer?.isWatchedOutside(tensor) == true
  }

  init(size: Int) { self.size = size }

  /// The results for all elements of the code that computes those for one.
  ///
  /// A gradient rule from the code runs here too, later and perhaps under another tape, so the
  /// interpreter and the tapes outside are looked up each time.
  func map(_ function: ([Tensor]) throws -> [Tensor], _ batched: [Tensor]) rethrows -> [Tensor] {
    let before = outside
    outside = (Context.current.interpreter, Context.current.tapes)
    defer { (outside, lastFlow) = (before, nil) }
    let elements = batched.map(symbol)
    let results = try Context.with(interpreter: self, tapes: []) { try function(elements) }
    return results.map { batch(of: $0) ?? whole($0) }
  }

  func evaluate(_ primitive: any Primitive, _ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    guard primitive.canBeMapped else {
      refuse(primitive)
      return Tensor(zeros: spec)
    }
    let batches = inputs.map(batch)
    return Context.with(interpreter: outside.interpreter, tapes: outsideTapes) {
      if batches.allSatisfy({ $0 == nil }) { return bind(primitive, inputs) }
      if let result = primitive.flowResult { return self.result(result, inputs) }
      let call = BatchedCall(
        size: size, inputs: zip(batches, inputs).map { $0 ?? $1 },
        isBatched: batches.map { $0 != nil }, elements: inputs.map(\.spec), result: spec,
        trace: self)
      return symbol(primitive.batched(call) ?? inLoop(primitive, call))
    }
  }

  /// The tapes that see what is computed for the batch, and the watch of the map if any tape sees
  /// the operation: those inside the code see elements.
  private var outsideTapes: [any Recorder] {
    let context = Context.current
    guard let watch = context.mapWatch, !outside.tapes.contains(where: { $0 === watch }),
      watch.hasTracedTapes || !context.tapes.isEmpty || !outside.tapes.isEmpty
    else { return outside.tapes }
    return outside.tapes + [watch]
  }

  /// A result of a branch or a loop, which runs once for all of them.
  private func result(_ result: FlowResult, _ inputs: [Tensor]) -> Tensor {
    let flow = result.flow
    if let last = lastFlow, last.flow === flow,
      last.inputs.map(\.identity) == inputs.map(\.identity)
    {
      return result.select(last.results)
    }
    Context.current.mapWatch?.flowFollows()
    let batches = inputs.map { batch(of: $0) ?? $0 }
    let isBatched = inputs.map { batch(of: $0) != nil }
    let results =
      outside.interpreter == nil
      ? flow.results(forRows: size, of: batches, isBatched: isBatched)
      : MappedFlow(flow, size: size, isBatched: isBatched, result.specs).results(batches)
    let symbols = results.map(symbol)
    lastFlow = (flow, inputs, symbols)
    return result.select(symbols)
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

  /// Runs the operation on one element after the other.
  private func inLoop(_ primitive: any Primitive, _ call: BatchedCall) -> Tensor {
    writeOnceToStandardError(
      "vectorizedMap: no rule for a whole batch of \(primitive.name); it runs in a loop\n")
    guard size > 0 else {
      return Tensor.zeros(Shape([0] + call.result.shape.dimensions), dtype: call.result.dtype)
    }
    let columns = zip(call.inputs, call.isBatched).map { input, isBatched in
      isBatched ? unstack(input) : [Tensor](repeating: input, count: size)
    }
    return stack((0..<size).map { index in bind(primitive, columns.map { $0[index] }) })
  }

  /// Ends the call of the file's function, or the program, for an operation that a map cannot do
  /// once for all elements.
  func refuse(_ primitive: any Primitive) {
    let flow = primitive.flowResult?.flow
    if let variable = primitive.variableAssigned ?? flow?.assignedVariables.first {
      return endCall(
        InvalidUse(
          name,
          "the function assigns to variable '\(variable.name)', once where a loop would do so "
            + "\(size) times",
          cure: "return the new values and assign after the call, or use mapFn"))
    }
    let isRandom = primitive is any RandomPrimitive || flow?.drawsRandomNumbers == true
    let what =
      isRandom ? "the function draws random numbers" : "the function does what cannot be repeated"
    endCall(
      InvalidUse(
        name, "\(what) (\(primitive.name)), once for all \(size) elements",
        cure: "do so for the whole batch before the call and pass the results as a second batch, "
          + "or use mapFn"))
  }
}

extension Primitive {
  /// Whether doing it once for all elements of a batch is the same as for each.
  ///
  /// A branch or a loop that checks a condition is not pure, so its graphs are examined.
  var canBeMapped: Bool {
    if isPure || variableRead != nil || self is Assertion { return true }
    return flowResult?.flow.graphs.allSatisfy { graph in
      graph.nodes.allSatisfy { $0.primitive?.canBeMapped ?? true }
    } ?? false
  }
}
