/// The error for values that do not fit the weights: their number, a shape or a type differs.
public struct WeightMismatch: Error, CustomStringConvertible {
  /// The layer or optimizer.
  public let owner: String
  /// The weights' names, shapes and types.
  public let expected: [(name: String, spec: TensorSpec)]
  /// The shapes and types of the values that were given.
  public let got: [TensorSpec]

  /// The owner, the weight, both shapes and the cure.
  public var description: String {
    guard got.count == expected.count else {
      return "\(owner): \(got.count) values for \(expected.count) weights, "
        + "\(expected.map { "'\($0.name)'" }.joined(separator: ", "))\n"
        + (expected.isEmpty
          ? "  cure: build it first: a layer by a call or ensureBuilt(for: shape), an optimizer by "
            + "build(variables)"
          : "  cure: give one value for each, in this order")
    }
    let lines = zip(expected, got).filter { $0.spec != $1 }.map { weight, value in
      "\(owner): a \(value.dtype) value of shape \(value.shape) for weight '\(weight.name)', which "
        + "has \(weight.spec.dtype) and shape \(weight.spec.shape)"
    }
    return lines.joined(separator: "\n")
      + "\n  cure: take the values from a layer of the same sizes"
  }

  /// - Throws: `WeightMismatch` unless there is one value of the right shape and type for each.
  static func check(
    _ values: [Tensor], for weights: [Variable], of owner: String
  ) throws(WeightMismatch) {
    guard values.map(\.spec) == weights.map(\.spec) else {
      throw WeightMismatch(
        owner: owner, expected: weights.map { ($0.name, $0.spec) }, got: values.map(\.spec))
    }
  }
}

extension Variable {
  /// The shape and element type.
  public var spec: TensorSpec { TensorSpec(shape: shape, dtype: dtype) }
}
