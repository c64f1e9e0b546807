import Tapestry

func crossEntropy(logits: Tensor, labels: Tensor) throws -> Tensor {
  let p = sigmoid(logits)
  return (-labels * log(p) - (1 - labels) * log(1 - p)).mean()
}
