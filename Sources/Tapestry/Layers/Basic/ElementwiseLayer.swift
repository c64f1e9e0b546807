/// What layers share that return each element of their input in its place: the shape stays, and so
/// do masks.
public class ElementwiseLayer: Layer {
  override func outputShape(for input: Shape) throws(Misfit) -> Shape? { input }

  public override func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] {
    [inputs[0].mask]
  }
}
