/// One operation: the shape and type of its result, how it is computed, and its derivative, in one
/// place.
///
/// Evaluating, tracing, differentiating and running a graph see a primitive only through these
/// requirements. Where an optimizer pass or the lowering of a graph names a particular operation,
/// it is for a shortcut: without it, the results would be the same, only slower.
protocol Primitive: Sendable, Hashable {
  /// The name in error messages and graphs.
  var name: String { get }

  /// The shape and element type of the result. Stops the program if the inputs do not fit.
  func spec(_ inputs: [Tensor]) -> TensorSpec

  /// The kernel: computes the result, whose `spec` is already known.
  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor

  /// Appends the gradients of the target with respect to the inputs; nil for an input that has
  /// none, or of which none is needed.
  ///
  /// Asked once for each call. Operations whose gradients share no work rely on the rule for a
  /// single input below. The list is the caller's, which uses one for all calls: returning a new
  /// one would cost an allocation for each.
  func appendGradients(_ call: Call, needed: [Bool], to gradients: inout [Tensor?])

  /// The gradient rule for one input, written in tensor operations, so that a gradient can be
  /// traced and differentiated again: the gradient of the target with respect to input `input`, or
  /// nil if there is none.
  func gradient(_ call: Call, input: Int) -> Tensor?

  /// The loop of an element-wise operation, for graphs that run several such operations in one pass
  /// over memory; nil if the operation is not element-wise.
  var elementLoop: ElementLoop? { get }

  /// The operation on a whole batch at once, for `vectorizedMap`; nil if there is no such rule.
  func batched(_ call: BatchedCall) -> Tensor?

  /// Whether the result depends only on the inputs and there are no side effects: then equal calls
  /// have equal results, and a call whose result is not needed can be left out.
  var isPure: Bool { get }

  /// Whether the kernel has a result for all values of the inputs. A kernel that stops the program
  /// for some values, as division of integers does for a zero divisor, runs only where the program
  /// reaches it, never ahead of that.
  var isTotal: Bool { get }

  /// The index of the input whose elements the result is a view of, in another shape or under
  /// another name; nil if the result has elements of its own.
  var viewedInput: Int? { get }

  /// The sum or mean that can be formed in the same loop that computes the elements to be added up;
  /// nil if the operation is not such a reduction.
  var fusableReduction: FusableReduction? { get }

  /// The branch or loop that the primitive is a result of.
  var flowResult: FlowResult? { get }

  /// The variable whose value the primitive reads, if it is a read.
  var variableRead: Variable? { get }

  /// The variable that the primitive changes, if it is an assignment.
  var variableAssigned: Variable? { get }
}

/// The loops over `float32` by which an element-wise operation is computed.
enum ElementLoop: Sendable {
  case one(Loop1<Float>)
  case two(Loop2<Float, Float>)
  case comparison(Loop2<Float, UInt8>)
  /// Chooses between two elements by a third.
  case choice
}

/// A sum or mean that a loop over elements can form as it goes.
struct FusableReduction {
  let axes: ReductionAxes
  /// Whether the sum is divided by the number of elements.
  let isMean: Bool
}

extension Primitive {
  func appendGradients(_ call: Call, needed: [Bool], to gradients: inout [Tensor?]) {
    for (input, isNeeded) in needed.enumerated() {
      gradients.append(isNeeded ? gradient(call, input: input) : nil)
    }
  }
  var elementLoop: ElementLoop? { nil }
  func batched(_ call: BatchedCall) -> Tensor? { nil }
  var isPure: Bool { variableRead == nil && variableAssigned == nil }
  // The safe default: an operation that could claim to be total and does not is only a little
  // slower.
  var isTotal: Bool { false }
  var viewedInput: Int? { nil }
  var fusableReduction: FusableReduction? { nil }
  var flowResult: FlowResult? { nil }
  var variableRead: Variable? { nil }
  var variableAssigned: Variable? { nil }
}

/// A primitive whose gradients share their work, and are therefore given together.
protocol JointlyDifferentiated: Primitive {
  /// The gradients of the target with respect to the inputs; nil for an input that has none, or of
  /// which none is needed.
  func gradients(_ call: Call, needed: [Bool]) -> [Tensor?]
}

extension JointlyDifferentiated {
  func appendGradients(_ call: Call, needed: [Bool], to gradients: inout [Tensor?]) {
    gradients += self.gradients(call, needed: needed)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    gradients(call, needed: call.inputs.indices.map { $0 == input })[input]
  }
}

extension Primitive {
  /// Computes a `float16` result in `float32`, as processors without half-precision arithmetic do.
  func throughFloat(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    throughFloat(inputs, spec, run)
  }

  /// Does the same with a kernel that may throw.
  func throughFloat<Failure>(
    _ inputs: [Tensor], _ spec: TensorSpec,
    _ kernel: ([Tensor], TensorSpec) throws(Failure) -> Tensor
  ) throws(Failure) -> Tensor {
    let inputs = inputs.map { $0.dtype == .float16 ? convert($0, to: .float32) : $0 }
    let dtype: DType = spec.dtype == .float16 ? .float32 : spec.dtype
    let result = try kernel(inputs, TensorSpec(shape: spec.shape, dtype: dtype))
    return convert(result, to: spec.dtype)
  }
}

/// A primitive that can compute its result in memory that is given to it, such as the buffers that
/// a compiled graph has for its values.
protocol PlacedPrimitive: Primitive {
  /// Computes the result; of the dtype `float16` only if the primitive is a `MovingPrimitive`.
  func run(_ inputs: [Tensor], into result: Tensor)
}

extension PlacedPrimitive {
  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    if spec.dtype == .float16 { return throughFloat(inputs, spec) }
    let result = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    run(inputs, into: result)
    return result
  }
}

/// A placed primitive that only moves elements, and does so for every dtype.
protocol MovingPrimitive: PlacedPrimitive {}

extension MovingPrimitive {
  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let result = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    run(inputs, into: result)
    return result
  }
}

/// An operation that was recorded: its inputs, its output, and the gradient of the target with
/// respect to the output.
struct Call {
  let inputs: [Tensor]
  let output: Tensor
  let dy: Tensor

  /// The input at an index.
  subscript(index: Int) -> Tensor { inputs[index] }
}

/// The one door, through which every operation passes: its inputs are checked, it is evaluated or
/// appended to the graph that is being traced, and the tapes that watch see it.
func bind(_ primitive: any Primitive, _ inputs: [Tensor]) -> Tensor {
  let spec = primitive.spec(inputs)
  let context = Context.current
  let output: Tensor
  if let interpreter = context.interpreter {
    output = interpreter.evaluate(primitive, inputs, spec)
  } else if let call = context.fallibleCall {
    output = call.evaluate(primitive, inputs, spec)
  } else {
    output = primitive.run(inputs, spec)
  }
  for tape in context.tapes { tape.record(primitive, inputs, output) }
  return output
}

/// Two operands as tensors of the same element type; a weak operand takes its partner's.
func matched(
  _ operation: String, _ a: some Operand, _ b: some Operand
) -> [Tensor] {
  switch (a.fixedDType, b.fixedDType) {
  case (let x?, nil): return [a.tensor(weakDType: nil), b.tensor(weakDType: x)]
  case (nil, let y?): return [a.tensor(weakDType: y), b.tensor(weakDType: nil)]
  case (nil, nil):
    let operands = [a.tensor(weakDType: nil), b.tensor(weakDType: nil)]
    if operands[0].dtype == operands[1].dtype { return operands }
    return [a.tensor(weakDType: .float32), b.tensor(weakDType: .float32)]
  case (let x?, let y?):
    guard x == y else {
      misuse(
        operation, "operands of different types, \(x) and \(y)",
        cure: "cast one of them: cast(a, to: .\(y)) or cast(b, to: .\(x))")
    }
    return [a.tensor(weakDType: nil), b.tensor(weakDType: nil)]
  }
}
