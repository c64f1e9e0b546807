import Tapestry

extension GraphOperations {
  /// Images in other sizes, colors and blocks.
  static let imageOperations: [String: GraphOperation] = [
    "ResizeNearestNeighbor": { call in [.tensor(try resized(call, try call.numeric(0), nearest))] },
    "ResizeBilinear": { call in
      let x = cast(try call.numeric(0), to: .float32)
      return [.tensor(try resized(call, x, bilinear))]
    },
    "ResizeBicubic": { call in
      let x = cast(try call.numeric(0), to: .float32)
      return [.tensor(try resized(call, x, bicubic))]
    },
    "ResizeNearestNeighborGrad": { call in
      let (dy, sizes) = (try call.floating(0), try call.integers(1))
      guard dy.rank == 4, sizes.count == 2 else { throw call.fail("\(dy.spec) to \(sizes)") }
      return try resizeGradient(
        call, dy, dy.shape.dimensions[..<1] + sizes + [dy.shape[3]], nearest)
    },
    "ResizeBilinearGrad": { call in
      let dy = try call.floating(0)
      return try resizeGradient(call, dy, try call.tensor(1).shape.dimensions, bilinear)
    },
    "ResizeBicubicGrad": { call in
      let dy = try call.floating(0)
      return try resizeGradient(call, dy, try call.tensor(1).shape.dimensions, bicubic)
    },
    "AdjustContrastv2": { call in
      let (images, factor) = (try call.floating(0), try call.tensor(1))
      guard images.rank >= 3, factor.rank == 0 else { throw call.fail("images \(images.spec)") }
      let mean = images.mean(axis: [images.rank - 3, images.rank - 2], keepDims: true)
      return [.tensor((images - mean) * cast(factor, to: images.dtype) + mean)]
    },
    "SpaceToDepth": { call in
      let (x, size) = try blocks(call)
      let (n, h, w, c) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
      guard h % size == 0, w % size == 0 else { throw call.fail("blocks of \(size) in \(x.shape)") }
      let apart = reshape(x, [n, h / size, size, w / size, size, c])
      let moved = transpose(apart, [0, 1, 3, 2, 4, 5])
      return [.tensor(reshape(moved, [n, h / size, w / size, size * size * c]))]
    },
    "DepthToSpace": { call in
      let (x, size) = try blocks(call)
      let (n, h, w, c) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
      guard c % (size * size) == 0 else { throw call.fail("blocks of \(size) in \(x.shape)") }
      let apart = reshape(x, [n, h, w, size, size, c / (size * size)])
      let moved = transpose(apart, [0, 1, 3, 2, 4, 5])
      return [.tensor(reshape(moved, [n, h * size, w * size, c / (size * size)]))]
    },
    "ExtractImagePatches": { call in
      var x = try call.numeric(0)
      let (size, step, rate) = (
        call.numbers("ksizes"), call.numbers("strides"), call.numbers("rates")
      )
      guard x.rank == 4,
        [size, step, rate].allSatisfy({ all in
          all.count == 4 && all[0] == 1 && all[3] == 1
            && all.allSatisfy { (1..<1 << 12).contains($0) }
        })
      else { throw call.fail("patches \(size), \(step), \(rate) of \(x.spec)") }
      let reach = [1, 2].map { (size[$0] - 1) * rate[$0] + 1 }
      if call.text("padding") == "SAME" {
        let around = [1, 2].map { axis in
          let count = (x.shape[axis] + step[axis] - 1) / step[axis]
          let missing = Swift.max((count - 1) * step[axis] + reach[axis - 1] - x.shape[axis], 0)
          return (before: missing / 2, after: missing - missing / 2)
        }
        x = pad(x, [(0, 0), around[0], around[1], (0, 0)], value: cast(Tensor(0), to: x.dtype))
      }
      guard reach[0] <= x.shape[1], reach[1] <= x.shape[2] else {
        throw call.fail("windows of \(reach) on shape \(x.shape)")
      }
      let last = (x.shape[1] - reach[0], x.shape[2] - reach[1])
      _ = try call.shape([
        x.shape[0], last.0 / step[1] + 1, last.1 / step[2] + 1, size[1] * size[2] * x.shape[3],
      ])
      var parts: [Tensor] = []
      for row in 0..<size[1] {
        for column in 0..<size[2] {
          let (top, left) = (row * rate[1], column * rate[2])
          parts.append(
            x[
              0..., .by(step[1], from: top, to: top + last.0 + 1),
              .by(step[2], from: left, to: left + last.1 + 1)])
        }
      }
      return [.tensor(concat(parts, axis: 3))]
    },
  ]

  private static func blocks(_ call: NodeCall) throws -> (x: Tensor, size: Int) {
    let (x, size) = (try call.tensor(0), try call.number("block_size", default: 0))
    try channelsLast(call)
    guard x.rank == 4, (1..<1 << 12).contains(size) else {
      throw call.fail("blocks of \(size) in \(x.spec)")
    }
    return (x, size)
  }

  // MARK: Sizes

  /// Where the pixels of one dimension come from: a sum of weighted pixels.
  private typealias Taps = [(pixels: [Int], weights: [Float]?)]

  /// The taps for `count` pixels that become `size`.
  private typealias Resampling = (_ call: NodeCall, _ count: Int, _ size: Int) -> Taps

  private static func resized(
    _ call: NodeCall, _ x: Tensor, _ method: Resampling
  ) throws -> Tensor {
    try resized(call, x, try call.integers(1), method)
  }

  private static func resized(
    _ call: NodeCall, _ x: Tensor, _ sizes: [Int], _ method: Resampling
  ) throws -> Tensor {
    guard x.rank == 4, sizes.count == 2, !x.shape.dimensions.contains(0),
      sizes.allSatisfy({ $0 > 0 })
    else { throw call.fail("\(x.spec) to \(sizes)") }
    _ = try call.shape([x.shape.dimensions[0]] + sizes + [x.shape.dimensions[3]])
    var x = x
    for (axis, size) in zip([1, 2], sizes) {
      let taps = method(call, x.shape.dimensions[axis], size).map { pixels, weights in
        let part = gather(
          x, known { Tensor(pixels.map(Int32.init(clamping:)), shape: [size]) }, axis: axis)
        guard let weights else { return part }
        let shape = Shape([size] + [Int](repeating: 1, count: 3 - axis))
        return part * known { Tensor(weights, shape: shape) }
      }
      x = taps.dropFirst().reduce(taps[0]) { $0 + $1 }
    }
    return x
  }

  private static func resizeGradient(
    _ call: NodeCall, _ dy: Tensor, _ sizes: [Int], _ method: Resampling
  ) throws -> [GraphValue] {
    let shape = try call.shape(sizes)
    guard dy.rank == 4, dy.dtype == .float32 else { throw call.fail("gradients \(dy.spec)") }
    let x = known { Tensor.zeros(shape, dtype: dy.dtype) }
    let target = [dy.shape[1], dy.shape[2]]
    return [.tensor(try pulledBack(call, x, dy) { try resized(call, $0, target, method) })]
  }

  /// The ratio of sizes, with aligned corners if requested, in TensorFlow's precision.
  private static func scale(_ call: NodeCall, _ count: Int, _ size: Int) -> Float {
    call.flag("align_corners") && size > 1
      ? Float(count - 1) / Float(size - 1) : Float(count) / Float(size)
  }

  private static func nearest(_ call: NodeCall, _ count: Int, _ size: Int) -> Taps {
    let (scale, shift): (Float, Float) = (
      scale(call, count, size), call.flag("half_pixel_centers") ? 0.5 : 0
    )
    let pixels = (0..<size).map { index -> Int in
      let position = (Float(index) + shift) * scale
      let pixel = call.flag("align_corners") ? position.rounded() : position.rounded(.down)
      return Swift.max(Swift.min(Int(pixel), count - 1), 0)
    }
    return [(pixels, nil)]
  }

  private static func position(_ call: NodeCall, _ index: Int, _ scale: Float) -> Float {
    call.flag("half_pixel_centers") ? (Float(index) + 0.5) * scale - 0.5 : Float(index) * scale
  }

  private static func bilinear(_ call: NodeCall, _ count: Int, _ size: Int) -> Taps {
    let scale = scale(call, count, size)
    let positions = (0..<size).map { position(call, $0, scale) }
    let lower = positions.map { $0.rounded(.down) }
    let shares = zip(positions, lower).map { $0 - $1 }
    return [
      (lower.map { Swift.max(Int($0), 0) }, shares.map { 1 - $0 }),
      (positions.map { Swift.min(Int($0.rounded(.up)), count - 1) }, shares),
    ]
  }

  /// Keys's cubic convolution. As in TensorFlow, weights are those of 1024 positions between two
  /// pixels; with centers at half pixels, those beyond the edge have none.
  private static func bicubic(_ call: NodeCall, _ count: Int, _ size: Int) -> Taps {
    let scale = scale(call, count, size)
    let isCentered = call.flag("half_pixel_centers")
    let a: Float = isCentered ? -0.5 : -0.75
    func near(_ x: Float) -> Float { ((a + 2) * x - (a + 3)) * x * x + 1 }
    func far(_ x: Float) -> Float { ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
    var taps = Taps(repeating: ([], []), count: 4)
    for index in 0..<size {
      let position = position(call, index, scale)
      let first = position.rounded(.down)
      let x = ((position - first) * 1024).rounded(.toNearestOrEven) / 1024
      var weights = [far(x + 1), near(x), near(1 - x), far(2 - x)]
      let unclamped = (-1...2).map { Int(first) + $0 }
      let pixels = unclamped.map { Swift.max(Swift.min($0, count - 1), 0) }
      if isCentered {
        for tap in 0..<4 where pixels[tap] != unclamped[tap] { weights[tap] = 0 }
        let sum = weights.reduce(0, +)
        weights = weights.map { $0 / sum }
      }
      for tap in 0..<4 {
        taps[tap].pixels.append(pixels[tap])
        taps[tap].weights?.append(weights[tap])
      }
    }
    return taps
  }
}
