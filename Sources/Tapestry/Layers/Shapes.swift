// What shapes layers take and return, without computing anything. A file says how a model is made,
// and whether its layers fit each other must be known before one of them stops the program.

extension Layer {
  /// What the layer returns for an input of this shape and type; nil if that is not known before it
  /// runs, as of layers of a program's own.
  ///
  /// - Throws: `Misfit` for an input that the layer cannot take, or whose result no memory
  ///   could hold.
  func checkedOutput(for input: TensorSpec) throws(Misfit) -> TensorSpec? {
    if let inputSpec { try inputSpec.accept(input.shape, layer: name) }
    try checkSizes(input.shape)
    if let ownType, input.dtype.isFloating, input.dtype != ownType {
      throw Misfit(
        name, "\(input.dtype) inputs for \(ownType) weights",
        cure: "give all layers of a model the same dtype")
    }
    guard let output = try outputShape(for: input.shape) else { return nil }
    try checkSizes(output)
    return TensorSpec(shape: output, dtype: outputType(for: input.dtype))
  }

  /// That sizes, and the number of elements, stay where they can be computed with.
  func checkSizes(_ shape: Shape) throws(Misfit) {
    var count = 1
    for size in shape.dimensions {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard 0...sizeLimit ~= size, !overflow, product <= 1 << 48 else {
        throw Misfit(
          name, "a tensor of shape \(shape), which no memory holds", cure: "make its sizes smaller")
      }
      count = product
    }
  }

  /// The dimension that an axis means.
  ///
  /// - Throws: `Misfit` if the shape has no such dimension.
  func resolved(_ axis: Int, in shape: Shape) throws(Misfit) -> Int {
    guard -shape.rank..<shape.rank ~= axis else {
      throw Misfit(
        name, "axis \(axis) is out of range for shape \(shape)",
        cure: "use an axis from \(-shape.rank) to \(shape.rank - 1)")
    }
    return axis < 0 ? axis + shape.rank : axis
  }
}
