/// The slices of a tensor for which a mask is true.
///
/// ```swift
/// let x = Tensor([[1, 2], [3, 4], [5, 6]])
/// booleanMask(x, Tensor([true, false, true]))    // [[1, 2], [5, 6]]
/// booleanMask(x, x > 3)                          // [4, 5, 6]
/// ```
///
/// In a graph, whose shapes cannot depend on values, multiply by the mask or use `select`.
///
/// - Parameter axis: where the mask's dimensions begin in x.
/// - **Shapes:** the mask's dimensions become one, whose size is the number of true elements.
/// - **DTypes:** x all, the mask `bool`.
/// - **Gradient:** of x.
/// - Precondition: the mask has a dimension and the shape of x from `axis` on; no graph is being
///   traced.
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
  let positions = positions(of: reshape(mask, [mask.count]))
  return gather(
    reshape(x, Shape(Array(merged))), reshape(positions, [positions.shape[0]]), axis: axis)
}
