import Tapestry

/// A function as a layer, for steps that have no weights.
final class LambdaLayer: Layer {
  private let function: (Tensor) -> Tensor

  init(_ function: @escaping (Tensor) -> Tensor) {
    self.function = function
    super.init()
  }

  override func call(_ x: Tensor) -> Tensor { function(x) }
}
