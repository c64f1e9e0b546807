import Tapestry

func softmaxRows(_ logits: Tensor) throws -> Tensor {
  let powers = exp(logits)
  return powers / powers.sum(axis: -1, keepDims: true)
}
