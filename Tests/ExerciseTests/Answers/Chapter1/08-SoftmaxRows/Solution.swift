import Tapestry

func softmaxRows(_ logits: Tensor) throws -> Tensor {
  let powers = exp(logits - logits.max(axis: -1, keepDims: true))
  return powers / powers.sum(axis: -1, keepDims: true)
}
