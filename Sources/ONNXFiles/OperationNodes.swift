import ONNXMessages
import Tapestry
import TensorFlowFormats

extension GraphWriter {
  /// Writes the nodes for an operation, and returns the name of its value.
  mutating func operation(_ index: Int) throws(FormatError) -> String {
    let step = graph.first.steps[index]
    switch step.action {
    case .plain(let name): return try plain(name, index)
    case .transpose(let order): return transposed(value(step.inputs[0]), order)
    case .reduction(let name, let axes, let keepDims):
      return try reduction(name, index, axes: axes, keepDims: keepDims)
    case .matmul(let transposeA, let transposeB):
      return try product(index, transposeA: transposeA, transposeB: transposeB)
    case .concat(let axis):
      if step.inputs.count == 1 { return value(step.inputs[0]) }
      return node("Concat", step.inputs.map(value), [.int("axis", axis)])
    case .pad(let widths): return try pad(index, widths)
    case .slice: return try slice(index)
    case .embed: return try embed(index)
    case .gather(let axis, let batch):
      return try gather(index, axis: axis, batchDimensions: batch)
    case .oneHot(let axis, let depth):
      guard case .oneHot(_, depth) = graph.second.steps[index].action else {
        throw graph.differing(index)
      }
      return cast(oneHot(step.inputs[0], axis: axis, depth: depth), to: step.spec.dtype)
    case .cumulative(let name, let axis, let exclusive, let reverse):
      return try cumulative(name, index, axis: axis, exclusive: exclusive, reverse: reverse)
    case .window(let name, let window): return try self.window(name, window, index)
    case .made(let name, let parameters): return try made(name, index, parameters)
    default: throw unknown(index)
    }
  }

  private mutating func plain(_ name: String, _ index: Int) throws(FormatError) -> String {
    switch name {
    case "reshape": return try reshape(index)
    case "broadcast":
      let x = value(graph.first.steps[index].inputs[0])
      return node("Expand", [x, try sizes(of: index)])
    case "softmaxCrossEntropyWithLogits": return try crossEntropy(index, isSparse: false)
    case "sparseSoftmaxCrossEntropyWithLogits": return try crossEntropy(index, isSparse: true)
    case "diagonal": return try diagonal(index)
    case "diagonalMatrix": return try diagonalMatrix(index)
    case "determinant":
      let x = value(graph.first.steps[index].inputs[0])
      return try numeric("Det", [x], spec(index).dtype, index)
    default:
      if let value = try elementwise(name, index) { return value }
      if let value = try indexed(name, index) { return value }
      throw unknown(index)
    }
  }

  /// An operation with parameters, of which only the seeds may depend on the open size.
  private mutating func made(
    _ name: String, _ index: Int, _ parameters: [String: GraphParameter]
  ) throws(FormatError) -> String {
    guard !["uniform", "normal", "truncatedNormal", "randomPermutation"].contains(name) else {
      throw fail(
        index, "ONNX does not say which random numbers an operation draws",
        cure: "draw them outside the function, and take them as an argument; a model is written as "
          + "it is called at inference")
    }
    guard case .made(_, parameters) = graph.second.steps[index].action else {
      throw graph.differing(index)
    }
    if let value = try indexed(name, index, parameters) { return value }
    throw unknown(index)
  }
}
