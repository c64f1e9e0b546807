import Tapestry

func mish(_ x: Tensor) throws -> Tensor { x * tanh(log(1 + exp(x))) }
