extension Pass {
  /// Removes operations that change nothing.
  ///
  /// Only rules that are exact for every number are applied: x * 1 is x, but x + 0 is not, since
  /// -0 + 0 is 0, and x * 0 is not 0 for infinities and NaN.
  static let simplification = Pass(name: "simplification") { graph in
    var current = graph
    return graph.replacing { index, node in
      current.nodes[index] = node
      guard let primitive = node.primitive, let input = node.inputs.first else { return nil }
      func isConstant(_ operand: Int, _ value: Double) -> Bool {
        guard let constant = current.nodes[node.inputs[operand]].constant, constant.count == 1
        else { return false }
        return convert(constant, to: .float64).scalar(as: Double.self) == value
      }
      func keepsShape(_ operand: Int) -> Bool {
        current.nodes[node.inputs[operand]].spec == node.spec
      }
      switch primitive {
      case is Identity, is StopGradient: return input
      case let rule as TracedGradientRule: return node.inputs[rule.value]
      case is Reshaping, is Broadcasting: return keepsShape(0) ? input : nil
      case is Multiplication:
        if isConstant(1, 1) && keepsShape(0) { return input }
        return isConstant(0, 1) && keepsShape(1) ? node.inputs[1] : nil
      // A gradient of 1, with which the backward walk begins, times a slope.
      case is ChainProduct: return isConstant(0, 1) && keepsShape(1) ? node.inputs[1] : nil
      case is Division, is ChainQuotient: return isConstant(1, 1) && keepsShape(0) ? input : nil
      case is Negation:
        return current.nodes[input].primitive is Negation ? current.nodes[input].inputs[0] : nil
      case let outer as Transpose:
        guard let inner = current.nodes[input].primitive as? Transpose,
          outer.order.map({ inner.order[$0] }) == Array(0..<outer.order.count)
        else { return nil }
        return current.nodes[input].inputs[0]
      default: return nil
      }
    }
  }
}
