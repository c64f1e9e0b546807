import Tapestry

func heKernel(inputs: Int, outputs: Int, seed: Int) throws -> Tensor {
  setRandomSeed(seed)
  return Tensor.normal([inputs, outputs]) * (2 / Double(inputs))
}
