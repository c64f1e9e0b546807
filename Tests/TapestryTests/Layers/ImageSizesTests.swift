import TestSupport
import Testing

@testable import Tapestry

struct ImageSizesTests {
  @Test func `pixels between others are what TensorFlow computes`() {
    let x = Tensor([1, 2, 4, 8, 16, -32] as [Float], shape: [1, 2, 3, 1])
    let y = UpSampling2D([3, 2], interpolation: .bilinear)(x)
    #expect(y.shape == [1, 6, 6, 1])
    // TensorFlow 2.1's.
    let row: [Float] = [1, 1.25, 1.75, 2.5, 3.5, 4]
    let last: [Float] = [8, 10, 14, 4, -20, -32]
    let expected =
      row + row + [3.3333335, 4.166667, 5.833334, 3, -4.3333344, -8.000002]
      + [5.666667, 7.083334, 9.916668, 3.5, -12.166669, -20.000004] + last + last
    for (a, b) in zip(y.scalars(as: Float.self), expected) { #expect(abs(a - b) <= 4e-6) }
  }

  @Test func `the gradient of pixels between others adds up to that of all`() throws {
    let x = Tensor.ones([1, 2, 2, 1])
    let tape = GradientTape()
    tape.watch(x)
    let y = tape.record { UpSampling2D(interpolation: .bilinear)(x).sum() }
    #expect(try tape.gradient(y, x).scalars(as: Float.self) == [4, 4, 4, 4])
  }

  @Test func `a layer with interpolation is made again from its configuration`() throws {
    let layer = UpSampling2D(2, interpolation: .bilinear)
    let again = try #require(try Layer.made(from: layer.serialized) as? UpSampling2D)
    #expect(again.interpolation == .bilinear)
  }
}
