/// A variable whose new value a cluster computes in the memory of the old one.
///
/// An optimizer's step reads and writes each number once, so it takes as long as its memory
/// traffic. In place there is one array for each variable. With new memory there are two: more
/// lines than fit the cache, each of which the processor reads before it writes to it first.
///
/// Other threads may read the variable at any time, and must not see a half-changed array. They
/// wait until the cluster is finished; and if anyone still holds the old value, as after
/// `let before = w.tensor`, the new one is computed in new memory.
struct InPlaceUpdate {
  let variable: Variable
  /// The node that computes the new value.
  let value: Int
  /// The reads of the old value, which nothing needs after the cluster.
  fileprivate let reads: [Int]
}

/// The updates of a graph that can be made in place.
struct InPlaceUpdates {
  private let graph: Graph
  private let schedule: Schedule
  private let memory: MemoryPlan
  private let readsOfVariable: [Variable: [Int]]

  init(_ graph: Graph, _ schedule: Schedule, _ memory: MemoryPlan) {
    self.graph = graph
    self.schedule = schedule
    self.memory = memory
    var reads: [Variable: [Int]] = [:]
    for (index, node) in graph.nodes.enumerated() {
      if let variable = node.primitive?.variableRead { reads[variable, default: []].append(index) }
    }
    readsOfVariable = reads
  }

  /// The updates of a cluster, in the order in which they are locked: the same in all plans, so
  /// that no two plans wait for each other.
  func updates(
    of cluster: Schedule.Cluster, at step: Int, _ pairs: [Int: ElementPair]
  ) -> [InPlaceUpdate] {
    let assignments = assignments(after: step)
    guard !assignments.isEmpty else { return [] }
    let byVariable = Dictionary(grouping: assignments, by: \.variable)
    let lastReads = lastReads(cluster, pairs)
    let positions = Dictionary(uniqueKeysWithValues: zip(cluster.nodes, cluster.nodes.indices))
    var updates: [InPlaceUpdate] = []
    for (index, variable) in assignments where byVariable[variable]!.count == 1 {
      let value = schedule.aliasing.root[graph.nodes[index].inputs[0]]
      let reads = readsOfVariable[variable, default: []].filter { memory.computed[$0] < step }
      guard let position = positions[value], memory.isHandedOver[value], !memory.isResult[value],
        // Nothing needs the new value once the variable may change again, or the old value once it
        // is overwritten.
        memory.lastUse[value] == memory.computed[index],
        memory.lastUse[index] == memory.computed[index],
        reads.allSatisfy({ memory.lastUse[$0] <= step && lastReads[$0, default: 0] <= position })
      else { continue }
      updates.append(InPlaceUpdate(variable: variable, value: value, reads: reads))
    }
    return updates.sorted { ObjectIdentifier($0.variable) < ObjectIdentifier($1.variable) }
  }

  /// The assignments directly after a group.
  private func assignments(after step: Int) -> [(index: Int, variable: Variable)] {
    var assignments: [(index: Int, variable: Variable)] = []
    for group in schedule.groups[(step + 1)...] {
      guard case .single(let index) = group,
        let assignment = graph.nodes[index].primitive as? AssignVariable
      else { break }
      assignments.append((index, assignment.variable))
    }
    return assignments
  }

  /// For each value, the last position in the cluster's order at which it is read. The first
  /// operation of a pair reads its operands where the second is computed.
  private func lastReads(
    _ cluster: Schedule.Cluster, _ pairs: [Int: ElementPair]
  ) -> [Int: Int] {
    var last: [Int: Int] = [:]
    for (position, index) in cluster.nodes.enumerated() {
      for input in graph.nodes[index].inputs + (pairs[index]?.operands ?? []) {
        last[schedule.aliasing.root[input]] = position
      }
    }
    return last
  }
}

extension InPlaceUpdate {
  /// The step that runs a cluster while no other thread can reach the variables that it updates.
  static func step(_ cluster: @escaping Plan.Step, _ updates: [InPlaceUpdate]) -> Plan.Step {
    updates.isEmpty ? cluster : { plan in run(cluster, updates[...], plan) }
  }

  private static func run(
    _ cluster: Plan.Step, _ updates: ArraySlice<InPlaceUpdate>, _ plan: Plan
  ) {
    guard let first = updates.first else { return cluster(plan) }
    first.variable.withExclusiveValue { old in
      first.chooseAddress(&old, plan)
      run(cluster, updates.dropFirst(), plan)
    }
  }

  /// Sets the new value's address: to the old value's memory if nothing else refers to it,
  /// otherwise to new memory.
  private func chooseAddress(_ old: inout Tensor, _ plan: Plan) {
    let held = reads.filter { plan.kept[$0] != nil }
    // Another thread may have assigned another value since the plan read one.
    if held.allSatisfy({ plan.kept[$0]!.value === old.value }) {
      for read in held { plan.kept[read] = nil }
      if old.isUnshared() {
        plan.addresses[value] = old.withBytes { $0 }
        return
      }
      for read in held { plan.kept[read] = old }
    }
    plan.hold(Tensor(uninitialized: variable.shape, dtype: variable.dtype), at: value)
  }
}
