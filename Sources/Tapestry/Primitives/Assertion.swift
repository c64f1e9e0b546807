/// A condition that the graph of a file demands, or a metric of its predictions.
struct Assertion: PartialPrimitive {
  /// The operation that demands it.
  var operation = "assert"
  let message: String
  var cure = "give values for which the condition holds"
  /// How many elements of each value the error shows.
  let shownCount: Int

  var name: String { "assert" }
  // It is needed for its error and not for its result.
  var isPure: Bool { false }

  /// The inputs are the condition and the values that the error shows.
  func spec(_ inputs: [Tensor]) -> TensorSpec { TensorSpec(shape: [], dtype: .bool) }

  func attempt(_ inputs: [Tensor], _ spec: TensorSpec) throws(InvalidUse) -> Tensor {
    guard inputs[0].scalars(as: Bool.self).allSatisfy({ $0 }) else {
      throw InvalidUse(
        operation, ([message] + inputs.dropFirst().map(text)).joined(separator: " "), cure: cure)
    }
    return Tensor(true)
  }

  private func text(of value: Tensor) -> String {
    let shown = Swift.min(shownCount, value.count)
    let elements = value.contiguous()
    let texts = (0..<shown).map { index in
      elements.withBytes { bytes in
        Tensor(
          borrowing: bytes + index * value.dtype.size, TensorSpec(shape: [], dtype: value.dtype)
        ).scalarDescription
      }
    }
    return "[" + (texts + (shown < value.count ? ["..."] : [])).joined(separator: " ") + "]"
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }

  /// In a map the condition must hold for all elements.
  func batched(_ call: BatchedCall) -> Tensor? {
    broadcast(bind(self, call.inputs), to: call.batch(of: []))
  }
}

/// Requires a condition, which is checked as soon as the values are known.
///
/// It is for graphs of files, whose conditions have messages of their own; Swift code uses the
/// language's assertions.
package func requireCondition(
  _ condition: Tensor, _ message: String, showing values: [Tensor] = [], elements: Int = 3
) {
  _ = bind(Assertion(message: message, shownCount: elements), [condition] + values)
}
