/// Places the boxes of a diagram in layers, so that arrows run downwards, and its arrows around
/// them.
///
/// Sugiyama's method, in four steps, each a function below: reverse the arrows that close a cycle,
/// give every box a layer, order each layer so that few arrows cross, then find positions. An arrow
/// that passes through layers occupies a slot in each, like a thin box, and so never runs through
/// a box.
struct GraphLayout {
  struct Size {
    var width: Double
    var height: Double
  }

  /// A slot in a layer: a box, or where an arrow passes.
  struct Slot {
    var layer: Int
    var width: Double
    var height: Double
    /// The box, or nil where an arrow passes.
    var node: Int?
    var x = 0.0
  }

  private(set) var slots: [Slot] = []
  /// The slots of each layer from left to right.
  private(set) var layers: [[Int]] = []
  /// The slots that each arrow joins, in the order of layers, and whether it points upwards there.
  private(set) var routes: [(slots: [Int], isReversed: Bool)] = []
  /// The arrows that run from a box to itself, which have no route.
  private(set) var loops: [Int] = []
  /// The slot of the label of each arrow that has one.
  private(set) var labelSlots: [Int: Int] = [:]
  private(set) var layerTops: [Double] = []
  private(set) var layerHeights: [Double] = []

  let gapBetweenSlots: Double
  let gapBetweenLayers: Double

  /// Lays out boxes of given sizes; `labels` holds the size of each arrow's label, or nil.
  init(
    boxes: [Size], edges: [(from: Int, to: Int)], labels: [Size?], gapBetweenSlots: Double,
    gapBetweenLayers: Double
  ) {
    self.gapBetweenSlots = gapBetweenSlots
    self.gapBetweenLayers = gapBetweenLayers
    guard !boxes.isEmpty else { return }
    let isReversed = GraphLayers.reversals(count: boxes.count, edges)
    let downward = edges.indices.map { index in
      isReversed[index]
        ? (from: edges[index].to, to: edges[index].from, length: labels[index] == nil ? 1 : 2)
        : (from: edges[index].from, to: edges[index].to, length: labels[index] == nil ? 1 : 2)
    }
    let layerOfBox = GraphLayers.longest(count: boxes.count, downward.filter { $0.from != $0.to })
    for (index, box) in boxes.enumerated() {
      slots.append(
        Slot(layer: layerOfBox[index], width: box.width, height: box.height, node: index))
    }
    for (index, edge) in downward.enumerated() {
      guard edge.from != edge.to else {
        routes.append(([], false))
        loops.append(index)
        continue
      }
      let passed = Array(layerOfBox[edge.from] + 1..<layerOfBox[edge.to])
      var route = [edge.from]
      for (step, layer) in passed.enumerated() {
        let label = step == passed.count / 2 ? labels[index] : nil
        if label != nil { labelSlots[index] = slots.count }
        route.append(slots.count)
        slots.append(
          Slot(layer: layer, width: label?.width ?? 2, height: label?.height ?? 0, node: nil))
      }
      routes.append((route + [edge.to], isReversed[index]))
    }
    layers = Array(repeating: [], count: (layerOfBox.max() ?? 0) + 1)
    for index in slots.indices { layers[slots[index].layer].append(index) }
    orderLayers()
    findPositions()
  }

  /// The size of the whole diagram.
  var size: Size {
    let right = slots.map { $0.x + $0.width / 2 }.max() ?? 0
    let bottom = zip(layerTops, layerHeights).map { $0 + $1 }.last ?? 0
    return Size(width: right, height: bottom)
  }

  // MARK: - Steps

  /// The neighbors of each slot in the layer above and in the layer below.
  private var neighbors: (above: [[Int]], below: [[Int]]) {
    var above = [[Int]](repeating: [], count: slots.count)
    var below = above
    for route in routes {
      for (upper, lower) in zip(route.slots, route.slots.dropFirst()) {
        below[upper].append(lower)
        above[lower].append(upper)
      }
    }
    return (above, below)
  }

  /// Orders each layer by the mean position of the neighbors of its slots, alternating down and
  /// up, and keeps the order with the fewest crossings.
  private mutating func orderLayers() {
    let (above, below) = neighbors
    var best = layers
    var fewest = crossings(layers, below)
    for sweep in 0..<24 where fewest > 0 {
      let goesDown = sweep % 2 == 0
      let order =
        goesDown ? Array(layers.indices.dropFirst()) : layers.indices.dropLast().reversed()
      for layer in order {
        let fixed = layers[goesDown ? layer - 1 : layer + 1]
        var rank = [Int](repeating: 0, count: slots.count)
        for (index, slot) in fixed.enumerated() { rank[slot] = index }
        let keyed = layers[layer].enumerated().map { index, slot in
          let others = (goesDown ? above : below)[slot]
          let center =
            others.isEmpty
            ? Double(index) * Double(fixed.count) / Double(layers[layer].count)
            : Double(others.reduce(0) { $0 + rank[$1] }) / Double(others.count)
          return (center: center, index: index, slot: slot)
        }
        layers[layer] = keyed.sorted { ($0.center, $0.index) < ($1.center, $1.index) }.map(\.slot)
      }
      let count = crossings(layers, below)
      if count < fewest { (best, fewest) = (layers, count) }
    }
    layers = best
    swapNeighbors(below)
  }

  /// Swaps adjacent slots as long as that removes crossings; the means miss some such pairs.
  private mutating func swapNeighbors(_ below: [[Int]]) {
    var fewest = crossings(layers, below)
    var improves = fewest > 0
    while improves {
      improves = false
      for layer in layers.indices {
        for index in layers[layer].indices.dropLast() {
          layers[layer].swapAt(index, index + 1)
          let count = crossings(layers, below)
          if count < fewest {
            fewest = count
            improves = true
          } else {
            layers[layer].swapAt(index, index + 1)
          }
        }
      }
    }
  }

  /// The number of pairs of arrows that cross.
  private func crossings(_ layers: [[Int]], _ below: [[Int]]) -> Int {
    var rank = [Int](repeating: 0, count: slots.count)
    for layer in layers {
      for (index, slot) in layer.enumerated() { rank[slot] = index }
    }
    var count = 0
    for layer in layers {
      // Arrows from left to right by their upper end: each crosses the earlier ones whose lower end
      // is further right.
      var ends: [Int] = []
      for slot in layer {
        let own = below[slot].map { rank[$0] }
        for end in own { count += ends.count { $0 > end } }
        ends += own
      }
    }
    return count
  }

  /// The number of crossings that remain.
  var crossingCount: Int { crossings(layers, neighbors.below) }

  /// Moves slots repeatedly towards their neighbors above and below, without changing their order;
  /// then layers get their heights.
  private mutating func findPositions() {
    let (above, below) = neighbors
    for layer in layers {
      var left = 0.0
      for slot in layer {
        slots[slot].x = left + slots[slot].width / 2
        left += slots[slot].width + gapBetweenSlots
      }
    }
    // For each slot, all the slots that its arrow passes, which should form one straight line.
    var passes = [ArraySlice<Int>](repeating: [], count: slots.count)
    for route in routes {
      let passed = route.slots.dropFirst().dropLast()
      for slot in passed { passes[slot] = passed }
    }
    let rounds = 60
    for round in 0..<rounds {
      let order = round % 2 == 0 ? Array(layers.indices) : layers.indices.reversed()
      for layer in order {
        let wanted = layers[layer].map { slot -> (x: Double, weight: Double) in
          if round >= rounds / 3, passes[slot].count > 1 {
            let sum = passes[slot].reduce(0) { $0 + slots[$1].x }
            return (sum / Double(passes[slot].count), 8)
          }
          // Looking in one direction at a time lines up a whole chain in one round; looking both
          // ways at once, in the last rounds, centers slots that have room on both sides.
          let isLast = round >= 2 * rounds / 3
          let others =
            (isLast || round % 2 == 0 ? above[slot] : [])
            + (isLast || round % 2 == 1 ? below[slot] : [])
          guard !others.isEmpty else { return (slots[slot].x, 0.1) }
          // Boxes that nothing leads to are beside the main line and should not pull it aside.
          let weights = others.map { above[$0].isEmpty && !above[slot].isEmpty ? 0.1 : 1.0 }
          let sum = zip(others, weights).reduce(0) { $0 + slots[$1.0].x * $1.1 }
          let total = weights.reduce(0, +)
          return (sum / total, above[slot].isEmpty ? 0.1 * total : total)
        }
        spread(layers[layer], wanted: wanted)
      }
    }
    let left = slots.map { $0.x - $0.width / 2 }.min() ?? 0
    for index in slots.indices { slots[index].x -= left }
    var top = 0.0
    for layer in layers {
      let height = layer.map { slots[$0].height }.max() ?? 0
      layerTops.append(top)
      layerHeights.append(height)
      // Arrows that go far to the side get more room to bend.
      let furthest = layer.flatMap { upper in
        below[upper].map { abs(slots[$0].x - slots[upper].x) }
      }.max()
      let reach = (furthest ?? 0) / (6 * gapBetweenLayers)
      top += height + gapBetweenLayers * min(max(reach, 1), 2)
    }
  }

  /// Puts the slots of a layer as near as possible to their desired positions, without overlaps.
  ///
  /// Once the room that each slot needs is subtracted, the positions only have to be
  /// non-decreasing, and the nearest such positions are found by pooling: neighbors in the wrong
  /// order share their mean.
  private mutating func spread(_ layer: [Int], wanted: [(x: Double, weight: Double)]) {
    var offsets = [0.0]
    for (left, right) in zip(layer, layer.dropFirst()) {
      let half = (slots[left].width + slots[right].width) / 2
      offsets.append(offsets[offsets.count - 1] + half + gapBetweenSlots)
    }
    var pools: [(sum: Double, weight: Double, count: Int)] = []
    for (index, want) in wanted.enumerated() {
      pools.append(((want.x - offsets[index]) * want.weight, want.weight, 1))
      while pools.count > 1 {
        let (last, before) = (pools[pools.count - 1], pools[pools.count - 2])
        guard before.sum / before.weight > last.sum / last.weight else { break }
        pools.removeLast(2)
        pools.append(
          (before.sum + last.sum, before.weight + last.weight, before.count + last.count))
      }
    }
    var index = 0
    for pool in pools {
      for _ in 0..<pool.count {
        slots[layer[index]].x = pool.sum / pool.weight + offsets[index]
        index += 1
      }
    }
  }
}
