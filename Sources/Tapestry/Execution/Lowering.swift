import CKernels

/// Turns operations into steps of a plan.
struct Lowering {
  private let graph: Graph
  private let aliasing: StorageAliasing
  private let memory: MemoryPlan

  init(_ graph: Graph, _ aliasing: StorageAliasing, _ memory: MemoryPlan) {
    self.graph = graph
    self.aliasing = aliasing
    self.memory = memory
  }

  /// The step that computes a node's value.
  func step(_ index: Int) -> Plan.Step {
    let node = graph.nodes[index]
    let primitive = node.primitive!
    if let variable = primitive.variableRead { return read(variable, index) }
    if let rows = primitive as? AssignRows { return assignRows(rows, index) }
    if let variable = primitive.variableAssigned { return assign(variable, index) }
    if let result = primitive.flowResult { return flow(index, result) }
    if let origin = node.origin, let partial = primitive as? any PartialPrimitive {
      // Its kernel runs as it does eagerly; if it has no result, the run ends.
      let step = copied(index, partial) { partial.run($0, $1, of: origin) }
      return { plan in plan.attempting { step(plan) } }
    }
    if aliasing.isUniform[index], let step = element(index, primitive) { return step }
    if let product = primitive as? MatrixProduct, let step = matrixProduct(index, product) {
      return step
    }
    if let sum = primitive as? Sum, let step = columnSums(index, sum) { return step }
    return kernel(index, primitive)
  }

  /// Sets the node's address to that of the variable's current value.
  private func read(_ variable: Variable, _ index: Int) -> Plan.Step {
    { plan in
      plan.hold(variable.stored.contiguous(), at: index)
    }
  }

  /// Assigns the variable its new value.
  private func assign(_ variable: Variable, _ index: Int) -> Plan.Step {
    let input = graph.nodes[index].inputs[0]
    let root = aliasing.root[input]
    let isUniform = aliasing.isUniform[input] && variable.shape.elementCount > 1
    let isHandedOver = memory.isHandedOver[root]
    let finished = finishedReads(of: variable, before: index)
    return { plan in
      for read in finished { plan.kept[read] = nil }
      if isUniform {
        variable.stored = plan.tensor(input).contiguous()
      } else if isHandedOver {
        // Otherwise the value was computed in place.
        if let value = plan.kept[root] {
          variable.stored = Tensor(view: value, shape: variable.shape, strides: nil)
        }
      } else {
        variable.store(plan.addresses[root])
      }
      plan.addresses[index] = plan.addresses[root]
    }
  }

  /// Changes rows of the variable.
  private func assignRows(_ rows: AssignRows, _ index: Int) -> Plan.Step {
    let node = graph.nodes[index]
    let finished = finishedReads(of: rows.variable, before: index)
    return { plan in
      for read in finished { plan.kept[read] = nil }
      plan.attempting { _ = rows.run(node.inputs.map(plan.tensor), node.spec, of: node.origin) }
    }
  }

  /// Reads that are not needed after a variable is assigned: they release the old value, so that
  /// its memory can be used again. The value that is being assigned is not among them, since the
  /// step itself still needs it.
  private func finishedReads(of variable: Variable, before index: Int) -> [Int] {
    let step = memory.computed[index]
    return graph.nodes.indices.filter { read in
      graph.nodes[read].primitive?.variableRead == variable && memory.computed[read] < step
        && memory.lastUse[read] < step
    }
  }

  /// An operation on a single element, by the loop for many.
  private func element(_ index: Int, _ primitive: any Primitive) -> Plan.Step? {
    let inputs = graph.nodes[index].inputs
    if graph.nodes[index].spec.dtype == .int64, let binary = primitive as? any Binary {
      return integerElement(index, binary)
    }
    guard graph.nodes[index].spec.dtype == .float32, let loop = primitive.elementLoop,
      inputs.allSatisfy({ graph.nodes[$0].spec.dtype == .float32 })
    else { return nil }
    let roots = inputs.map { aliasing.root[$0] }
    switch loop {
    case .one(let loop):
      let x = roots[0]
      return { plan in
        let at = plan.addresses
        loop(at[x].assuming(), at[index].assuming(), 1)
      }
    case .two(let loop):
      let (a, b) = (roots[0], roots[1])
      return { plan in
        let at = plan.addresses
        loop(at[a].assuming(), 0, at[b].assuming(), 0, at[index].assuming(), 1)
      }
    case .comparison, .choice: return nil
    }
  }

  /// An operation on two single integers, such as an optimizer's step count.
  private func integerElement<B: Binary>(_ index: Int, _: B) -> Plan.Step? {
    guard B.integer(Int64(1), 1) != nil else { return nil }
    let roots = graph.nodes[index].inputs.map { aliasing.root[$0] }
    let (a, b) = (roots[0], roots[1])
    return { plan in
      let at = plan.addresses
      let (x, y) = (at[a].assuming(Int64.self).pointee, at[b].assuming(Int64.self).pointee)
      at[index].assuming(Int64.self).pointee = B.integer(x, y)!
    }
  }

  /// The sums of the columns of a `float32` matrix, such as the gradient of a bias.
  private func columnSums(_ index: Int, _ sum: Sum) -> Plan.Step? {
    let node = graph.nodes[index]
    let input = node.inputs[0]
    guard node.spec.dtype == .float32, !aliasing.isUniform[input],
      let matrices = sum.reductionAxes.matrices(of: graph.nodes[input].spec.shape)
    else { return nil }
    let root = aliasing.root[input]
    return { plan in
      let at = plan.addresses
      Sum.float.columns.fold(at[root].assuming(), matrices, into: at[index].assuming())
    }
  }

  /// The product of two `float32` matrices.
  private func matrixProduct(_ index: Int, _ product: MatrixProduct) -> Plan.Step? {
    let node = graph.nodes[index]
    let (a, b) = (graph.nodes[node.inputs[0]].spec.shape, graph.nodes[node.inputs[1]].spec.shape)
    guard node.spec.dtype == .float32, a.rank == 2, b.rank == 2, node.spec.shape.elementCount > 0,
      !aliasing.isUniform[node.inputs[0]] || a.elementCount == 1,
      !aliasing.isUniform[node.inputs[1]] || b.elementCount == 1
    else { return nil }
    let (m, n) = (node.spec.shape[0], node.spec.shape[1])
    let k = product.transposeA ? a[0] : a[1]
    // The product of two long vectors is summed in pieces, by the kernel.
    guard m * n > 1 || k <= foldedPieceLength else { return nil }
    let (aRoot, bRoot) = (aliasing.root[node.inputs[0]], aliasing.root[node.inputs[1]])
    let (aStep, bStep) = (Swift.max(a[1], 1), Swift.max(b[1], 1))
    let (aFlag, bFlag): (Int32, Int32) = (product.transposeA ? 1 : 0, product.transposeB ? 1 : 0)
    let parts = kernel_matmul_f32_parts(m, n, k, coreCount)
    return { plan in
      let at = plan.addresses
      let (x, y, z) = (
        at[aRoot].assuming(Float.self), at[bRoot].assuming(Float.self),
        at[index].assuming(Float.self)
      )
      parallel(parts, smallest: 2, multiple: 1) { range in
        for part in range {
          kernel_matmul_f32(m, n, k, x, aStep, aFlag, y, bStep, bFlag, z, n, part, parts)
        }
      }
    }
  }

  /// A result of a branch or a loop. The step of the first result runs the flow and keeps the other
  /// results.
  private func flow(_ index: Int, _ result: FlowResult) -> Plan.Step {
    let node = graph.nodes[index]
    let identity = ObjectIdentifier(result.flow)
    let isFirst = !graph.nodes[..<index].contains {
      $0.primitive?.flowResult?.flow === result.flow && $0.inputs == node.inputs
    }
    return { plan in
      if isFirst {
        plan.attempting { plan.flows[identity] = result.flow.run(node.inputs.map(plan.tensor)) }
      }
      let value = result.select(plan.flows[identity]!)
      value.copy(into: Tensor(borrowing: plan.addresses[index], node.spec))
    }
  }

  /// Any operation, by the kernel that runs it eagerly.
  private func kernel(_ index: Int, _ primitive: any Primitive) -> Plan.Step {
    let node = graph.nodes[index]
    if let primitive = primitive as? any PlacedPrimitive, !aliasing.isUniform[index],
      node.spec.dtype != .float16 || primitive is any MovingPrimitive
    {
      return { plan in
        primitive.run(
          node.inputs.map(plan.tensor), into: Tensor(borrowing: plan.addresses[index], node.spec))
      }
    }
    return copied(index, primitive) { primitive.run($0, $1) }
  }

  /// An operation whose kernel cannot compute the result in place: the result is copied there.
  private func copied(
    _ index: Int, _ primitive: any Primitive,
    _ run: @escaping ([Tensor], TensorSpec) -> Tensor
  ) -> Plan.Step {
    let node = graph.nodes[index]
    guard aliasing.isUniform[index] else {
      return { plan in
        run(node.inputs.map(plan.tensor), node.spec)
          .copy(into: Tensor(borrowing: plan.addresses[index], node.spec))
      }
    }
    let element = TensorSpec(shape: [], dtype: node.spec.dtype)
    // A value that is one element repeated, because all its inputs are, is computed for one
    // element.
    let isComputedOnce = primitive.elementLoop != nil
    return { plan in
      let result =
        isComputedOnce
        ? run(node.inputs.map(plan.element), element)
        : run(node.inputs.map(plan.tensor), node.spec)
      Tensor(view: result, shape: [], strides: nil)
        .copy(into: Tensor(borrowing: plan.addresses[index], element))
    }
  }
}

extension UnsafeMutableRawPointer {
  /// The memory as elements of the type that the context infers.
  func assuming<T>(_: T.Type = T.self) -> UnsafeMutablePointer<T> {
    assumingMemoryBound(to: T.self)
  }
}
