import Tapestry

extension GraphOperations {
  /// Operations that fold many elements into one.
  static let reductionOperations: [String: GraphOperation] = {
    var table: [String: GraphOperation] = [:]
    func reduction(
      _ name: String, _ accepts: @escaping @Sendable (DType) -> Bool,
      _ compute: @escaping @Sendable (Tensor, [Int], Bool) -> Tensor
    ) {
      table[name] = { call in
        let x = try call.tensor(0)
        guard accepts(x.dtype) else { throw call.fail("its operand is \(x.dtype)") }
        let axes = try call.axes(1, rank: x.rank)
        // An empty list of axes reduces nothing.
        if axes.isEmpty { return [.tensor(name == "EuclideanNorm" ? abs(x) : identity(x))] }
        return [.tensor(compute(x, axes, call.flag("keep_dims")))]
      }
    }
    reduction("Sum", { $0 != .bool }) { $0.sum(axis: $1, keepDims: $2) }
    reduction("Mean", { $0 != .bool }) { x, axes, keepDims in
      guard x.dtype.isInteger else { return x.mean(axis: axes, keepDims: keepDims) }
      // The mean of integers is an integer: the sum's quotient, rounded toward 0.
      let sum = x.sum(axis: axes, keepDims: keepDims)
      let count = x.count / Swift.max(sum.count, 1)
      return truncated(sum, by: known { cast(Tensor(count), to: x.dtype) })
    }
    reduction("Prod", { $0 != .bool }) { $0.prod(axis: $1, keepDims: $2) }
    reduction("Max", { $0 != .bool }) { $0.max(axis: $1, keepDims: $2) }
    reduction("Min", { $0 != .bool }) { $0.min(axis: $1, keepDims: $2) }
    reduction("All", { $0 == .bool }) { $0.all(axis: $1, keepDims: $2) }
    reduction("Any", { $0 == .bool }) { $0.any(axis: $1, keepDims: $2) }
    reduction("EuclideanNorm", { $0.isFloating }) { $0.norm(axis: $1, keepDims: $2) }

    func position(_ name: String, _ compute: @escaping @Sendable (Tensor, Int) -> Tensor) {
      table[name] = { call in
        let x = try call.numeric(0)
        let axis = try call.axis(try call.integer(1), rank: x.rank)
        guard x.shape.dimensions[axis] > 0 else { throw call.fail("axis \(axis) is empty") }
        return [.tensor(cast(compute(x, axis), to: try call.dtype("output_type", default: .int64)))]
      }
    }
    position("ArgMax") { $0.argmax(axis: $1) }
    position("ArgMin") { $0.argmin(axis: $1) }

    table["Cumsum"] = { call in
      let x = try call.numeric(0)
      let axis = try call.axis(try call.integer(1), rank: x.rank)
      return [
        .tensor(
          cumsum(x, axis: axis, exclusive: call.flag("exclusive"), reverse: call.flag("reverse")))
      ]
    }
    table["Cumprod"] = { call in
      let x = try call.numeric(0)
      let axis = try call.axis(try call.integer(1), rank: x.rank)
      return [
        .tensor(
          cumprod(x, axis: axis, exclusive: call.flag("exclusive"), reverse: call.flag("reverse")))
      ]
    }
    table["CumulativeLogsumexp"] = { call in
      let x = try call.floating(0)
      let axis = try call.axis(try call.integer(1), rank: x.rank)
      return [
        .tensor(
          cumulativeLogSumExp(
            x, axis: axis, exclusive: call.flag("exclusive"), reverse: call.flag("reverse")))
      ]
    }
    table["L2Loss"] = { call in
      [.tensor(square(try call.floating(0)).sum() / 2)]
    }
    return table
  }()
}
