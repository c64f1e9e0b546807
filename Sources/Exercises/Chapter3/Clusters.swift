import ExerciseKit
import Judge
import Miniature

extension Exercise {
  static let clusters = Exercise(
    "3.10", "Clusters", "What runs together", section: "8", points: 10, difficulty: 4,
    signature: "func clusters(of graph: MiniGraph) throws -> [[Int]]",
    statement: """
      Groups of element-wise nodes (+ − · / negate exp log tanh sqrt relu) that one loop can run.
      Each such node is in one group, perhaps alone; other nodes are in none. The nodes of a group
      have equally many elements, and are connected by reads of each other. The groups can run one
      after another: none depends, even through other nodes, on its own results. And no two groups
      could be merged.
      """,
    hints: [
      "Begin with each node alone, and join two groups of equal size if one reads the other.",
      "When must two groups stay apart? If a node outside of both waits for one of them, and the other "
        + "waits for that node: then the common group would wait for itself.",
      "To check a union: walk once over the graph and mark every node outside that reads a node of the "
        + "union or a marked one. If a node of the union reads a marked one: a cycle. Nodes of "
        + "another group count as one: mark all of them. Join until nothing changes.",
    ],
    mistakes: [
      Mistake("EachAlone", "Nothing runs together: each loop reads and writes all of its memory."),
      Mistake(
        "AcrossASum",
        "A node of the group waits for a sum, and the sum for another node of the same group: a "
          + "cycle."),
      Mistake("SizesMixed", "One loop cannot run over 1 and over 3 elements."),
    ],
    checks: [
      Check("chains", share: 1) { _ in handmade.map { Case($0) } },
      Check("circles", share: 1, isMandatory: true) { _ in circles.map { Case($0) } },
      Check("random graphs", share: 1) { random in
        [6, 9, 12].flatMap { count in
          [0, 1].map { _ in
            Case(random.graph(count, of: [.add, .multiply, .exp, .tanh, .sum, .sum, .constant]))
          }
        }
      },
    ],
    law: { arguments, answer in
      clusterFault(try answer.value(0), of: try arguments.value(0))
    },
    reference: { (graph: MiniGraph) -> [[Int]] in joinedToTheEnd(graph) })
}

private let handmade: [MiniGraph] = {
  let single = GraphWriter()
  let end = single(.exp, single.input("x"))
  let chain = GraphWriter()
  let x = chain.input("x")
  let last = chain(.tanh, chain(.multiply, chain(.exp, x), chain.constant(2)))
  let apart = GraphWriter()
  let (a, b) = (apart.input("x"), apart.input("s", 1))
  let (left, right) = (apart(.exp, a), apart(.exp, b))
  let product = apart(.multiply, left, right)
  return [single.graph(end), chain.graph(last), apart.graph(product)]
}()

private let circles: [MiniGraph] = {
  // Softmax: what is divided by the sum has to wait for it.
  let softmax = GraphWriter()
  let powers = softmax(.exp, softmax.input("x"))
  let shares = softmax(.divide, powers, softmax(.sum, powers))
  // The same, with more on both sides of the sum.
  let centered = GraphWriter()
  let x = centered.input("x")
  let double = centered(.add, x, x)
  let root = centered(.tanh, double)
  let mean = centered(.sum, root)
  let difference = centered(.subtract, root, mean)
  let result = centered(.multiply, difference, double)
  return [softmax.graph(shares), centered.graph(result)]
}()

/// What is wrong with groups, or nil: they have to be clusters, and must not be if any two of them
/// are merged.
private func clusterFault(_ groups: [[Int]], of graph: MiniGraph) -> String? {
  if let fault = formFault(groups, of: graph) { return fault }
  for (index, a) in groups.enumerated() {
    for b in groups[(index + 1)...] {
      let joined = groups.filter { $0 != a && $0 != b } + [a + b]
      if formFault(joined, of: graph) == nil { return "groups \(a) and \(b) could be merged" }
    }
  }
  return nil
}

/// What keeps groups from being clusters, or nil.
private func formFault(_ groups: [[Int]], of graph: MiniGraph) -> String? {
  var groupOf: [Int: Int] = [:]
  for (groupIndex, group) in groups.enumerated() {
    for index in group {
      guard graph.nodes.indices.contains(index) else { return "there is no node \(index)" }
      let node = graph.nodes[index]
      guard MiniOperation.elementwise.contains(node.operation) else {
        return "node \(index) (\(node.operation.rawValue)) is not element-wise"
      }
      guard groupOf[index] == nil else { return "node \(index) is in two groups" }
      groupOf[index] = groupIndex
      let size = graph.nodes[group[0]].elementCount
      if node.elementCount != size {
        return "group \(group) has nodes of \(size) and of \(node.elementCount) elements"
      }
    }
    if !isConnected(group, in: graph) { return "group \(group) is not connected" }
  }
  for index in graph.elementwiseNodes where groupOf[index] == nil {
    return "node \(index) is in no group"
  }
  if !canRun(groups, of: graph) {
    let own = groups.first { !canRun([$0], of: graph) }
    return own.map { "group \($0) waits for itself" } ?? "groups wait for each other"
  }
  return nil
}

/// Groups that are joined until no two can be joined.
private func joinedToTheEnd(_ graph: MiniGraph) -> [[Int]] {
  var groups = graph.elementwiseNodes.map { [$0] }
  while let joined = withTwoJoined(groups, of: graph) { groups = joined }
  return groups
}

/// The groups with the first two that can be merged merged.
private func withTwoJoined(_ groups: [[Int]], of graph: MiniGraph) -> [[Int]]? {
  for a in groups.indices {
    for b in groups.indices[(a + 1)...] {
      var joined = groups
      joined[a] = (groups[a] + groups[b]).sorted()
      joined.remove(at: b)
      if formFault(joined, of: graph) == nil { return joined }
    }
  }
  return nil
}

private func isConnected(_ group: [Int], in graph: MiniGraph) -> Bool {
  guard let first = group.first else { return false }
  var (found, open) = (Set([first]), [first])
  while let index = open.popLast() {
    for other in group where !found.contains(other) {
      if graph.nodes[index].inputs.contains(other) || graph.nodes[other].inputs.contains(index) {
        found.insert(other)
        open.append(other)
      }
    }
  }
  return found.count == group.count
}

/// Whether all groups, and all nodes in no group, can run one after the other.
private func canRun(_ groups: [[Int]], of graph: MiniGraph) -> Bool {
  var steps = groups
  let grouped = Set(groups.joined())
  steps += graph.nodes.indices.filter { !grouped.contains($0) }.map { [$0] }
  var done: Set<Int> = []
  while !steps.isEmpty {
    let ready = steps.firstIndex { step in
      step.allSatisfy { index in
        graph.nodes[index].inputs.allSatisfy { done.contains($0) || step.contains($0) }
      }
    }
    guard let ready else { return false }
    done.formUnion(steps.remove(at: ready))
  }
  return true
}

extension MiniGraph {
  fileprivate var elementwiseNodes: [Int] {
    nodes.indices.filter { MiniOperation.elementwise.contains(nodes[$0].operation) }
  }
}
