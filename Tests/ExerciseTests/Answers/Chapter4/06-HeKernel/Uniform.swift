import Tapestry

func heKernel(inputs: Int, outputs: Int, seed: Int) throws -> Tensor {
  setRandomSeed(seed)
  let limit = (6 / Double(inputs)).squareRoot()
  return Tensor.uniform([inputs, outputs], from: -limit, to: limit)
}
