extension Pass {
  /// Takes a part of joined tensors from the tensor that it was, if only element-wise operations
  /// lie between.
  ///
  /// The gradient of `concat` takes apart what was mostly computed from its result, such as a slope
  /// times the gradient with respect to it. Done for each part on its own, all of that is one pass
  /// over memory, and nothing is joined only to be taken apart. A value that is needed as a whole
  /// too stays whole, since otherwise it would be computed twice.
  static let joinedParts = Pass(name: "joined parts") { graph in
    let isRepeated = graph.isRepeated
    let joints = graph.joints(isRepeated)
    let isSplit = graph.isSplit(joints)
    var result = graph
    result.nodes = []
    var newIndex: [Int] = []
    /// The new indices of the parts of joined tensors, and of what is computed part by part.
    var parts: [[Int]?] = []
    func add(_ node: Graph.Node) -> Int {
      result.nodes.append(node)
      return result.nodes.count - 1
    }
    func add(_ primitive: any Primitive, of input: Int, _ shape: Shape) -> Int {
      let spec = TensorSpec(shape: shape, dtype: result.nodes[input].spec.dtype)
      return add(Graph.Node(kind: .operation(primitive), inputs: [input], spec: spec))
    }
    /// A part of a value that is not computed part by part; of a repeated element, fewer of them.
    func take(_ slice: StridedSlice, of input: Int) -> Int {
      let shape = Shape(slice.parts.map(\.count))
      guard isRepeated[input] else { return add(slice, of: newIndex[input], shape) }
      let first = StridedSlice(
        parts: slice.parts.map { _ in StridedSlice.Part(start: 0, count: 1, step: 1) })
      let ones = Shape([Int](repeating: 1, count: shape.rank))
      let element = add(first, of: newIndex[input], ones)
      return add(Broadcasting(shape: shape), of: element, shape)
    }
    for (index, var node) in graph.nodes.enumerated() {
      let inputs = node.inputs
      if isSplit[index], let joints = joints[index] {
        newIndex.append(-1)
        parts.append(
          (0..<joints.count).map { part in
            let slice = joints.slice(part)
            node.spec = TensorSpec(
              shape: Shape(slice.parts.map(\.count)), dtype: graph.nodes[index].spec.dtype)
            node.inputs = inputs.map { input in
              if graph.isSingle(input) { return newIndex[input] }
              return parts[input].map { $0[part] } ?? take(slice, of: input)
            }
            return add(node)
          })
        continue
      }
      node.inputs = inputs.map { newIndex[$0] }
      if let slice = node.primitive as? StridedSlice, let parts = parts[inputs[0]],
        let part = joints[inputs[0]]?.part(of: slice)
      {
        newIndex.append(parts[part])
      } else {
        newIndex.append(add(node))
      }
      parts.append(node.primitive is Concatenation ? node.inputs : nil)
    }
    result.parameters = graph.parameters.map { newIndex[$0] }
    result.outputs = graph.outputs.map { newIndex[$0] }
    return Pass.deadCode.apply(Pass.commonSubexpressions.apply(result))
  }
}

/// Where the parts of a value meet.
private struct Joints: Equatable {
  private let whole: Shape
  private let axis: Int
  /// The positions of each part along the axis.
  private var ranges: [Range<Int>] = []
  /// The parts by where they begin, but for empty ones.
  private var partsByStart: [Int: Int] = [:]

  init(_ whole: Shape, axis: Int, sizes: [Int]) {
    (self.whole, self.axis) = (whole, axis)
    var start = 0
    for size in sizes {
      if size > 0 { partsByStart[start] = ranges.count }
      ranges.append(start..<start + size)
      start += size
    }
  }

  var count: Int { ranges.count }

  /// The slice that takes a part.
  func slice(_ part: Int) -> StridedSlice {
    StridedSlice(
      parts: whole.dimensions.enumerated().map { axis, size in
        let range = axis == self.axis ? ranges[part] : 0..<size
        return StridedSlice.Part(start: range.lowerBound, count: range.count, step: 1)
      })
  }

  /// The part that a slice takes; nil if it takes anything else.
  func part(of slice: StridedSlice) -> Int? {
    partsByStart[slice.parts[axis].start].flatMap { self.slice($0) == slice ? $0 : nil }
  }
}

extension Graph {
  fileprivate func isSingle(_ node: Int) -> Bool { nodes[node].spec.shape.elementCount == 1 }

  /// Whether each node's value is a single element that is repeated.
  fileprivate var isRepeated: [Bool] {
    nodes.reduce(into: []) { isRepeated, node in
      let isLarge = node.spec.shape.elementCount > 1
      let isComputed = node.primitive is Broadcasting || node.primitive?.elementLoop != nil
      isRepeated.append(
        isLarge && isComputed && node.inputs.allSatisfy { isSingle($0) || isRepeated[$0] })
    }
  }

  /// Where the parts of each node's value meet, if it was joined, or computed from joined tensors
  /// by element-wise operations. One other operand may be as large: the slice that took apart the
  /// result then takes apart this one.
  fileprivate func joints(_ isRepeated: [Bool]) -> [Joints?] {
    nodes.reduce(into: []) { joints, node in
      if let joined = node.primitive as? Concatenation {
        let sizes = node.inputs.map { nodes[$0].spec.shape.dimensions[joined.axis] }
        return joints.append(Joints(node.spec.shape, axis: joined.axis, sizes: sizes))
      }
      guard node.primitive?.elementLoop != nil else { return joints.append(nil) }
      let large = Set(node.inputs).filter { !isSingle($0) && !isRepeated[$0] }
      let known = large.compactMap { joints[$0] }
      let isWhole = node.inputs.allSatisfy {
        isSingle($0) || nodes[$0].spec.shape == node.spec.shape
      }
      let fits = isWhole && large.count - known.count <= 1 && known.allSatisfy { $0 == known[0] }
      joints.append(fits ? known.first : nil)
    }
  }

  /// Whether all that is needed of each node's value, which has joints, are its parts.
  fileprivate func isSplit(_ joints: [Joints?]) -> [Bool] {
    var isSplit = zip(nodes, joints).map { !($0.primitive is Concatenation) && $1 != nil }
    for output in outputs { isSplit[output] = false }
    for (index, node) in nodes.enumerated().reversed() where !isSplit[index] {
      let slice = node.primitive as? StridedSlice
      for input in node.inputs {
        let isPart = slice.flatMap { joints[input]?.part(of: $0) } != nil
        if !isPart { isSplit[input] = false }
      }
    }
    return isSplit
  }
}
