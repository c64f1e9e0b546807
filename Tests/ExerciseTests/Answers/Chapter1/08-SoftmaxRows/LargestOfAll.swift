import Tapestry

func softmaxRows(_ logits: Tensor) throws -> Tensor {
  let powers = exp(logits - logits.max())
  return powers / powers.sum(axis: -1, keepDims: true)
}
