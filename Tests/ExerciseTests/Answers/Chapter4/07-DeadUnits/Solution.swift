import Tapestry

func deadUnits(_ activations: Tensor) throws -> Tensor { (activations == 0).all(axis: 0) }
