import Tapestry

func crossEntropy(logits: Tensor, labels: Tensor) throws -> Tensor {
  (maximum(logits, 0) - logits * (1 - labels) + log1p(exp(-abs(logits)))).mean()
}
