import Tapestry

func signed(_ image: Tensor) throws -> Tensor {
  cast(2 * image, to: .float32) / 255 - 1
}
