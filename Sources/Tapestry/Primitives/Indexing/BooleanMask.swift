/// The slices of a tensor for which a mask is true.
///
/// ```swift
/// let x = Tensor([[1, 2], [3, 4], [5, 6]])
/// booleanMask(x, Tensor([true, false, true]))    // [[1, 2], [5, 6]]
/// booleanMask(x, x > 3)                          // [4, 5, 6]
/// ```
///
/// The shapes of a graph cannot depend on what it computes: there, multiply by a mask that is not
/// known while the graph is traced, or use `select`.
///
/// - Parameter axis: where the mask's dimensions begin in x.
/// - **Shapes:** the mask's dimensions become one, whose size is the number of true elements.
/// - **DTypes:** x all, the mask `bool`.
/// - **Gradient:** of x.
/// - Precondition: the mask has a dimension and the shape of x from `axis` on; in a graph it is
///   known while the graph is traced.
public func booleanMask(
  _ x: some TensorConvertible, _ mask: some TensorConvertible, axis: Int = 0
) -> Tensor {
  let (x, mask) = (x.tensor, mask.tensor)
  let axis = x.shape.existingAxis(axis, in: "booleanMask")
  let dimensions = x.shape.dimensions
  guard mask.rank > 0, axis + mask.rank <= x.rank,
    dimensions[axis..<(axis + mask.rank)] == mask.shape.dimensions[...]
  else {
    misuse(
      "booleanMask", "a mask of shape \(mask.shape) for shape \(x.shape) from axis \(axis) on",
      cure: "give a mask that has the sizes of x's dimensions from that axis on")
  }
  let merged =
    dimensions[..<axis] + [mask.count] + dimensions[(axis + mask.rank)...]
  func kept() -> Tensor {
    let positions = positions(of: reshape(mask, [mask.count]))
    return reshape(positions, [positions.shape[0]])
  }
  // Reshaped in a graph, a known mask would be one that the graph computes.
  let kept = mask.isSymbolic ? kept() : Context.with(interpreter: nil, tapes: [], kept)
  return gather(reshape(x, Shape(Array(merged))), kept, axis: axis)
}
