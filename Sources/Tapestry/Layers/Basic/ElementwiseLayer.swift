/// The base class of element-wise layers, which keep the shape and the mask of their input.
public class ElementwiseLayer: Layer {
  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? { input }

  public override func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] {
    [inputs[0].mask]
  }
}
