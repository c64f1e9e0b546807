import Tapestry

func mish(_ x: Tensor) throws -> Tensor { x * (maximum(x, 0) + log1p(exp(-abs(x)))) }
