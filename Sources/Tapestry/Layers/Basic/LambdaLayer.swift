/// A function as a layer. Keras calls it `Lambda`, and so do the layer's name and configuration.
///
/// ```swift
/// let model = Sequential([LambdaLayer { $0 / 255 }, Dense(10)])
/// LambdaLayer { square($0) }.name  // lambda
/// ```
///
/// A closure cannot be saved, so a function that makes the layer again has to be registered:
/// `Layer.register("Lambda") { _ in LambdaLayer { $0 / 255 } }`. Where that matters, a custom class
/// is better, since it has a name.
///
/// - **Shapes:** whatever the function takes and returns.
public final class LambdaLayer: Layer {
  private let function: (Tensor) -> Tensor

  /// A layer that computes a function.
  public init(name: String? = nil, _ function: @escaping (Tensor) -> Tensor) {
    self.function = function
    super.init(name: name)
  }

  public override class var className: String { "Lambda" }

  public override func call(_ x: Tensor) -> Tensor { function(x) }
}
