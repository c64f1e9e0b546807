import Tapestry

func signed(_ image: Tensor) throws -> Tensor {
  2 * cast(image, to: .float32) / 256 - 1
}
