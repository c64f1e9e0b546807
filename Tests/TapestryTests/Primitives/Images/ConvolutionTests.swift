import TestSupport
import Testing

@testable import Tapestry

/// Numbers between -1 and 1, no two equal.
private func numbers(_ shape: Shape, _ step: Double = 0.7) -> Tensor {
  sin(counting(shape, .float64, modulus: 1000) * step + 0.3)
}

/// Numbers of few bits, so that sums of products are exact in any order.
private func fewBits(_ shape: Shape, _ dtype: DType = .float32) -> Tensor {
  (counting(shape, dtype, modulus: 7) - 3) / 2
}

struct ConvolutionTests {
  @Test(arguments: ImageCase.cases(of: "Convolution"))
  func `convolutions and their gradients equal TensorFlow's`(recorded: ImageCase) throws {
    let (strides, dilations) = (recorded.strides!, recorded.dilations!)
    try check(recorded) { inputs in
      switch recorded.operation {
      case "conv1D":
        conv1D(
          inputs[0], inputs[1], stride: strides[0], padding: recorded.windowPadding,
          dilation: dilations[0])
      case "conv2D":
        conv2D(
          inputs[0], inputs[1], strides: recorded.pair(strides), padding: recorded.windowPadding,
          dilations: recorded.pair(dilations))
      default:
        conv2DTranspose(
          inputs[0], inputs[1], strides: recorded.pair(strides), padding: recorded.windowPadding,
          dilations: recorded.pair(dilations), outputSize: recorded.size.map(recorded.pair))
      }
    }
  }

  @Test(arguments: [WindowPadding.valid, .same], [1, 2])
  func `gradients of each order are those of central differences`(
    padding: WindowPadding, step: Int
  ) throws {
    let (x, filters) = (numbers([2, 4, 5, 2]), numbers([3, 2, 2, 2], 1.3))
    try checkBothPrecisions("conv2D", at: [x, filters]) {
      conv2D($0[0], $0[1], strides: (step, 1), padding: padding, dilations: (1, 3 - step))
    }
    try checkSecondDerivative("conv2D", at: [x[..<1], filters]) {
      square(conv2D($0[0], $0[1], strides: (step, 1), padding: padding))
    }
    let small = numbers([1, 2, 2, 2])
    try checkBothPrecisions("conv2DTranspose", at: [small, filters]) {
      conv2DTranspose($0[0], $0[1], strides: (step, 2), padding: padding)
    }
    try checkSecondDerivative("conv2DTranspose", at: [small, filters]) {
      square(conv2DTranspose($0[0], $0[1], strides: (step, 2), padding: padding))
    }
    try checkSecondDerivative("conv1D", at: [numbers([1, 5, 2]), numbers([3, 2, 1])]) {
      square(conv1D($0[0], $0[1], stride: step, padding: padding))
    }
  }

  @Test(arguments: [DType.float32, .float64])
  func `many panels and many images give what single images give`(dtype: DType) throws {
    let x = fewBits([70, 17, 19, 5], dtype)
    let filters = fewBits([3, 3, 5, 8], dtype)
    func results(_ x: Tensor) throws -> (y: Tensor, dx: Tensor, dw: Tensor) {
      let tape = GradientTape()
      tape.watch(x, filters)
      let y = tape.record { conv2D(x, filters, strides: (1, 2), padding: .same) }
      let gradients = try tape.gradient(
        y, [x, filters], weights: fewBits(y.shape, dtype)[..<x.shape[0]])
      return (y, gradients[0], gradients[1])
    }
    let all = try results(x)
    let changes = fewBits(all.y.shape, dtype)
    var sum = Tensor.zeros(filters.shape, dtype: dtype)
    for image in 0..<70 {
      let x = x[image..<image + 1]
      let tape = GradientTape()
      tape.watch(x, filters)
      let y = tape.record { conv2D(x, filters, strides: (1, 2), padding: .same) }
      let gradients = try tape.gradient(y, [x, filters], weights: changes[image..<image + 1])
      expectSame([y, gradients[0]], [all.y[image..<image + 1], all.dx[image..<image + 1]])
      sum += gradients[1]
    }
    expectSame([all.dw], [sum])
  }

  @Test func `a window of one cell is a product of matrices`() {
    let (x, filters) = (fewBits([2, 3, 4, 5]), fewBits([1, 1, 5, 6]))
    let product = matmul(reshape(x, [24, 5]), reshape(filters, [5, 6]))
    expectSame([conv2D(x, filters)], [reshape(product, [2, 3, 4, 6])])
  }

  @Test func `the transposed convolution brings each change back to its cells`() {
    let (x, filters) = (fewBits([2, 7, 6, 3]), fewBits([3, 2, 3, 4]))
    let y = conv2D(x, filters, strides: (2, 2), padding: .same)
    let z = fewBits(y.shape)
    let back = conv2DTranspose(
      z, filters, strides: (2, 2), padding: .same, outputSize: (7, 6))
    #expect((y * z).sum().number == (x * back).sum().number)
  }

  @Test func `half precision is computed in single`() {
    let (x, filters) = (fewBits([1, 4, 4, 2]), fewBits([3, 3, 2, 2]))
    expectSame(
      [conv2D(cast(x, to: .float16), cast(filters, to: .float16))],
      [cast(conv2D(x, filters), to: .float16)])
  }

  @Test func `no images are convolved to none`() {
    #expect(conv2D(Tensor.zeros([0, 5, 5, 2]), Tensor.zeros([3, 3, 2, 4])).shape == [0, 3, 3, 4])
    #expect(conv2D(Tensor.zeros([2, 5, 5, 2]), Tensor.zeros([3, 3, 2, 0])).shape == [2, 3, 3, 0])
    expectTensor(
      conv2D(Tensor.zeros([1, 3, 3, 0]), Tensor.zeros([3, 3, 0, 2])), [1, 1, 1, 2], [0, 0])
    let empty = conv2D(Tensor.zeros([1, 0, 3, 1]), Tensor.zeros([3, 3, 1, 2]), padding: .same)
    #expect(empty.shape == [1, 0, 3, 2])
  }

  @Test func `a batch of batches of images is convolved at once`() throws {
    let (x, filters) = (fewBits([3, 2, 5, 4, 2]), fewBits([2, 2, 2, 3]))
    let changes = fewBits([3, 2, 4, 3, 3])
    let body = { (inputs: [Tensor]) -> [Tensor] in
      let tape = GradientTape()
      tape.watch(inputs[0], filters)
      let y = tape.record { conv2D(inputs[0], filters) }
      return [y] + (try! tape.gradient(y, [inputs[0], filters], weights: inputs[1]))
    }
    expectSame(vectorizedMap(body, [x, changes]), mapFn(body, [x, changes]))
    let filtersOfEach = fewBits([3, 2, 2, 2, 3])
    let each = { (inputs: [Tensor]) in [conv2D(inputs[0], inputs[1])] }
    expectSame(vectorizedMap(each, [x, filtersOfEach]), mapFn(each, [x, filtersOfEach]))
  }
}

struct ConvolutionMisuseTests {
  @Test func `a wrong rank stops with the dimensions as the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = conv2D(Tensor.ones([28, 28, 1]), Tensor.ones([3, 3, 1, 2]))
      },
      "conv2D: shape (28, 28, 1) and filters of shape (3, 3, 1, 2)",
      "cure: give [images, height, width, channels] and [rows, columns, channels, filters]")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = conv1D(Tensor.ones([2, 28, 1]), Tensor.ones([3, 1]))
      },
      "conv1D: shape (2, 28, 1) and filters of shape (3, 1)",
      "cure: give [sequences, length, channels] and [taps, channels, filters]")
  }

  @Test func `channels that differ stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = conv2D(Tensor.ones([1, 8, 8, 3]), Tensor.ones([3, 3, 1, 2]))
      },
      "shape (1, 8, 8, 3) and filters of shape (3, 3, 1, 2): 3 channels meet filters for 1",
      "cure: make the last dimension of x and the last but one of the filters equal")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = conv2DTranspose(Tensor.ones([1, 8, 8, 3]), Tensor.ones([3, 3, 3, 2]))
      },
      "conv2DTranspose: shape (1, 8, 8, 3) and filters of shape (3, 3, 3, 2): 3 channels meet",
      "cure: make the last dimension of x and the last of the filters equal")
  }

  @Test func `strides and dilations below 1 stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = conv2D(Tensor.ones([1, 8, 8, 1]), Tensor.ones([3, 3, 1, 2]), strides: (0, 1))
      },
      "conv2D: strides of (0, 1) for shape (1, 8, 8, 1) and filters of shape (3, 3, 1, 2)",
      "cure: give strides from 1 on")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = conv1D(Tensor.ones([1, 8, 1]), Tensor.ones([3, 1, 2]), dilation: -1)
      },
      "conv1D: dilations of -1 for shape (1, 8, 1)", "cure: give dilations from 1 on")
  }

  @Test func `a window larger than the image stops with padding as the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = conv2D(Tensor.ones([1, 4, 8, 1]), Tensor.ones([3, 3, 1, 2]), dilations: (2, 2))
      },
      "conv2D: a window of (5, 5) on (4, 8) cells, for shape (1, 4, 8, 1)",
      "cure: take a smaller window, or padding: .same")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = conv1D(Tensor.ones([1, 2, 1]), Tensor.ones([3, 1, 2]))
      },
      "conv1D: a window of 3 on 2 cells, for shape (1, 2, 1)",
      "cure: take a smaller window, or padding: .same")
  }

  @Test func `filters without taps stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = conv2D(Tensor.ones([1, 4, 8, 1]), Tensor.ones([0, 3, 1, 2]))
      },
      "conv2D: a window of (0, 3) for shape (1, 4, 8, 1)",
      "cure: give each dimension of the window a size")
  }

  @Test func `integers, and types that differ, stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = conv2D(
          Tensor.ones([1, 8, 8, 1], dtype: .int32), Tensor.ones([3, 3, 1, 2], dtype: .int32))
      },
      "conv2D: needs floating-point numbers, got int32", "cure: cast first")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = conv2D(Tensor.ones([1, 8, 8, 1]), Tensor.ones([3, 3, 1, 2], dtype: .float64))
      },
      "conv2D: operands of different types, float32 and float64", "cure: cast one of them")
  }

  @Test func `an output size that does not lead back to the input stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = conv2DTranspose(
          Tensor.ones([1, 4, 4, 1]), Tensor.ones([3, 3, 1, 1]), strides: (2, 2), padding: .same,
          outputSize: (9, 8))
      },
      "conv2DTranspose: an output of (9, 8) has (5, 4) windows, not one for each cell of shape "
        + "(1, 4, 4, 1)",
      "cure: leave outputSize out")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = conv2DTranspose(
          Tensor.ones([1, 4, 4, 1]), Tensor.ones([3, 3, 1, 1]), strides: (2, 2), padding: .same,
          outputSize: (8, 9))
      },
      "conv2DTranspose: an output of (8, 9) has (4, 5) windows", "cure: leave outputSize out")
  }
}
