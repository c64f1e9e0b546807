import Tapestry
import Testing

@testable import Miniature

@Suite struct MiniConvolutionTests {
  @Test(
    arguments: [
      ([1, 3, 3, 1], [2, 2, 1, 1]), ([2, 6, 5, 3], [3, 2, 3, 4]), ([3, 4, 7, 1], [1, 5, 1, 2]),
      ([1, 5, 4, 2], [5, 4, 2, 3]),
    ] as [([Int], [Int])])
  func `values and gradients are those of conv2D`(images: [Int], kernel: [Int]) throws {
    var random = MiniRandom(seed: 3)
    let (x, w) = (Value(drawn(images, &random)), Value(drawn(kernel, &random)))
    let (u, v) = (engine(x.data), engine(w.data))
    let tape = GradientTape()
    tape.watch(u)
    tape.watch(v)
    let (y, loss) = tape.record {
      let y = conv2D(u, v)
      return (y, square(y).sum())
    }
    let convolution = convolved(x, w)
    #expect(agree(convolution.data, y))
    (convolution * convolution).sum(to: []).backward()
    let gradients = try tape.gradient(loss, [u, v])
    #expect(agree(x.gradient, gradients[0]))
    #expect(agree(w.gradient, gradients[1]))
  }

  @Test func `pooling takes the mean of each square`() {
    let x = Value(MiniTensor([1, 2, 5, 6, 3, 4, 7, 8], shape: [1, 2, 4, 1]))
    #expect(miniMeanPooling()(x).data == MiniTensor([2.5, 6.5], shape: [1, 1, 2, 1]))
  }

  @Test func `the layer makes a kernel for the channels of its input`() {
    let layer = MiniConvolution(4, window: 3, seed: 1)
    #expect(layer.parameters.isEmpty)
    let y = layer(Value(constant: MiniTensor(repeating: 1, shape: [2, 5, 6, 3])))
    #expect(y.shape == [2, 3, 4, 4])
    #expect(layer.parameters.map(\.shape) == [[3, 3, 3, 4], [4]])
  }
}
