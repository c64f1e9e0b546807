import Foundation
import Tapestry
import TensorFlowFormats
import TensorFlowMessages

extension SummaryWriter {
  /// Writes the graph of a function; the latest, if it has several.
  ///
  /// ```swift
  /// let cost = Function("cost") { (x: Tensor) in square(matmul(x, w) - 1).mean() }
  /// try cost(x)
  /// try writer.graph(cost)
  /// ```
  ///
  /// Operations that read a variable named `dense/kernel` are in a box `dense`; branches and loops
  /// are boxes that contain graphs of their own.
  ///
  /// - Throws: `FormatError` if the file cannot be written.
  /// - Precondition: the function has been called, or traced by `concreteFunction(for:)`.
  public func graph(_ function: any TracedFunction) throws {
    guard let traced = (function as? any GraphSource)?.tracedGraphs.last else {
      misuse(
        "SummaryWriter.graph", "the function '\(function.name)' has no graph yet",
        cure: "call it first")
    }
    var event = Tensorflow_Event()
    event.graphDef = try GraphNodes(GraphSteps(traced.graph)).definition
      .bytes(for: "the graph of '\(function.name)'")
    try add(event)
  }
}
