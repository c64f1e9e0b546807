import Tapestry

extension GraphOperations {
  /// Products of matrices, and the operations of layers.
  static let neuralOperations: [String: GraphOperation] = [
    "MatMul": { call in
      let (a, b) = (try call.numeric(0), try call.numeric(1))
      let (transposesA, transposesB) = (call.flag("transpose_a"), call.flag("transpose_b"))
      guard a.rank == 2, b.rank == 2 else { throw call.fail("shapes \(a.shape) and \(b.shape)") }
      return [.tensor(try product(call, a, b, transposesA, transposesB))]
    },
    "BatchMatMul": { call in try batchProduct(call) },
    "BatchMatMulV2": { call in try batchProduct(call) },
    "BatchMatMulV3": { call in try batchProduct(call) },
    "BiasAdd": { call in
      let (x, bias) = (try call.numeric(0), try call.tensor(1))
      try channelsLast(call)
      guard x.rank >= 2, bias.rank == 1, bias.dtype == x.dtype,
        bias.shape.dimensions[0] == x.shape.dimensions[x.rank - 1]
      else { throw call.fail("a bias \(bias.spec) for shape \(x.shape)") }
      return [.tensor(x + bias)]
    },
    "BiasAddGrad": { call in
      let dy = try call.numeric(0)
      try channelsLast(call)
      guard dy.rank >= 2 else { throw call.fail("shape \(dy.shape)") }
      return [.tensor(dy.sum(axis: Array(0..<(dy.rank - 1))))]
    },
    "Softmax": { call in [.tensor(softmax(try logits(call)))] },
    "LogSoftmax": { call in [.tensor(logSoftmax(try logits(call)))] },
    "SoftmaxCrossEntropyWithLogits": { call in
      let (logits, labels) = (try logits(call), try call.floating(1))
      guard logits.spec == labels.spec, logits.rank == 2 else {
        throw call.fail("logits \(logits.spec) and labels \(labels.spec)")
      }
      return [
        .tensor(softmaxCrossEntropyWithLogits(labels: labels, logits: logits)),
        .tensor(softmax(logits) - labels),
      ]
    },
    "SparseSoftmaxCrossEntropyWithLogits": { call in
      let (logits, labels) = (try logits(call), try call.tensor(1))
      guard logits.rank == 2, labels.dtype.isInteger,
        labels.shape.dimensions == [logits.shape.dimensions[0]]
      else { throw call.fail("logits \(logits.spec) and labels \(labels.spec)") }
      let hot = oneHot(labels, depth: logits.shape.dimensions[1], dtype: logits.dtype)
      return [
        .tensor(sparseSoftmaxCrossEntropyWithLogits(labels: labels, logits: logits)),
        .tensor(softmax(logits) - hot),
      ]
    },
    "FusedBatchNorm": { call in try batchNormalization(call) },
    "FusedBatchNormV2": { call in try batchNormalization(call) },
    "FusedBatchNormV3": { call in try batchNormalization(call) },
    "FusedBatchNormGrad": { call in try batchNormalizationGradient(call) },
    "FusedBatchNormGradV2": { call in try batchNormalizationGradient(call) },
    "FusedBatchNormGradV3": { call in try batchNormalizationGradient(call) },
  ]

  private static func batchNormalization(_ call: NodeCall) throws -> [GraphValue] {
    let x = try call.floating(0)
    let channels = try (1..<5).map(call.floating)
    let (y, mean, variance) = try normalized(call, x, channels)
    // The variance for the moving average is the sample variance.
    let count = Double(x.count / Swift.max(mean.count, 1))
    let isTraining = call.flag("is_training", default: true)
    let sample = isTraining ? variance * (count / Swift.max(count - 1, 1)) : variance
    return [y, mean, sample, mean, variance, variance].map { .tensor($0) }
  }

  private static func batchNormalizationGradient(_ call: NodeCall) throws -> [GraphValue] {
    let (dy, x, scale) = (try call.floating(0), try call.floating(1), try call.floating(2))
    let offset = known { Tensor.zeros(like: scale) }
    let (mean, variance) = (try call.floating(3), try call.floating(4))
    let operands = [x, scale, offset].map { identity($0) }
    let tape = GradientTape(watchAccessedVariables: false)
    for operand in operands { tape.watch(operand) }
    let y = try tape.record {
      try normalized(call, operands[0], [operands[1], operands[2], mean, variance]).y
    }
    guard y.spec == dy.spec else { throw call.fail("gradients \(dy.spec) for \(y.spec)") }
    let gradients = try tape.gradient(y, operands, weights: dy, unconnected: .zero)
    return gradients.map { .tensor($0 ?? offset) }
  }

  /// Images normalized by scale, offset, mean and variance; the last two are those of the images
  /// themselves in training.
  private static func normalized(
    _ call: NodeCall, _ x: Tensor, _ channels: [Tensor]
  ) throws -> (y: Tensor, mean: Tensor, variance: Tensor) {
    var x = x
    // Keras normalizes rows as the channels of one image, with the channels first.
    let isChannelsFirst = call.text("data_format", default: "NHWC") == "NCHW"
    if isChannelsFirst, x.rank == 4 { x = transpose(x, [0, 2, 3, 1]) }
    let isTraining = call.flag("is_training", default: true)
    guard x.rank == 4,
      channels.enumerated().allSatisfy({ index, part in
        part.dtype == x.dtype
          && (isTraining && index >= 2
            || part.shape.dimensions == [x.shape.dimensions[3]])
      })
    else { throw call.fail("\(x.spec) by \(channels.map(\.spec))") }
    let epsilon = call.node.attr["epsilon"].map { Double($0.f) } ?? 1e-4
    let axes = [0, 1, 2]
    let mean = isTraining ? x.mean(axis: axes) : channels[2]
    let variance = isTraining ? square(x - mean).mean(axis: axes) : channels[3]
    let y = (x - mean) * rsqrt(variance + epsilon) * channels[0] + channels[1]
    return (isChannelsFirst ? transpose(y, [0, 3, 1, 2]) : y, mean, variance)
  }

  private static func product(
    _ call: NodeCall, _ a: Tensor, _ b: Tensor, _ transposesA: Bool, _ transposesB: Bool
  ) throws -> Tensor {
    let (left, right) = (a.shape.dimensions, b.shape.dimensions)
    guard a.dtype == b.dtype,
      left[a.rank - (transposesA ? 2 : 1)] == right[b.rank - (transposesB ? 1 : 2)]
    else { throw call.fail("shapes \(a.shape) and \(b.shape) of \(a.dtype) and \(b.dtype)") }
    try call.broadcast(Shape(Array(left.dropLast(2))), Shape(Array(right.dropLast(2))))
    return matmul(a, b, transposeA: transposesA, transposeB: transposesB)
  }

  private static func batchProduct(_ call: NodeCall) throws -> [GraphValue] {
    let (a, b) = (try call.numeric(0), try call.numeric(1))
    guard a.rank >= 2, b.rank >= 2 else { throw call.fail("shapes \(a.shape) and \(b.shape)") }
    return [.tensor(try product(call, a, b, call.flag("adj_x"), call.flag("adj_y")))]
  }

  private static func logits(_ call: NodeCall) throws -> Tensor {
    let x = try call.floating(0)
    guard x.rank >= 1, x.shape.dimensions[x.rank - 1] > 0 else {
      throw call.fail("shape \(x.shape)")
    }
    return x
  }

  static func channelsLast(_ call: NodeCall) throws {
    guard call.text("data_format", default: "NHWC") == "NHWC" else {
      throw call.fail(
        "the data format \(call.text("data_format"))", cure: "use channels_last, NHWC")
    }
  }
}
