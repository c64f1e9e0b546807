import ONNXMessages
import Tapestry
import TensorFlowFormats

/// Translates a graph into nodes of ONNX, in the vocabulary of opset 17.
///
/// A value of the engine's graph is a value of the same shape and type there, whatever the types
/// and layouts in which its nodes compute.
struct GraphWriter {
  let graph: OpenGraph
  let model: ModelParts
  /// The size that stands for all open ones, outside this graph.
  let openSize: () -> String?
  var nodes: [Onnx_NodeProto] = []
  private var values: [Int: String] = [:]
  /// The names of the results of branches and loops.
  private var flows: [ObjectIdentifier: [String]] = [:]

  /// A writer for a graph whose arguments have these names.
  init(
    _ graph: OpenGraph, arguments: [String], in model: ModelParts,
    openSize: @escaping () -> String? = { nil }
  ) {
    self.graph = graph
    self.model = model
    self.openSize = openSize
    values = Dictionary(
      zip(graph.first.parameters, arguments), uniquingKeysWith: { first, _ in first })
  }

  /// Writes the nodes of all steps, and returns the names of the graph's results.
  mutating func write() throws(FormatError) -> [String] {
    for index in graph.first.steps.indices { try write(index) }
    return graph.first.outputs.map(value)
  }

  // MARK: Values

  /// The name of the value of a step.
  func value(_ index: Int) -> String { values[index]! }

  func spec(_ index: Int) -> TensorSpec { graph.first.steps[index].spec }

  /// Adds a node with one result, and returns its name.
  mutating func node(
    _ operation: String, _ inputs: [String], _ attributes: [Onnx_AttributeProto] = []
  ) -> String {
    let output = model.unique(operation.lowercased())
    nodes.append(Onnx_NodeProto(operation, inputs, attributes, [output]))
    return output
  }

  /// The name of a constant.
  func constant(_ tensor: Tensor) -> String { model.constant(tensor) }

  /// The name of a number of a type.
  func constant(_ number: Double, _ dtype: DType) -> String {
    constant(Tapestry.cast(Tensor(number, dtype: .float64), to: dtype))
  }

  /// The name of a list of numbers: sizes, axes or positions.
  func integers(_ numbers: [Int]) -> String {
    constant(Tensor(numbers.map(Int64.init), shape: [numbers.count]))
  }

  /// An error about a step.
  func fail(_ index: Int, _ problem: String, cure: String) -> FormatError {
    FormatError(
      "function '\(graph.function)'",
      "node %\(index), \(graph.first.steps[index].action.name): \(problem)", cure: cure)
  }

  func unknown(_ index: Int) -> FormatError {
    fail(
      index, "there is no operation of ONNX for \(graph.first.steps[index].action.name)",
      cure: "compute it from operations that ONNX has, or outside the function")
  }

  // MARK: Open sizes

  /// The sizes of a value as a list, computed when the graph runs where they are open.
  mutating func sizes(of index: Int) throws(FormatError) -> String {
    let dimensions = graph.dimensions(index)
    if !dimensions.contains(nil) { return integers(dimensions.compactMap { $0 }) }
    var parts: [String] = []
    for axis in dimensions.indices { parts.append(try size(of: index, axis: axis)) }
    return parts.count == 1 ? parts[0] : node("Concat", parts, [.int("axis", 0)])
  }

  /// One size of a value, as a list of one number.
  func size(of index: Int, axis: Int) throws(FormatError) -> String {
    if let size = graph.dimensions(index)[axis] { return integers([size]) }
    guard graph.isBatch(index, axis), let openSize = openSize() else {
      throw graph.differing(index)
    }
    return openSize
  }

  // MARK: Steps

  private mutating func write(_ index: Int) throws(FormatError) {
    let step = graph.first.steps[index]
    switch step.action {
    case .parameter: return
    case .constant: values[index] = try constant(index)
    case .read(let variable): values[index] = model.value(of: variable)
    case .assign(let variable):
      throw fail(
        index, "it changes variable '\(variable.name)', and a model of ONNX has no state",
        cure: "return the new value, and take the old one as an argument")
    case .assertion:
      throw fail(
        index, "ONNX has no operation that stops where a condition does not hold",
        cure: "check it outside the function, or return it")
    case .flow(let flow, let result):
      if flows[flow.identity] == nil {
        flows[flow.identity] = try write(flow, index, graph.second.steps[index].action)
      }
      if let result { values[index] = flows[flow.identity]![result] }
    default: values[index] = try operation(index)
    }
  }

  private mutating func constant(_ index: Int) throws(FormatError) -> String {
    switch try graph.constant(index) {
    case .fixed(let tensor): return constant(tensor)
    case .filled(let element):
      return node("Expand", [constant(element), try sizes(of: index)])
    case .product(let factor):
      return node("Mul", [constant(factor), try openNumber(factor.dtype, index)])
    case .quotient(let dividend):
      return node("Div", [constant(dividend), try openNumber(dividend.dtype, index)])
    }
  }

  /// The open size as a scalar of a type.
  private mutating func openNumber(
    _ dtype: DType, _ index: Int
  ) throws(FormatError) -> String {
    guard let openSize = openSize() else { throw graph.differing(index) }
    return cast(node("Squeeze", [openSize, integers([0])]), to: dtype)
  }
}
