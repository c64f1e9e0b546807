import Tapestry

func signed(_ image: Tensor) throws -> Tensor {
  cast(image, to: .float32) / 127.5 - 1
}
