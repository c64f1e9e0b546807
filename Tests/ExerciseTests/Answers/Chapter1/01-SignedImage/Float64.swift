import Tapestry

func signed(_ image: Tensor) throws -> Tensor {
  2 * cast(image, to: .float64) / 255 - 1
}
