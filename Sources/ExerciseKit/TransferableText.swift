import Miniature
import Tapestry

// Graphs and views travel as lists of lists, which would be hard to read.

extension Optional where Wrapped: Transferable {
  /// The text for the value, if there is one.
  public static func text(for datum: Datum) -> String? { Wrapped.text(for: datum) }
}

extension Array where Element: Transferable {
  /// The text for all elements.
  public static func text(for datum: Datum) -> String? {
    guard case .list(let elements) = datum else { return nil }
    let texts = elements.compactMap { Element.text(for: $0) }
    return texts.count == elements.count ? "[" + texts.joined(separator: ", ") + "]" : nil
  }
}

extension TensorSpec {
  /// Such as `float32 (2, 3)`.
  public static func text(for datum: Datum) -> String? {
    (try? TensorSpec(datum: datum)).map { "\($0.dtype) \($0.shape)" }
  }
}

extension Range where Bound == Int {
  /// Such as `0..<3`.
  public static func text(for datum: Datum) -> String? {
    (try? Range(datum: datum)).map { "\($0.lowerBound)..<\($0.upperBound)" }
  }
}

extension ObjectDescription {
  /// The description, without quotes.
  public static func text(for datum: Datum) -> String? { try? String(datum: datum) }
}

extension NamedFunction {
  /// The function as a formula.
  public static func text(for datum: Datum) -> String? {
    switch try? NamedFunction(datum: datum) {
    case .square: "x²"
    case .cube: "x³"
    case .xSine: "x · sin x"
    case .bell: "exp(−x²)"
    case .logOfSquare: "log(1 + x²)"
    case .softplus: "log(1 + exp x)"
    case nil: nil
    }
  }
}

extension View {
  /// Such as `View(shape: [2, 3], strides: [3, 1], offset: 0)`.
  public static func text(for datum: Datum) -> String? {
    (try? View(datum: datum)).map {
      "View(shape: \($0.shape), strides: \($0.strides), offset: \($0.offset))"
    }
  }
}

extension MiniArgument {
  /// Such as `float32 [2, 3]`, or the number.
  public static func text(for datum: Datum) -> String? {
    switch try? MiniArgument(datum: datum) {
    case .tensor(let dtype, let shape): "\(dtype) \(shape)"
    case .number(let number): "\(number)"
    case nil: nil
    }
  }
}

extension MiniGraph {
  /// A line for each node: its index, its operation, and the number of its elements.
  public static func text(for datum: Datum) -> String? {
    guard let graph = try? MiniGraph(datum: datum) else { return nil }
    let nodes = graph.nodes.enumerated().map { index, node in
      var text = "%\(index) = \(node.operation.rawValue)"
      if let name = node.name { text += " \(name)" }
      if let constant = node.constant { text += " \(constant)" }
      if !node.inputs.isEmpty {
        text += "(" + node.inputs.map { "%\($0)" }.joined(separator: ", ") + ")"
      }
      return text + ": \(node.elementCount)"
    }
    let outputs = graph.outputs.map { "%\($0)" }.joined(separator: ", ")
    return (nodes + ["return \(outputs)"]).joined(separator: "\n")
  }
}
