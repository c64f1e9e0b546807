import Tapestry

func crossEntropy(logits: Tensor, labels: Tensor) throws -> Tensor {
  (maximum(logits, 0) - logits * labels + log1p(exp(-abs(logits)))).mean()
}
