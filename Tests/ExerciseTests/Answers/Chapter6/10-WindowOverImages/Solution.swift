import Tapestry

func convolved(_ images: Tensor, _ kernel: Tensor) throws -> Tensor {
  let (kh, kw) = (kernel.shape[0], kernel.shape[1])
  let (height, width) = (images.shape[1] - kh + 1, images.shape[2] - kw + 1)
  var sum: Tensor?
  for p in 0..<kh {
    for q in 0..<kw {
      let pixels = images[.all, p..<p + height, q..<q + width]
      let product = matmul(reshape(pixels, [-1, images.shape[3]]), kernel[p, q])
      sum = sum.map { $0 + product } ?? product
    }
  }
  return reshape(sum!, [images.shape[0], height, width, kernel.shape[3]])
}
