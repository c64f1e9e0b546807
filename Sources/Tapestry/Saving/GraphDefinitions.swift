// Definitions of operations that other programs lack, by operations that they have.

extension Primitive {
  /// The operation on some inputs, defined by operations that other programs have: for a fused
  /// operation, and for one that only this library has. Nil if it needs no definition.
  ///
  /// The alternative, a formula for each in every format that writes graphs, would state the same
  /// several times.
  var writtenDefinition: (([Tensor]) -> Tensor)? {
    switch self {
    case let defined as any DefinedPrimitive: { defined.definition($0) }
    case let rule as TracedGradientRule:
      // The rule has served its purpose: gradients are in the graph already.
      { identity($0[rule.value]) }
    case let variance as Variance: { variance.inTwoPasses($0[0]) }
    case let recurrence as LinearRecurrence: { recurrence.stepByStep($0[0], $0[1]) }
    case is LeakyReluSlope: { select($0[0] > 0, 1, $0[1]) }
    case is SoftmaxCrossEntropyGradient:
      { inputs in
        let (labels, logits, dy) = (inputs[0], inputs[1], inputs[2])
        return expandDims(dy, axis: -1) * (softmax(logits) - labels)
      }
    case is SparseSoftmaxCrossEntropyGradient:
      { inputs in
        let (labels, logits, dy) = (inputs[0], inputs[1], inputs[2])
        let hot = oneHot(labels, depth: logits.shape[-1], dtype: logits.dtype)
        return expandDims(dy, axis: -1) * (softmax(logits) - hot)
      }
    case is Cofactors: { cofactors($0[0]) }
    case let inverse as PseudoInverse: { inverse.fromSingularValues($0[0]) }
    case is MatrixExponential: { MatrixExponential.formula($0[0], squared: squared) }
    case let sorted as SortedElements: { sorted.definition($0[0]) }
    case is EqualRowSums: { equalRowSums($0[0], $0[1]) }
    case let positions as FlatPositions:
      { inputs in
        let steps = Shape(positions.dimensions).contiguousStrides
        return (cast(inputs[0], to: .int64) * Tensor(steps, shape: [steps.count])).sum(axis: -1)
      }
    case let scatter as ScatterAdd where scatter.lookup != .rows:
      { scatter.lookup.scatteredRows($0[0], $0[1], $0[2]) }
    case let matrix as DiagonalMatrix where matrix.rows != matrix.columns:
      { inputs in
        let size = min(matrix.rows, matrix.columns)
        let square = bind(DiagonalMatrix(rows: size, columns: size), inputs)
        return pad(
          square,
          [(before: Int, after: Int)](repeating: (0, 0), count: square.rank - 2)
            + [(0, matrix.rows - size), (0, matrix.columns - size)])
      }
    case let padding as Padding where padding.parts.contains(where: { $0.step != 1 }):
      { inputs in
        let placement = Placement(shape: padding.shape, parts: padding.parts)
        let isInside = bind(placement, [Tensor.ones(like: inputs[0])]) != 0
        return select(isInside, bind(placement, [inputs[0]]), inputs[1])
      }
    default: nil
    }
  }

  /// The graph of its definition for inputs of these shapes and types.
  func writtenGraph(_ inputs: [TensorSpec]) -> Graph? {
    guard let definition = writtenDefinition else { return nil }
    let builder = GraphBuilder(name: name, outer: nil)
    let parameters = inputs.map { builder.parameter($0) }
    let result = builder.trace { definition(parameters) }
    builder.finish([result])
    return builder.graph
  }
}

extension Variance {
  fileprivate func inTwoPasses(_ x: Tensor) -> Tensor {
    let axes = reductionAxes.axes(of: x.shape)
    return squaredDifference(x, x.mean(axis: axes, keepDims: true))
      .mean(axis: axes, keepDims: reductionAxes.keepDims)
  }
}

extension LinearRecurrence {
  fileprivate func stepByStep(_ b: Tensor, _ a: Tensor) -> Tensor {
    let (terms, factors) = (unstack(b, axis: scan.axis), unstack(a, axis: scan.axis))
    let order = scan.reverse ? Array(terms.indices.reversed()) : Array(terms.indices)
    var results = terms
    for (before, step) in zip(order, order.dropFirst()) {
      // A zero stays zero, whatever the factor.
      let last = results[before]
      results[step] = terms[step] + select(last == 0, 0, factors[step] * last)
    }
    return results.isEmpty ? b : stack(results, axis: scan.axis)
  }
}

private func cofactors(_ a: Tensor) -> Tensor {
  let (s, u, v) = svd(a)
  let before = cumprod(s, axis: -1, exclusive: true)
  let others = before * cumprod(s, axis: -1, exclusive: true, reverse: true)
  let sign = determinant(u) * determinant(v)
  return matmul(
    u * expandDims(others * expandDims(sign, axis: -1), axis: -2), v, transposeB: true)
}

extension PseudoInverse {
  fileprivate func fromSingularValues(_ a: Tensor) -> Tensor {
    let (s, u, v) = svd(a)
    let ulp = a.dtype == .float64 ? Double.ulpOfOne : Double(Float.ulpOfOne)
    let part = tolerance ?? 10 * Double(max(a.shape[-2], a.shape[-1])) * ulp
    let isZero = s <= s.max(axis: -1, keepDims: true) * part
    return matmul(
      v * expandDims(divideNoNaN(1, select(isZero, 0, s)), axis: -2), u, transposeB: true)
  }
}

/// Each matrix squared as often as its number says, in a loop that ends when all are.
private func squared(_ y: Tensor, _ squarings: Tensor) -> Tensor {
  let start = [y, Tensor(0, dtype: .float64), squarings]
  return whileLoop(start, while: { $0[1] < $0[2].max() }) { state in
    let (y, step, squarings) = (state[0], state[1], state[2])
    return [select(squarings > step, matmul(y, y), y), step + 1, squarings]
  }[0]
}

/// The rows sorted by their positions, summed where positions are equal, and put back in order.
private func equalRowSums(_ rows: Tensor, _ positions: Tensor) -> Tensor {
  guard rows.shape[0] > 1 else { return identity(rows) }
  let order = argsort(positions)
  let sorted = gather(positions, order)
  let isNew = sorted[1...] != sorted[..<(-1)]
  let runs = concat([Tensor.zeros([1], dtype: .int32), cumsum(cast(isNew, to: .int32))], axis: 0)
  let sums = bind(
    SegmentFold(kind: .sum, count: rows.shape[0], name: "equalRowSums"),
    [gather(rows, order), runs])
  return gather(gather(sums, runs), argsort(order))
}

extension Lookup {
  /// The sum of slices at their positions, by way of rows: the indexed dimension and the batch are
  /// moved to the front and merged.
  fileprivate func scatteredRows(_ x: Tensor, _ indices: Tensor, _ updates: Tensor) -> Tensor {
    let sizes = blocks(x.shape, indices.shape)
    let (batches, outer, inner) = (sizes.batches, sizes.outer, sizes.inner)
    func rows(_ x: Tensor, _ count: Int) -> Tensor {
      let transposed = transpose(reshape(x, [batches, outer, count, inner]), [0, 2, 1, 3])
      return reshape(transposed, [batches * count, outer * inner])
    }
    let ones = Tensor.ones([batches, 1], dtype: .int64)
    let first = cumsum(ones, axis: 0, exclusive: true) * Tensor(sizes.size)
    let flatIndices = reshape(cast(indices, to: .int64), [batches, sizes.count]) + first
    let result = bind(
      ScatterAdd(lookup: .rows),
      [
        rows(x, sizes.size), reshape(flatIndices, [batches * sizes.count]),
        rows(updates, sizes.count),
      ])
    let transposed = transpose(reshape(result, [batches, sizes.size, outer, inner]), [0, 2, 1, 3])
    return reshape(transposed, x.shape)
  }
}
