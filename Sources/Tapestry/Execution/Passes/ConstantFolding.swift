extension Pass {
  /// Computes in advance what depends only on constants.
  ///
  /// Operations that may stop the program are left alone: a graph with a branch that divides by
  /// zero can be made, and only a run that takes this branch stops.
  static let constantFolding = Pass(name: "constant folding") { graph in
    var result = graph
    for (index, node) in graph.nodes.enumerated() {
      guard let primitive = node.primitive, primitive.isPure, primitive.isTotal,
        !node.inputs.isEmpty
      else { continue }
      let inputs = node.inputs.compactMap { result.nodes[$0].constant }
      // A constant larger than each of its inputs would only cost memory.
      guard inputs.count == node.inputs.count,
        node.spec.shape.elementCount <= inputs.map(\.count).reduce(1, max)
      else { continue }
      result.nodes[index].kind = .constant(primitive.run(inputs, node.spec))
      result.nodes[index].inputs = []
    }
    return result
  }
}

// MARK: - What has a result for all values

extension Unary { var isTotal: Bool { true } }
extension Binary { var isTotal: Bool { true } }
extension Comparison { var isTotal: Bool { true } }
extension Logical { var isTotal: Bool { true } }
extension Reduction { var isTotal: Bool { true } }
extension Selection { var isTotal: Bool { true } }
extension Cast { var isTotal: Bool { true } }
extension Reshaping { var isTotal: Bool { true } }
extension Broadcasting { var isTotal: Bool { true } }
extension Transpose { var isTotal: Bool { true } }
extension Concatenation { var isTotal: Bool { true } }
extension StridedSlice { var isTotal: Bool { true } }
extension Padding { var isTotal: Bool { true } }
extension MatrixProduct { var isTotal: Bool { true } }

// Integers have no quotient by zero and no power with a negative exponent.
extension FloorDivision { var isTotal: Bool { false } }
extension Remainder { var isTotal: Bool { false } }
extension Power { var isTotal: Bool { false } }
