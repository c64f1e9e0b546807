// How operations on one element become operations on a whole batch. The batch is an additional
// leading dimension, so most rules shift an axis by one.

// MARK: - Element-wise operations

extension Primitive {
  /// The rule of element-wise operations, which broadcast.
  fileprivate func elementwise(_ call: BatchedCall) -> Tensor {
    bind(self, call.inputs.indices.map { call.aligned($0, rank: call.result.shape.rank) })
  }

  /// The rule of operations on the last dimensions, for which all leading dimensions are a batch
  /// already.
  fileprivate func unchanged(_ call: BatchedCall) -> Tensor { bind(self, call.inputs) }
}

extension Unary {
  func batched(_ call: BatchedCall) -> Tensor? { unchanged(call) }
}
extension Binary {
  func batched(_ call: BatchedCall) -> Tensor? { elementwise(call) }
}
extension Comparison {
  func batched(_ call: BatchedCall) -> Tensor? { elementwise(call) }
}
extension Logical {
  func batched(_ call: BatchedCall) -> Tensor? { elementwise(call) }
}
extension Ternary {
  func batched(_ call: BatchedCall) -> Tensor? { elementwise(call) }
}
extension Selection {
  func batched(_ call: BatchedCall) -> Tensor? { elementwise(call) }
}
extension IntegerQuotient {
  func batched(_ call: BatchedCall) -> Tensor? { elementwise(call) }
}
extension Clip {
  func batched(_ call: BatchedCall) -> Tensor? { elementwise(call) }
}
extension Cast {
  func batched(_ call: BatchedCall) -> Tensor? { unchanged(call) }
}
extension Identity {
  func batched(_ call: BatchedCall) -> Tensor? { unchanged(call) }
}
extension StopGradient {
  func batched(_ call: BatchedCall) -> Tensor? { unchanged(call) }
}
extension ArgExtreme {
  func batched(_ call: BatchedCall) -> Tensor? { unchanged(call) }
}
extension SortingOrder {
  func batched(_ call: BatchedCall) -> Tensor? { unchanged(call) }
}
extension SortedElements {
  func batched(_ call: BatchedCall) -> Tensor? { unchanged(call) }
}
extension TopPositions {
  func batched(_ call: BatchedCall) -> Tensor? { unchanged(call) }
}
extension Diagonal {
  func batched(_ call: BatchedCall) -> Tensor? { unchanged(call) }
}
extension RowFunction {
  func batched(_ call: BatchedCall) -> Tensor? { bind(self, call.inputs.indices.map(call.whole)) }
}
extension DiagonalMatrix {
  func batched(_ call: BatchedCall) -> Tensor? { unchanged(call) }
}
extension FlatPositions {
  func batched(_ call: BatchedCall) -> Tensor? { unchanged(call) }
}

// MARK: - Operations along an axis

extension Reduction {
  func batched(_ call: BatchedCall) -> Tensor? {
    let axes = reductionAxes.axes(of: call.elements[0].shape).map { $0 + 1 }
    let shifted = ReductionAxes(
      axes, of: call.inputs[0].shape, keepDims: reductionAxes.keepDims, in: name)
    return bind(Self(reductionAxes: shifted), call.inputs)
  }
}

extension Scan {
  fileprivate var afterBatch: Scan {
    Scan(axis: axis + 1, exclusive: exclusive, reverse: reverse)
  }
}
extension CumulativeSum {
  func batched(_ call: BatchedCall) -> Tensor? {
    bind(CumulativeSum(scan: scan.afterBatch), call.inputs)
  }
}
extension CumulativeProduct {
  func batched(_ call: BatchedCall) -> Tensor? {
    bind(CumulativeProduct(scan: scan.afterBatch), call.inputs)
  }
}
extension LinearRecurrence {
  func batched(_ call: BatchedCall) -> Tensor? {
    bind(
      LinearRecurrence(scan: scan.afterBatch), call.inputs.indices.map { call.whole($0) })
  }
}
extension OneHot {
  func batched(_ call: BatchedCall) -> Tensor? {
    bind(OneHot(depth: depth, dtype: dtype, axis: axis + 1), call.inputs)
  }
}
extension Concatenation {
  func batched(_ call: BatchedCall) -> Tensor? {
    bind(Concatenation(axis: axis + 1), call.inputs.indices.map(call.whole))
  }
}

// MARK: - Shapes and parts

extension Reshaping {
  func batched(_ call: BatchedCall) -> Tensor? {
    bind(Reshaping(shape: call.batch(of: shape)), call.inputs)
  }
}
extension Transpose {
  func batched(_ call: BatchedCall) -> Tensor? {
    bind(Transpose(order: [0] + order.map { $0 + 1 }), call.inputs)
  }
}
extension Broadcasting {
  func batched(_ call: BatchedCall) -> Tensor? {
    bind(Broadcasting(shape: call.batch(of: shape)), [call.aligned(0, rank: shape.rank)])
  }
}

extension BatchedCall {
  /// A slice that takes all elements of the batch.
  fileprivate func parts(_ parts: [StridedSlice.Part]) -> [StridedSlice.Part] {
    [StridedSlice.Part(start: 0, count: size, step: 1)] + parts
  }
}
extension StridedSlice {
  func batched(_ call: BatchedCall) -> Tensor? {
    bind(StridedSlice(parts: call.parts(parts)), call.inputs)
  }
}
extension Placement {
  func batched(_ call: BatchedCall) -> Tensor? {
    bind(Placement(shape: call.batch(of: shape), parts: call.parts(parts)), call.inputs)
  }
}
extension Padding {
  func batched(_ call: BatchedCall) -> Tensor? {
    let whole = call.batch(of: shape)
    guard call.isBatched[1] else {
      return bind(Padding(shape: whole, parts: call.parts(parts)), call.inputs)
    }
    // Each element of the batch has a padding value of its own: the tensor is padded with zeros,
    // then the values are added at their positions.
    let embedded = bind(Placement(shape: whole, parts: call.parts(parts)), [call.whole(0)])
    let isInside = bind(
      Placement(shape: shape, parts: parts),
      [Tensor.full(call.elements[0].shape, Tensor(true))])
    return select(isInside, embedded, call.aligned(1, rank: shape.rank))
  }
}

// MARK: - Products and positions

extension MatrixProduct {
  func batched(_ call: BatchedCall) -> Tensor? {
    let (a, b) = (call.elements[0].shape, call.elements[1].shape)
    // With one matrix for all elements, their rows are stacked for a single product, which is much
    // faster than one for each element.
    if call.isBatched == [true, false] && b.rank == 2 && !transposeA {
      let rowCount = a.dimensions.dropLast().reduce(call.size, *)
      let rows = reshape(call.inputs[0], Shape([rowCount, a[-1]]))
      return reshape(bind(self, [rows, call.inputs[1]]), call.batch(of: call.result.shape))
    }
    let rank = Swift.max(a.rank, b.rank)
    return bind(self, [call.aligned(0, rank: rank), call.aligned(1, rank: rank)])
  }
}

extension Lookup {
  /// The lookup in a batch of tensors; the indices share the batch if each element has its own.
  fileprivate func afterBatch(sharing: Bool) -> Lookup {
    Lookup(axis: axis + 1, batchDimensions: sharing ? batchDimensions + 1 : 0)
  }
}
extension Gather {
  func batched(_ call: BatchedCall) -> Tensor? {
    if lookup.batchDimensions == 0 && !call.isBatched[1] {
      return bind(Gather(lookup: lookup.afterBatch(sharing: false)), call.inputs)
    }
    if lookup.batchDimensions == 0 && !call.isBatched[0] {
      // All elements look into the same tensor. The batch dimension comes out where the indices'
      // dimensions are, at the axis.
      let slices = bind(self, call.inputs)
      if lookup.axis == 0 { return slices }
      let order = (0..<slices.rank).filter { $0 != lookup.axis }
      return transpose(slices, [lookup.axis] + order)
    }
    return bind(
      Gather(lookup: lookup.afterBatch(sharing: true)), [call.whole(0), call.whole(1)])
  }
}
extension ScatterAdd {
  func batched(_ call: BatchedCall) -> Tensor? {
    let sharing = call.isBatched[1] || lookup.batchDimensions > 0
    return bind(
      ScatterAdd(lookup: lookup.afterBatch(sharing: sharing)),
      [call.whole(0), sharing ? call.whole(1) : call.inputs[1], call.whole(2)])
  }
}

// MARK: - Batches of images, and rows of classes

extension Primitive {
  /// The rule of operations on batches of images, where a batch of batches is one longer batch; nil
  /// unless the inputs with the given indices are batches and no others are.
  fileprivate func joined(_ call: BatchedCall, batches: Set<Int>) -> Tensor? {
    for (index, isBatched) in call.isBatched.enumerated()
    where isBatched && !batches.contains(index) { return nil }
    let inputs = call.inputs.indices.map { index in
      guard batches.contains(index) else { return call.inputs[index] }
      let element = call.elements[index].shape.dimensions
      return reshape(call.whole(index), Shape([call.size * element[0]] + element.dropFirst()))
    }
    return reshape(bind(self, inputs), call.batch(of: call.result.shape))
  }

  /// The rule of operations on the last dimensions of several tensors, which share all leading
  /// dimensions.
  fileprivate func whole(_ call: BatchedCall) -> Tensor {
    bind(self, call.inputs.indices.map(call.whole))
  }
}

extension Convolution2D {
  func batched(_ call: BatchedCall) -> Tensor? { joined(call, batches: [0]) }
}
extension Conv2DInputGradient {
  func batched(_ call: BatchedCall) -> Tensor? { joined(call, batches: [0]) }
}
extension Pooling {
  func batched(_ call: BatchedCall) -> Tensor? {
    joined(call, batches: Set(call.inputs.indices))
  }
}
extension SoftmaxCrossEntropy {
  func batched(_ call: BatchedCall) -> Tensor? { whole(call) }
}
extension SoftmaxCrossEntropyGradient {
  func batched(_ call: BatchedCall) -> Tensor? { whole(call) }
}
extension SparseSoftmaxCrossEntropy {
  func batched(_ call: BatchedCall) -> Tensor? { whole(call) }
}
extension SparseSoftmaxCrossEntropyGradient {
  func batched(_ call: BatchedCall) -> Tensor? { whole(call) }
}

// MARK: - Gradient rules of the user

extension CustomGradient {
  /// The gradient rule is the user's, and is run on batches as well.
  func batched(_ call: BatchedCall) -> Tensor? {
    // Safe, because a tape calls the rule on the thread on which it recorded it.
    nonisolated(unsafe) let trace = call.trace
    let (rule, isBatched) = (rule, call.isBatched)
    let value = call.whole(call.inputs.count - 1)
    let batchRule: @Sendable (Tensor) -> [Tensor] = { dy in
      let gradients = trace.map({ rule($0[0]) }, [dy])
      // An input that is the same for all elements gets the sum of all their gradients.
      return zip(gradients, isBatched).map { $1 ? $0 : $0.sum(axis: 0) }
    }
    return bind(
      CustomGradient(spec: value.spec, rule: batchRule), call.inputs.dropLast() + [value])
  }
}

extension TracedGradientRule {
  func batched(_ call: BatchedCall) -> Tensor? {
    // Safe, because a tape calls the rule on the thread on which it recorded it.
    nonisolated(unsafe) let trace = call.trace
    let (rule, isBatched) = (self, call.isBatched)
    let output = call.whole(value)
    let held = (value + 1..<call.inputs.count).map(call.whole)
    let batchRule: @Sendable (Tensor) -> [Tensor] = { dy in
      let gradients = trace.map(
        { rule.gradients($0[0], holding: Array($0.dropFirst())) }, [dy] + held)
      return zip(gradients, isBatched).map { $1 ? $0 : $0.sum(axis: 0) }
    }
    return bind(
      CustomGradient(spec: output.spec, rule: batchRule), call.inputs.prefix(value) + [output])
  }
}
