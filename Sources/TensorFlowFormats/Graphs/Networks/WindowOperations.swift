import Tapestry

extension GraphOperations {
  /// Convolutions, poolings and their gradients.
  static let windowOperations: [String: GraphOperation] = [
    "Conv2D": { call in
      let (x, filters) = (try call.floating(0), try call.floating(1))
      return [.tensor(try convolution(call, x, filters))]
    },
    "DepthwiseConv2dNative": { call in
      let (x, filters) = (try call.floating(0), try call.floating(1))
      return [.tensor(try depthwise(call, x, filters))]
    },
    "DepthwiseConv2dNativeBackpropInput": { call in
      let (filters, dy) = (try call.floating(1), try call.floating(2))
      let x = try zeros(call, 0, dy.dtype)
      return [.tensor(try pulledBack(call, x, dy) { try depthwise(call, $0, filters) })]
    },
    "DepthwiseConv2dNativeBackpropFilter": { call in
      let (x, dy) = (try call.floating(0), try call.floating(2))
      let filters = try zeros(call, 1, dy.dtype)
      return [.tensor(try pulledBack(call, filters, dy) { try depthwise(call, x, $0) })]
    },
    "Conv2DBackpropInput": { call in
      let (filters, dy) = (try call.floating(1), try call.floating(2))
      let x = try zeros(call, 0, dy.dtype)
      return [.tensor(try pulledBack(call, x, dy) { try convolution(call, $0, filters) })]
    },
    "Conv2DBackpropFilter": { call in
      let (x, dy) = (try call.floating(0), try call.floating(2))
      let filters = try zeros(call, 1, dy.dtype)
      return [.tensor(try pulledBack(call, filters, dy) { try convolution(call, x, $0) })]
    },
    "MaxPool": { call in [.tensor(try pooled(call, try call.floating(0), maxPool2D))] },
    "AvgPool": { call in [.tensor(try pooled(call, try call.floating(0), averagePool2D))] },
    "MaxPoolGrad": { call in
      let (x, dy) = (try call.floating(0), try call.floating(2))
      return [.tensor(try pulledBack(call, x, dy) { try pooled(call, $0, maxPool2D) })]
    },
    "AvgPoolGrad": { call in
      let dy = try call.floating(1)
      let x = try zeros(call, 0, dy.dtype)
      return [.tensor(try pulledBack(call, x, dy) { try pooled(call, $0, averagePool2D) })]
    },
    "MaxPoolGradGrad": { call in
      let (x, dx) = (try call.floating(0), try call.floating(2))
      guard x.spec == dx.spec else { throw call.fail("gradients \(dx.spec) for \(x.spec)") }
      let y = try pooled(call, x, maxPool2D)
      let dy = known { Tensor.zeros(y.shape, dtype: y.dtype) }
      // The gradient of the gradient, which is linear in dy: pulled back twice.
      return [
        .tensor(
          try pulledBack(call, dy, dx) { dy in
            try pulledBack(call, x, dy) { try pooled(call, $0, maxPool2D) }
          })
      ]
    },
    "SpaceToBatchND": { call in
      let (x, block, crops) = try blocks(call)
      let pairs =
        [(before: 0, after: 0)] + crops
        + [(before: Int, after: Int)](repeating: (0, 0), count: x.rank - 1 - block.count)
      for (pair, size) in zip(pairs, x.shape.dimensions) {
        _ = try call.shape([pair.before + size + pair.after])
      }
      let padded = pad(x, pairs, value: cast(Tensor(0), to: x.dtype))
      let sizes = padded.shape.dimensions
      guard zip(block, sizes.dropFirst()).allSatisfy({ $1 % $0 == 0 }) else {
        throw call.fail("blocks of \(block) in shape \(padded.shape)")
      }
      let count = block.count
      let inner = zip(block, sizes.dropFirst()).flatMap { [$1 / $0, $0] }
      let apart = reshape(padded, [sizes[0]] + inner + sizes.dropFirst(1 + count))
      let order =
        (0..<count).map { 2 + 2 * $0 } + [0] + (0..<count).map { 1 + 2 * $0 }
        + Array((1 + 2 * count)..<apart.rank)
      let result = [block.reduce(sizes[0], *)] + zip(block, sizes.dropFirst()).map { $1 / $0 }
      return [.tensor(reshape(transpose(apart, order), result + sizes.dropFirst(1 + count)))]
    },
    "BatchToSpaceND": { call in
      let (x, block, crops) = try blocks(call)
      let (sizes, count) = (x.shape.dimensions, block.count)
      let whole = block.reduce(1, *)
      guard sizes[0] % whole == 0 else { throw call.fail("blocks of \(block) in \(x.shape)") }
      let apart = reshape(x, block + [sizes[0] / whole] + sizes.dropFirst())
      let order =
        [count] + (0..<count).flatMap { [count + 1 + $0, $0] }
        + Array((2 * count + 1)..<apart.rank)
      let spread = zip(block, sizes.dropFirst()).map { $0 * $1 }
      var y = reshape(
        transpose(apart, order), [sizes[0] / whole] + spread + sizes.dropFirst(1 + count))
      for (axis, crop) in crops.enumerated() {
        let size = spread[axis]
        guard crop.before + crop.after <= size else { throw call.fail("crops \(crops)") }
        y =
          split(
            y, sizes: [crop.before, size - crop.before - crop.after, crop.after], axis: axis + 1)[1]
      }
      return [.tensor(y)]
    },
  ]

  private static func convolution(
    _ call: NodeCall, _ x: Tensor, _ filters: Tensor
  ) throws -> Tensor {
    let x = try explicitlyPadded(call, x)
    guard x.dtype == filters.dtype, x.rank == 4, filters.rank == 4,
      !filters.shape.dimensions.contains(0)
    else { throw call.fail("filters \(filters.spec) for \(x.spec)") }
    // Filters for fewer channels are those of groups, each of which sees its own channels.
    let (channels, own) = (x.shape.dimensions[3], filters.shape.dimensions[2])
    let groups = channels / own
    guard channels > 0, channels % own == 0, filters.shape.dimensions[3] % groups == 0 else {
      throw call.fail("filters \(filters.spec) for \(x.spec)")
    }
    let dilations = try steps(call, "dilations")
    let size = (filters.shape.dimensions[0], filters.shape.dimensions[1])
    let padding = try windows(
      call, x, ((size.0 - 1) * dilations.0 + 1, (size.1 - 1) * dilations.1 + 1))
    let strides = try steps(call, "strides")
    func convolved(_ x: Tensor, _ filters: Tensor) -> Tensor {
      conv2D(x, filters, strides: strides, padding: padding, dilations: dilations)
    }
    if groups == 1 { return convolved(x, filters) }
    let parts = zip(split(x, into: groups, axis: 3), split(filters, into: groups, axis: 3))
    return concat(parts.map(convolved), axis: 3)
  }

  private static func depthwise(
    _ call: NodeCall, _ x: Tensor, _ filters: Tensor
  ) throws -> Tensor {
    guard filters.rank == 4 else { throw call.fail("filters \(filters.spec)") }
    let sizes = filters.shape.dimensions
    // Filters for all channels, which are zero except for their own channel.
    _ = try call.shape([sizes[0], sizes[1], sizes[2], sizes[2], sizes[3]])
    let own = reshape(
      known { Tensor.eye(sizes[2], dtype: filters.dtype) }, [sizes[2], sizes[2], 1])
    let all = reshape(
      expandDims(filters, axis: 3) * own, [sizes[0], sizes[1], sizes[2], sizes[2] * sizes[3]])
    return try convolution(call, x, all)
  }

  private static func pooled(
    _ call: NodeCall, _ x: Tensor,
    _ pool: (Tensor, (Int, Int), (Int, Int)?, WindowPadding) -> Tensor
  ) throws -> Tensor {
    let size = try steps(call, "ksize")
    let padding = try windows(call, x, size)
    return pool(x, size, try steps(call, "strides"), padding)
  }

  /// Zeros of the sizes that an input holds.
  static func zeros(_ call: NodeCall, _ index: Int, _ dtype: DType) throws -> Tensor {
    let shape = try call.shape(try call.integers(index))
    return known { Tensor.zeros(shape, dtype: dtype) }
  }

  /// The gradient of a computation with respect to x, from that with respect to its result.
  static func pulledBack(
    _ call: NodeCall, _ x: Tensor, _ dy: Tensor, _ compute: (Tensor) throws -> Tensor
  ) throws -> Tensor {
    let x = identity(x)
    let tape = GradientTape(watchAccessedVariables: false)
    tape.watch(x)
    let y = try tape.record { try compute(x) }
    guard y.spec == dy.spec else { throw call.fail("gradients \(dy.spec) for \(y.spec)") }
    guard let gradient = try tape.gradient(y, [x], weights: dy, unconnected: .zero)[0] else {
      throw call.fail("there is no gradient")
    }
    return gradient
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
    case "VALID", "EXPLICIT":
      guard size.0 <= x.shape.dimensions[1], size.1 <= x.shape.dimensions[2] else {
        throw call.fail("windows of \(size) on shape \(x.shape)")
      }
      return .valid
    default:
      throw call.fail("padding \(call.text("padding"))", cure: "use SAME, VALID or EXPLICIT")
    }
  }

  /// Images with the zeros around them that a convolution names one by one.
  private static func explicitlyPadded(_ call: NodeCall, _ x: Tensor) throws -> Tensor {
    guard call.text("padding") == "EXPLICIT" else { return x }
    let widths = call.numbers("explicit_paddings")
    guard widths.count == 8, x.rank == 4, widths.allSatisfy({ (0..<1 << 28).contains($0) }) else {
      throw call.fail("explicit_paddings \(widths) for shape \(x.shape)")
    }
    let pairs = (0..<4).map { (before: widths[2 * $0], after: widths[2 * $0 + 1]) }
    _ = try call.shape(zip(pairs, x.shape.dimensions).map { $0.before + $1 + $0.after })
    return pad(x, pairs, value: cast(Tensor(0), to: x.dtype))
  }

  /// A tensor, the sizes of blocks and what is added or cut at both ends.
  private static func blocks(
    _ call: NodeCall
  ) throws -> (x: Tensor, block: [Int], crops: [(before: Int, after: Int)]) {
    let (x, block, flat) = (try call.tensor(0), try call.integers(1), try call.integers(2))
    guard block.count < x.rank, flat.count == 2 * block.count,
      block.allSatisfy({ (1..<1 << 16).contains($0) }),
      flat.allSatisfy({ (0..<1 << 28).contains($0) })
    else { throw call.fail("blocks \(block) and \(flat) for shape \(x.shape)") }
    _ = try call.shape(block)
    return (x, block, block.indices.map { (flat[2 * $0], flat[2 * $0 + 1]) })
  }
}
