import CKernels

// Cross-entropies of classes, from logits: the numbers to which softmax or sigmoid would be
// applied. Combined with softmax or sigmoid, the formulas stay accurate where a probability rounds
// to 0 or 1, and gradients are differences of probabilities.

/// The cross-entropy of the probabilities `softmax(logits)` with respect to those in `labels`.
///
/// ```swift
/// let labels = Tensor([[0.0, 1.0], [0.5, 0.5]])
/// softmaxCrossEntropyWithLogits(labels: labels, logits: Tensor([[0.0, 0.0], [0.0, 0.0]]))
/// // [0.6931472, 0.6931472]
/// ```
///
/// It is the sum of -labels * logSoftmax(logits) over the last dimension.
///
/// - **Shapes:** [..., classes], both, give [...].
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** of both; that of the logits is softmax(logits) - labels. Labels are taken to sum
///   to 1, as in TensorFlow: for others, the slope of the sum has softmax(logits) times their sum.
/// - Precondition: the shapes and types are equal, and there is a dimension of classes.
public func softmaxCrossEntropyWithLogits(
  labels: some TensorConvertible, logits: some TensorConvertible
) -> Tensor {
  bind(SoftmaxCrossEntropy(), matched("softmaxCrossEntropyWithLogits", labels, logits))
}

/// The cross-entropy of the probabilities `softmax(logits)` with respect to the classes in
/// `labels`.
///
/// ```swift
/// sparseSoftmaxCrossEntropyWithLogits(labels: Tensor([1, 0]), logits: Tensor.zeros([2, 2]))
/// // [0.6931472, 0.6931472]
/// ```
///
/// It is -logSoftmax(logits) at the class, without a one-hot vector for each.
///
/// - **Shapes:** labels [...] and logits [..., classes] give [...].
/// - **DTypes:** the labels integers, the logits floating-point numbers.
/// - **Gradient:** of the logits.
/// - Precondition: the shapes fit, and each label is from 0 to the number of classes minus 1.
public func sparseSoftmaxCrossEntropyWithLogits(
  labels: some TensorConvertible, logits: some TensorConvertible
) -> Tensor {
  bind(SparseSoftmaxCrossEntropy(), [labels.tensor, logits.tensor])
}

/// The cross-entropy of the probabilities `sigmoid(logits)` with respect to those in `labels`, for
/// each element.
///
/// ```swift
/// sigmoidCrossEntropyWithLogits(labels: Tensor([1.0, 0.0]), logits: Tensor([0.0, -1000.0]))
/// // [0.6931472, 0]
/// ```
///
/// It is -labels * log(p) - (1 - labels) * log(1 - p) with p = sigmoid(logits).
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** of both; that of the logits is sigmoid(logits) - labels.
/// - Precondition: the shapes broadcast and the element types are equal.
public func sigmoidCrossEntropyWithLogits(
  labels: some TensorConvertible, logits: some TensorConvertible
) -> Tensor {
  let operands = matched("sigmoidCrossEntropyWithLogits", labels, logits)
  let (z, x) = (operands[0], operands[1])
  // With p = 1 / (1 + exp(-x)) it is log(1 + exp(x)) - x z. Where x is positive, it is taken out of
  // the logarithm, since exp of a non-positive number cannot overflow.
  let isPositive = x > 0
  return select(isPositive, x, 0) - x * z + log1p(exp(select(isPositive, -x, x)))
}

// MARK: - Operations

struct SoftmaxCrossEntropy: Primitive {
  var name: String { "softmaxCrossEntropyWithLogits" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let (labels, logits) = (inputs[0], inputs[1])
    _ = logits.dtype.floatingType(in: name)
    guard labels.shape == logits.shape && logits.rank > 0 else {
      misuse(
        name, "labels of shape \(labels.shape) for logits of shape \(logits.shape)",
        cure: "give both one number for each class in the last dimension; labels that are class "
          + "indices are for sparseSoftmaxCrossEntropyWithLogits")
    }
    return TensorSpec(shape: rows(of: logits), dtype: logits.dtype)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    if spec.dtype == .float16 { return throughFloat(inputs, spec) }
    return crossEntropy(labels: inputs[0], logits: inputs[1], spec)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    input == 0
      ? expandDims(call.dy, axis: -1) * -logSoftmax(call[1])
      : bind(SoftmaxCrossEntropyGradient(), [call[0], call[1], call.dy])
  }
}

/// The gradient with respect to the logits, from the labels, the logits and dy.
struct SoftmaxCrossEntropyGradient: Primitive {
  var name: String { "softmaxCrossEntropyWithLogitsGradient" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[1].spec }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    if spec.dtype == .float16 { return throughFloat(inputs, spec) }
    return crossEntropy(labels: inputs[0], logits: inputs[1], dy: inputs[2], spec)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (labels, dz) = (call[0], call.dy)
    let (p, dy) = (softmax(call[1]), expandDims(call[2], axis: -1))
    let part = dz * p
    let whole = part.sum(axis: -1, keepDims: true)
    switch input {
    // TensorFlow has 0 here. The gradient does depend on the labels, which may be computed too.
    case 0: return -dy * dz
    case 1: return dy * (part - p * whole)
    default: return (part - dz * labels).sum(axis: -1)
    }
  }
}

struct SparseSoftmaxCrossEntropy: PartialPrimitive {
  var name: String { "sparseSoftmaxCrossEntropyWithLogits" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let (labels, logits) = (inputs[0], inputs[1])
    _ = logits.dtype.floatingType(in: name)
    guard labels.dtype.isInteger else {
      misuse(
        name, "the labels are a \(labels.dtype) tensor",
        cure: "cast class indices to integers: cast(labels, to: .int32); probabilities "
          + "are for softmaxCrossEntropyWithLogits")
    }
    guard logits.rank > 0, labels.shape == rows(of: logits) else {
      misuse(
        name, "labels of shape \(labels.shape) for logits of shape \(logits.shape)",
        cure: "give logits one dimension more than labels, the last one, for the classes")
    }
    return TensorSpec(shape: labels.shape, dtype: logits.dtype)
  }

  func attempt(_ inputs: [Tensor], _ spec: TensorSpec) throws(InvalidUse) -> Tensor {
    if spec.dtype == .float16 { return try throughFloat(inputs, spec, attempt) }
    let classes = try inputs[0].positions(below: inputs[1].shape[-1], in: name)
    return crossEntropy(labels: inputs[0], logits: inputs[1], spec, classes: classes)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    input == 0
      ? nil : bind(SparseSoftmaxCrossEntropyGradient(), [call[0], call[1], call.dy])
  }
}

/// The gradient with respect to the logits, from the classes, the logits and dy.
struct SparseSoftmaxCrossEntropyGradient: PartialPrimitive {
  var name: String { "sparseSoftmaxCrossEntropyWithLogitsGradient" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[1].spec }

  func attempt(_ inputs: [Tensor], _ spec: TensorSpec) throws(InvalidUse) -> Tensor {
    if spec.dtype == .float16 { return try throughFloat(inputs, spec, attempt) }
    let classes = try inputs[0].positions(below: inputs[1].shape[-1], in: name)
    return crossEntropy(
      labels: inputs[0], logits: inputs[1], dy: inputs[2], spec, classes: classes)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    if input == 0 { return nil }
    let (labels, dz) = (call[0], call.dy)
    let p = softmax(call[1])
    let part = dz * p
    let whole = part.sum(axis: -1, keepDims: true)
    if input == 1 { return expandDims(call[2], axis: -1) * (part - p * whole) }
    return squeeze(whole, axis: -1) - gather(dz, labels, axis: -1, batchDimensions: labels.rank)
  }
}

/// The shape of the logits without the classes.
private func rows(of logits: Tensor) -> Shape { Shape(Array(logits.shape.dimensions.dropLast())) }
