extension Pass {
  /// Lets a matrix product read a transposed matrix directly, instead of transposing it first.
  static let transposeFolding = Pass(name: "transpose folding") { graph in
    var result = graph
    for (nodeIndex, node) in graph.nodes.enumerated() {
      guard let product = node.primitive as? MatrixProduct else { continue }
      var inputs = node.inputs
      /// Replaces an operand that is a transpose by the matrix itself; returns whether it was one.
      func unfold(_ index: Int) -> Bool {
        let operand = graph.nodes[inputs[index]]
        guard let transpose = operand.primitive as? Transpose else { return false }
        let rank = transpose.order.count
        var swapped = Array(0..<rank)
        if rank >= 2 { swapped.swapAt(rank - 1, rank - 2) }
        guard rank >= 2, transpose.order == swapped else { return false }
        inputs[index] = operand.inputs[0]
        return true
      }
      let folded = MatrixProduct(
        transposeA: product.transposeA != unfold(0), transposeB: product.transposeB != unfold(1))
      result.nodes[nodeIndex].kind = .operation(folded)
      result.nodes[nodeIndex].inputs = inputs
    }
    return result
  }
}
