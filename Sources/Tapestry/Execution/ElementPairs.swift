import CKernels

/// Two operations of a cluster that one loop computes: the result of the first is an operand of the
/// second and is used nowhere else.
///
/// The bits are those of one operation after the other. It saves storing the value between them and
/// loading it again, which takes longer than the arithmetic.
struct ElementPair {
  /// The node of the first operation.
  let inner: Int
  /// The nodes of the loop's operands: two of the first operation, one of the second.
  let operands: [Int]
  let loop: kernel_pair_f32

  /// The loop's name for an operation that comes first in a pair; nil if the operation costs more
  /// than a pair saves.
  private static func inner(_ primitive: any Primitive) -> kernel_pair_inner? {
    switch primitive {
    case is Addition: KERNEL_INNER_SUM
    case is Subtraction: KERNEL_INNER_DIFFERENCE
    case is Multiplication, is Square: KERNEL_INNER_PRODUCT
    default: nil
    }
  }

  /// The loop's name for an operation that comes second in a pair, where `operand` is the index of
  /// the operand that the first computes; nil if there is none.
  private static func outer(_ primitive: any Primitive, operand: Int) -> kernel_pair_outer? {
    switch primitive {
    case is Addition: KERNEL_OUTER_SUM
    case is Subtraction: operand == 0 ? KERNEL_OUTER_DIFFERENCE : KERNEL_OUTER_DIFFERENCE_FROM
    case is Multiplication: KERNEL_OUTER_PRODUCT
    case is ReluGradient where operand == 1: KERNEL_OUTER_RELU_GRADIENT
    case is SigmoidGradient where operand == 1: KERNEL_OUTER_SIGMOID_GRADIENT
    case is TanhGradient where operand == 1: KERNEL_OUTER_TANH_GRADIENT
    default: nil
    }
  }

  /// The pairs of a cluster, by the node of the second operation. Each operation is in one pair at
  /// most; if both operands could come first, the left one does.
  static func pairs(
    of cluster: Schedule.Cluster, _ graph: Graph, _ aliasing: StorageAliasing, _ memory: MemoryPlan
  ) -> [Int: ElementPair] {
    var uses: [Int: Int] = [:]
    for node in cluster.nodes + cluster.reductions {
      for input in graph.nodes[node].inputs { uses[aliasing.root[input], default: 0] += 1 }
    }
    // Operations that may still come first in a pair.
    var waiting: [Int: kernel_pair_inner] = [:]
    var pairs: [Int: ElementPair] = [:]
    for nodeIndex in cluster.nodes {
      let node = graph.nodes[nodeIndex]
      for index in node.inputs.indices {
        let root = aliasing.root[node.inputs[index]]
        guard let first = waiting[root], let second = outer(node.primitive!, operand: index),
          let loop = kernel_pair_of(first, second)
        else { continue }
        waiting[root] = nil
        let inputs = graph.nodes[root].inputs
        // A square is the product of its operand with itself.
        pairs[nodeIndex] = ElementPair(
          inner: root, operands: [inputs.first!, inputs.last!, node.inputs[1 - index]], loop: loop)
        break
      }
      if pairs[nodeIndex] == nil, memory.isInner[nodeIndex], uses[nodeIndex] == 1 {
        waiting[nodeIndex] = inner(node.primitive!)
      }
    }
    return pairs
  }
}
