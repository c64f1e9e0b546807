// The shapes that layers take and return, found without computing anything. When a model is made
// from a file, layers that do not fit each other must be found before one of them stops the
// program.

extension Layer {
  /// The shape and type of the layer's output for such an input; nil if it is not known before the
  /// layer runs, as with custom layers.
  ///
  /// - Throws: `InvalidUse` for an input that the layer cannot take, or whose result no memory
  ///   could hold.
  func checkedOutput(for input: TensorSpec) throws(InvalidUse) -> TensorSpec? {
    try checkInput(input)
    guard let output = try outputShape(for: input.shape) else { return nil }
    try checkSizes(output)
    return TensorSpec(shape: output, dtype: outputType(for: input.dtype))
  }

  /// Checks that an input has the rank, the sizes and the type that the layer needs.
  func checkInput(_ input: TensorSpec) throws(InvalidUse) {
    if let inputSpec { try inputSpec.accept(input.shape, layer: name) }
    try checkSizes(input.shape)
    if let ownType, input.dtype.isFloating, input.dtype != ownType {
      throw InvalidUse(
        name, "\(input.dtype) inputs for \(ownType) weights",
        cure: "give all layers of a model the same dtype")
    }
  }

  /// Checks that sizes, and the number of elements, are small enough to compute with.
  func checkSizes(_ shape: Shape) throws(InvalidUse) {
    var count = 1
    for size in shape.dimensions {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard 0...sizeLimit ~= size, !overflow, product <= 1 << 48 else {
        throw InvalidUse(
          name, "a tensor of shape \(shape), which no memory holds", cure: "make its sizes smaller")
      }
      count = product
    }
  }

  /// The dimension that an axis means.
  ///
  /// - Throws: `InvalidUse` if the shape has no such dimension.
  func resolved(_ axis: Int, in shape: Shape) throws(InvalidUse) -> Int {
    guard -shape.rank..<shape.rank ~= axis else {
      throw InvalidUse(
        name, "axis \(axis) is out of range for shape \(shape)",
        cure: "use an axis from \(-shape.rank) to \(shape.rank - 1)")
    }
    return axis < 0 ? axis + shape.rank : axis
  }
}
