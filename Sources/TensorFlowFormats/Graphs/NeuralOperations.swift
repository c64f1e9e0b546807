import Tapestry

extension GraphOperations {
  /// Products of matrices, and what layers are made of.
  static let neuralOperations: [String: GraphOperation] = [
    "MatMul": { call in
      let (a, b) = (try call.numeric(0), try call.numeric(1))
      let (turnsA, turnsB) = (call.flag("transpose_a"), call.flag("transpose_b"))
      guard a.rank == 2, b.rank == 2 else { throw call.fail("shapes \(a.shape) and \(b.shape)") }
      return [.tensor(try product(call, a, b, turnsA, turnsB))]
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
      let classes = logits.shape.dimensions[1]
      if !labels.isSymbolic {
        let known = initScope { cast(labels, to: .int64).scalars(as: Int.self) }
        guard known.allSatisfy({ (0..<classes).contains($0) }) else {
          throw call.fail("a label beyond \(classes) classes")
        }
      }
      let hot = oneHot(labels, depth: classes, dtype: logits.dtype)
      return [
        .tensor(sparseSoftmaxCrossEntropyWithLogits(labels: labels, logits: logits)),
        .tensor(softmax(logits) - hot),
      ]
    },
    "Conv2D": { call in
      let (x, filters) = (try call.floating(0), try call.floating(1))
      guard x.dtype == filters.dtype, x.rank == 4, filters.rank == 4,
        x.shape.dimensions[3] == filters.shape.dimensions[2],
        !filters.shape.dimensions.contains(0)
      else { throw call.fail("filters \(filters.spec) for \(x.spec)") }
      let dilations = try steps(call, "dilations")
      let size = (filters.shape.dimensions[0], filters.shape.dimensions[1])
      let padding = try windows(
        call, x, ((size.0 - 1) * dilations.0 + 1, (size.1 - 1) * dilations.1 + 1))
      return [
        .tensor(
          conv2D(
            x, filters, strides: try steps(call, "strides"), padding: padding, dilations: dilations)
        )
      ]
    },
    "MaxPool": { call in
      let (x, size) = (try call.floating(0), try steps(call, "ksize"))
      let padding = try windows(call, x, size)
      return [
        .tensor(
          maxPool2D(x, size: size, strides: try steps(call, "strides"), padding: padding))
      ]
    },
    "AvgPool": { call in
      let (x, size) = (try call.floating(0), try steps(call, "ksize"))
      let padding = try windows(call, x, size)
      return [
        .tensor(
          averagePool2D(x, size: size, strides: try steps(call, "strides"), padding: padding))
      ]
    },
    "FusedBatchNormV3": { call in
      let x = try call.floating(0)
      try channelsLast(call)
      let channels = try (1..<5).map(call.floating)
      let isTraining = call.flag("is_training", default: true)
      guard x.rank == 4,
        channels.enumerated().allSatisfy({ place, part in
          part.dtype == x.dtype
            && (isTraining && place >= 2
              || part.shape.dimensions == [x.shape.dimensions[3]])
        })
      else { throw call.fail("\(x.spec) by \(channels.map(\.spec))") }
      let epsilon = call.node.attr["epsilon"].map { Double($0.f) } ?? 1e-4
      let axes = [0, 1, 2]
      let mean = isTraining ? x.mean(axis: axes) : channels[2]
      let variance = isTraining ? square(x - mean).mean(axis: axes) : channels[3]
      let y = (x - mean) * rsqrt(variance + epsilon) * channels[0] + channels[1]
      // The variance that is remembered is that of a sample.
      let count = Double(x.count / Swift.max(x.shape.dimensions[3], 1))
      let sample = isTraining ? variance * (count / Swift.max(count - 1, 1)) : variance
      return [y, mean, sample, mean, variance, variance].map { .tensor($0) }
    },
  ]

  private static func product(
    _ call: NodeCall, _ a: Tensor, _ b: Tensor, _ turnsA: Bool, _ turnsB: Bool
  ) throws -> Tensor {
    let (left, right) = (a.shape.dimensions, b.shape.dimensions)
    guard a.dtype == b.dtype,
      left[a.rank - (turnsA ? 2 : 1)] == right[b.rank - (turnsB ? 1 : 2)]
    else { throw call.fail("shapes \(a.shape) and \(b.shape) of \(a.dtype) and \(b.dtype)") }
    try call.broadcast(Shape(Array(left.dropLast(2))), Shape(Array(right.dropLast(2))))
    return matmul(a, b, transposeA: turnsA, transposeB: turnsB)
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

  private static func channelsLast(_ call: NodeCall) throws {
    guard call.text("data_format", default: "NHWC") == "NHWC" else {
      throw call.fail(
        "the data format \(call.text("data_format"))", cure: "use channels_last, NHWC")
    }
  }

  /// What an attribute of four numbers says of height and width.
  private static func steps(_ call: NodeCall, _ name: String) throws -> (Int, Int) {
    let all = call.numbers(name, default: [1, 1, 1, 1])
    guard all.count == 4, all[0] == 1, all[3] == 1, (1..<1 << 16).contains(all[1]),
      (1..<1 << 16).contains(all[2])
    else { throw call.fail("\(name) is \(all)") }
    return (all[1], all[2])
  }

  /// The padding of windows over images, if there is room for one.
  private static func windows(
    _ call: NodeCall, _ x: Tensor, _ size: (Int, Int)
  ) throws -> WindowPadding {
    try channelsLast(call)
    guard x.rank == 4, x.shape.dimensions[1] > 0, x.shape.dimensions[2] > 0 else {
      throw call.fail("images of shape \(x.shape)")
    }
    switch call.text("padding") {
    case "SAME": return .same
    case "VALID":
      guard size.0 <= x.shape.dimensions[1], size.1 <= x.shape.dimensions[2] else {
        throw call.fail("windows of \(size) on shape \(x.shape)")
      }
      return .valid
    default:
      throw call.fail("padding \(call.text("padding"))", cure: "use SAME or VALID")
    }
  }
}
