import TestSupport
import Testing

@testable import Tapestry

/// Numbers between -1 and 1, no two neighbors of which are nearly equal.
private func numbers(_ shape: Shape) -> Tensor {
  sin(counting(shape, .float64, modulus: 1000) * 0.7 + 0.3)
}

struct PoolingTests {
  @Test(arguments: ImageCase.cases(of: "Pooling"))
  func `poolings and their gradients equal TensorFlow's, ties included`(recorded: ImageCase) throws
  {
    let (size, strides, padding) = (recorded.size!, recorded.strides!, recorded.windowPadding)
    // Means of thirds round; sums of maxima do not.
    try check(recorded, tolerance: recorded.operation.hasPrefix("max") ? 0 : 4e-7) { inputs in
      switch recorded.operation {
      case "maxPool1D":
        maxPool1D(inputs[0], size: size[0], stride: strides[0], padding: padding)
      case "averagePool1D":
        averagePool1D(inputs[0], size: size[0], stride: strides[0], padding: padding)
      case "maxPool2D":
        maxPool2D(
          inputs[0], size: recorded.pair(size), strides: recorded.pair(strides), padding: padding)
      default:
        averagePool2D(
          inputs[0], size: recorded.pair(size), strides: recorded.pair(strides), padding: padding)
      }
    }
  }

  @Test(arguments: [WindowPadding.valid, .same], [1, 2, 3])
  func `gradients of each order are those of central differences`(
    padding: WindowPadding, step: Int
  ) throws {
    let x = numbers([1, 4, 5, 2])
    let pools: [(String, @Sendable (Tensor) -> Tensor)] = [
      ("maxPool2D", { maxPool2D($0, size: (2, 3), strides: (step, step), padding: padding) }),
      (
        "averagePool2D",
        { averagePool2D($0, size: (2, 3), strides: (step, step), padding: padding) }
      ),
      ("maxPool1D", { maxPool1D($0[0], size: 2, stride: step, padding: padding) }),
      ("averagePool1D", { averagePool1D($0[0], size: 2, stride: step, padding: padding) }),
    ]
    for (name, pool) in pools {
      try checkBothPrecisions(name, at: [x]) { pool($0[0]) }
      try checkSecondDerivative(name, at: [x]) { square(pool($0[0])) }
    }
    try checkGradients("the third derivative", at: [x], tolerance: 1e-5) { inputs in
      let (outer, inner) = (GradientTape(), GradientTape())
      outer.watch(inputs[0])
      inner.watch(inputs[0])
      let first = try outer.record {
        let y = inner.record { pow(pools[0].1(inputs[0]), 3.0) + pow(pools[1].1(inputs[0]), 3.0) }
        return square(try inner.gradient(y, inputs[0]))
      }
      return try outer.gradient(first, inputs[0])
    }
  }

  @Test func `windows are side by side if no strides are given`() {
    let x = counting([1, 4, 4, 1])
    expectTensor(maxPool2D(x), [1, 2, 2, 1], [5, 7, 13, 15])
    expectTensor(averagePool2D(x, size: (4, 2)), [1, 1, 2, 1], [6.5, 8.5])
    expectTensor(maxPool1D(x[0], size: 4), [4, 1, 1], [3, 7, 11, 15])
  }

  @Test func `large batches give what single images give`() throws {
    let x = sin(counting([64, 12, 13, 24], modulus: 1 << 20))
    func results(_ x: Tensor) throws -> [Tensor] {
      let tape = GradientTape(persistent: true)
      tape.watch(x)
      let (largest, mean) = tape.record {
        (
          maxPool2D(x, size: (3, 3), strides: (2, 2), padding: .same),
          averagePool2D(x, size: (3, 3), strides: (2, 2), padding: .same)
        )
      }
      return [
        largest, mean, try tape.gradient(largest, x, weights: largest),
        try tape.gradient(mean, x, weights: mean),
      ]
    }
    let all = try results(x)
    for image in [0, 31, 32, 63] {
      expectSame(try results(x[image..<image + 1]), all.map { $0[image..<image + 1] })
    }
  }

  @Test func `NaN is the largest element, and gets the gradient`() throws {
    let x = reshape(Tensor([1, .nan, 3, .nan]), [1, 2, 2, 1])
    let tape = GradientTape()
    tape.watch(x)
    let y = tape.record { maxPool2D(x) }
    expectTensor(y, [1, 1, 1, 1], [.nan])
    expectTensor(try tape.gradient(y, x), [1, 2, 2, 1], [0, 1, 0, 0])
  }

  @Test func `half precision is computed in single`() {
    let x = counting([1, 4, 4, 2])
    expectSame([averagePool2D(cast(x, to: .float16))], [cast(averagePool2D(x), to: .float16)])
    expectSame([maxPool2D(cast(x, to: .float16))], [cast(maxPool2D(x), to: .float16)])
  }

  @Test func `no images are pooled to none`() {
    #expect(maxPool2D(Tensor.zeros([0, 4, 4, 2])).shape == [0, 2, 2, 2])
    #expect(averagePool2D(Tensor.zeros([2, 4, 4, 0])).shape == [2, 2, 2, 0])
    #expect(maxPool2D(Tensor.zeros([1, 0, 4, 1]), padding: .same).shape == [1, 0, 2, 1])
  }

  @Test func `a batch of batches of images is pooled at once`() throws {
    let x = numbers([3, 2, 5, 4, 2])
    for pool in [
      { maxPool2D($0, padding: .same) }, { averagePool2D($0, size: (3, 2)) },
    ] as [(Tensor) -> Tensor] {
      let body = { (inputs: [Tensor]) -> [Tensor] in
        let tape = GradientTape()
        tape.watch(inputs[0])
        let y = tape.record { square(pool(inputs[0])) }
        return [y, try! tape.gradient(y, inputs[0])]
      }
      expectSame(vectorizedMap(body, [x]), mapFn(body, [x]))
    }
  }

  @Test func `what is not a batch of images stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = maxPool2D(Tensor.ones([28, 28, 1]))
      },
      "maxPool2D: shape (28, 28, 1)", "cure: give [images, height, width, channels]")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = averagePool1D(Tensor.ones([28, 28]))
      },
      "averagePool1D: shape (28, 28)", "cure: give [sequences, length, channels]")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = averagePool2D(Tensor.ones([1, 4, 4, 1], dtype: .int32))
      },
      "averagePool2D: needs floating-point numbers, got int32", "cure: cast first")
  }

  @Test func `sizes and strides that do not fit stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = maxPool2D(Tensor.ones([1, 4, 4, 1]), size: (2, 0))
      },
      "maxPool2D: strides of (2, 0) for shape (1, 4, 4, 1)", "cure: give strides from 1 on")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = averagePool2D(Tensor.ones([1, 4, 4, 1]), size: (0, 2), strides: (1, 1))
      },
      "averagePool2D: a window of (0, 2) for shape (1, 4, 4, 1)",
      "cure: give each dimension of the window a size from 1 on")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = maxPool1D(Tensor.ones([1, 1, 1]))
      },
      "maxPool1D: a window of 2 on 1 cells, for shape (1, 1, 1)",
      "cure: take a smaller window, or padding: .same")
  }
}
