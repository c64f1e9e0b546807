import Tapestry

func deadUnits(_ activations: Tensor) throws -> Tensor { (activations == 0).any(axis: 0) }
