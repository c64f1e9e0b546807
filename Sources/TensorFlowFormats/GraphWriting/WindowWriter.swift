import Tapestry
import TensorFlowMessages

/// Convolutions, poolings and their gradients.
extension FunctionWriter {
  mutating func window(
    _ name: String, _ window: GraphWindow, _ index: Int
  ) throws(FormatError) -> String {
    guard case .window(_, let other) = graph.second.steps[index].action,
      other.isSame == window.isSame
    else { throw graph.differing(index) }
    let step = graph.first.steps[index]
    let inputs = step.inputs.map(value)
    var attributes: [String: Tensorflow_AttrValue] = [
      "T": .type(spec(index).dtype), "strides": .ints([1] + window.strides + [1]),
      "padding": .text(window.isSame ? "SAME" : "VALID"),
    ]
    switch name {
    case "conv2D":
      attributes["dilations"] = .ints([1] + window.dilations + [1])
      return node("Conv2D", inputs, attributes)
    case "conv2DInputGradient":
      let filters = spread(inputs[1], spec(step.inputs[1]), window)
      return node(
        "Conv2DBackpropInput", [try sizes(of: index), filters, inputs[0]], attributes)
    case "conv2DFilterGradient":
      let filters = spec(index).shape.dimensions
      let sizes = spans(window) + filters.suffix(2)
      let gradient = node(
        "Conv2DBackpropFilter", [inputs[0], builder.integers(sizes), inputs[1]], attributes)
      if window.dilations == [1, 1] { return gradient }
      return strided(gradient, sizes, window.dilations + [1, 1], spec(index).dtype)
    default: break
    }
    attributes["ksize"] = .ints([1] + window.size + [1])
    switch name {
    case "maxPool2D": return node("MaxPool", inputs, attributes)
    case "averagePool2D": return node("AvgPool", inputs, attributes)
    case "averagePool2DGradient":
      return node("AvgPoolGrad", [try sizes(of: index), inputs[0]], attributes)
    case "maxPool2DGradient", "maxPool2DSelection":
      let largest = node("MaxPool", [inputs[0]], attributes)
      return node(
        name == "maxPool2DGradient" ? "MaxPoolGrad" : "MaxPoolGradGrad",
        [inputs[0], largest, inputs[1]], attributes)
    default: throw unknown(name, index)
    }
  }

  /// How far the taps of a window reach.
  private func spans(_ window: GraphWindow) -> [Int] {
    zip(window.size, window.dilations).map { ($0 - 1) * $1 + 1 }
  }

  /// Filters with zeros between their taps: TensorFlow cannot compute gradients of dilated windows
  /// on a CPU.
  private mutating func spread(
    _ filters: String, _ spec: TensorSpec, _ window: GraphWindow
  ) -> String {
    if window.dilations == [1, 1] { return filters }
    let (sizes, steps) = (spec.shape.dimensions, window.dilations)
    let type = ["T": Tensorflow_AttrValue.type(spec.dtype)]
    func reshape(_ x: String, _ sizes: [Int]) -> String {
      node(
        "Reshape", [x, builder.integers(sizes)], type.merging(["Tshape": .type(.int32)]) { $1 })
    }
    let apart = reshape(filters, [sizes[0], 1, sizes[1], 1, sizes[2], sizes[3]])
    let widths = Tensor(
      [0, 0, 0, steps[0] - 1, 0, 0, 0, steps[1] - 1, 0, 0, 0, 0].map(Int32.init(clamping:)),
      shape: [6, 2])
    let zeros = node(
      "Pad", [apart, builder.constant(widths)], type.merging(["Tpaddings": .type(.int32)]) { $1 })
    let whole = reshape(zeros, [sizes[0] * steps[0], sizes[1] * steps[1], sizes[2], sizes[3]])
    return strided(whole, spans(window) + sizes.suffix(2), [1, 1, 1, 1], spec.dtype)
  }

  private mutating func strided(
    _ x: String, _ ends: [Int], _ steps: [Int], _ dtype: DType
  ) -> String {
    node(
      "StridedSlice",
      [x, builder.integers([0, 0, 0, 0]), builder.integers(ends), builder.integers(steps)],
      ["T": .type(dtype), "Index": .type(.int32)])
  }
}
