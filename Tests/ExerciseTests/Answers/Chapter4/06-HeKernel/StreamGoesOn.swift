import Tapestry

func heKernel(inputs: Int, outputs: Int, seed: Int) throws -> Tensor {
  Tensor.normal([inputs, outputs], seed: seed) * (2 / Double(inputs)).squareRoot()
}
