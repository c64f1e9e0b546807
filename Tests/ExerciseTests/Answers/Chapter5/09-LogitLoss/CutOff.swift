import Tapestry

func crossEntropy(logits: Tensor, labels: Tensor) throws -> Tensor {
  let p = clip(sigmoid(logits), min: 1e-7, max: 1 - 1e-7)
  return (-labels * log(p) - (1 - labels) * log(1 - p)).mean()
}
