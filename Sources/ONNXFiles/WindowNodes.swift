import ONNXMessages
import Tapestry
import TensorFlowFormats

/// Convolutions and poolings. Images here have their channels last, in ONNX before rows and
/// columns.
extension GraphWriter {
  private static let toChannelsFirst = [0, 3, 1, 2]
  private static let toChannelsLast = [0, 2, 3, 1]

  mutating func window(
    _ name: String, _ window: GraphWindow, _ index: Int
  ) throws(FormatError) -> String {
    guard case .window(_, let other) = graph.second.steps[index].action,
      other.isSame == window.isSame
    else { throw graph.differing(index) }
    let sources = graph.first.steps[index].inputs
    let dtype = spec(index).dtype
    func convolution(_ images: Int) throws(FormatError) -> [Onnx_AttributeProto] {
      try attributes(window, images, index) + [.ints("dilations", window.dilations)]
    }
    let x = transposed(value(sources[0]), Self.toChannelsFirst)
    let y: String
    switch name {
    case "conv2D":
      let filters = transposed(value(sources[1]), [3, 2, 0, 1])
      y = try numeric("Conv", [x, filters], dtype, index, try convolution(sources[0]))
    case "conv2DInputGradient":
      let filters = transposed(value(sources[1]), [3, 2, 0, 1])
      let sizes = try outputPadding(window, sources[0], index)
      y = try numeric(
        "ConvTranspose", [x, filters], dtype, index,
        try convolution(index) + [.ints("output_padding", sizes)])
    case "maxPool2D":
      y = try numeric("MaxPool", [x], dtype, index, try attributes(window, sources[0], index))
    case "averagePool2D":
      // Elements outside the image do not count.
      y = try numeric(
        "AveragePool", [x], dtype, index,
        try attributes(window, sources[0], index) + [.int("count_include_pad", 0)])
    default: throw unknown(index)
    }
    return transposed(y, Self.toChannelsLast)
  }

  /// The sizes, distances and padding of windows over images.
  private func attributes(
    _ window: GraphWindow, _ images: Int, _ index: Int
  ) throws(FormatError) -> [Onnx_AttributeProto] {
    let common: [Onnx_AttributeProto] = [
      .ints("kernel_shape", window.size), .ints("strides", window.strides),
    ]
    if !window.isSame { return common }
    let sizes = Array(graph.dimensions(images)[1...2])
    guard !sizes.contains(nil) else { return common + [.text("auto_pad", "SAME_UPPER")] }
    let pads = padding(window, sizes.compactMap { $0 })
    return common + [.ints("pads", pads.map(\.before) + pads.map(\.after))]
  }

  /// How far windows reach over the edges. An odd element goes to the end.
  private func padding(_ window: GraphWindow, _ sizes: [Int]) -> [(before: Int, after: Int)] {
    sizes.indices.map { axis in
      let (size, stride) = (sizes[axis], window.strides[axis])
      let reach = (window.size[axis] - 1) * window.dilations[axis] + 1
      let count = (size + stride - 1) / stride
      let total = max(0, (count - 1) * stride + reach - size)
      return (total / 2, total - total / 2)
    }
  }

  /// How many rows and columns of a transposed convolution's result no window reaches.
  private func outputPadding(
    _ window: GraphWindow, _ source: Int, _ index: Int
  ) throws(FormatError) -> [Int] {
    let (inputs, outputs) = (graph.dimensions(source), graph.dimensions(index))
    return try (0..<2).map { axis throws(FormatError) in
      guard let input = inputs[axis + 1], let output = outputs[axis + 1] else {
        throw graph.differing(index)
      }
      let reach = (window.size[axis] - 1) * window.dilations[axis] + 1
      let sizes = outputs[1...2].compactMap { $0 }
      let pads =
        window.isSame && sizes.count == 2 ? padding(window, sizes)[axis] : (before: 0, after: 0)
      return output + pads.before + pads.after - (input - 1) * window.strides[axis] - reach
    }
  }
}
