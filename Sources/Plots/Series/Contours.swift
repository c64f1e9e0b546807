import Foundation

/// Lines of equal value through a grid of numbers, found by marching squares.
enum Contours {
  /// About ten round levels that enclose all values.
  static func levels(_ values: [Double], scale: Scale) -> [Double] {
    let extent = Extent(values.filter { scale.position($0).isFinite })
    guard !extent.isEmpty else { return [] }
    if scale == .log {
      let low = log10(extent.lower)
      let high = max(log10(extent.upper), low + 0.1)
      // Three levels a decade read as 1, 2, 5; more only where there are few decades.
      let perDecade = high - low > 6 ? 1 : high - low > 2.5 ? 3 : 6
      let steps: [Double] =
        perDecade == 1 ? [1] : perDecade == 3 ? [1, 2, 5] : [1, 1.5, 2, 3, 5, 7]
      let candidates = (Int(low.rounded(.down))...Int(high.rounded(.up))).flatMap { power in
        steps.map { $0 * pow(10, Double(power)) }
      }
      return enclosing(extent, among: candidates)
    }
    let interval = Interval(data: extent, limits: .automatic, scale: .linear, margin: 0)
    let inner = Ticks.multiples(in: interval, intervals: 10)
    guard inner.count > 1 else { return inner }
    let step = inner[1] - inner[0]
    return enclosing(extent, among: [inner[0] - step] + inner + [inner[inner.count - 1] + step])
  }

  /// The candidates from the last one below all values to the first one above all values.
  private static func enclosing(_ extent: Extent, among candidates: [Double]) -> [Double] {
    let first = candidates.lastIndex { $0 <= extent.lower } ?? 0
    let last = candidates.firstIndex { $0 >= extent.upper } ?? candidates.count - 1
    return Array(candidates[first...max(first, last)])
  }

  /// The lines at one level, each a chain of points; a closed line ends where it begins.
  ///
  /// Each square of four grid points is crossed by at most two pieces of a line, from edge to edge.
  /// Pieces that share an edge of the grid continue each other, so the chains are joined by edges
  /// and not by coordinates. Squares with a value that is not finite are left out.
  static func lines(_ grid: Grid, level: Double) -> [[(x: Double, y: Double)]] {
    guard grid.x.count > 1, grid.y.count > 1 else { return [] }
    var joints: [Edge: [Edge]] = [:]
    var order: [Edge] = []
    func join(_ first: Edge, _ second: Edge) {
      for (edge, other) in [(first, second), (second, first)] {
        if joints[edge] == nil { order.append(edge) }
        joints[edge, default: []].append(other)
      }
    }
    for row in 0..<grid.y.count - 1 {
      for column in 0..<grid.x.count - 1 {
        let corners = [
          grid.value(row, column), grid.value(row, column + 1),
          grid.value(row + 1, column + 1), grid.value(row + 1, column),
        ]
        guard corners.allSatisfy(\.isFinite) else { continue }
        let edges = [
          Edge(row: row, column: column, isHorizontal: true),
          Edge(row: row, column: column + 1, isHorizontal: false),
          Edge(row: row + 1, column: column, isHorizontal: true),
          Edge(row: row, column: column, isHorizontal: false),
        ]
        let above = corners.map { $0 >= level }
        let crossed = (0..<4).filter { above[$0] != above[($0 + 1) % 4] }
        if crossed.count == 2 {
          join(edges[crossed[0]], edges[crossed[1]])
        } else if crossed.count == 4 {
          // At a saddle, the value in the middle decides which corners belong together.
          let middle = corners.reduce(0, +) / 4 >= level
          let pairs = middle == above[0] ? [(0, 1), (2, 3)] : [(3, 0), (1, 2)]
          for (first, second) in pairs { join(edges[first], edges[second]) }
        }
      }
    }
    return chains(joints, order).map { chain in chain.map { crossing($0, grid, level) } }
  }

  /// The edge between two neighboring grid points: from `(row, column)` to the next column if it
  /// is horizontal, to the next row if not.
  private struct Edge: Hashable {
    let row: Int
    let column: Int
    let isHorizontal: Bool
  }

  /// Walks from edge to edge until all are visited: first the lines that end at the border of the
  /// grid, from their ends, then the closed ones.
  private static func chains(_ joints: [Edge: [Edge]], _ order: [Edge]) -> [[Edge]] {
    var visited: Set<Edge> = []
    var chains: [[Edge]] = []
    for start in order.filter({ joints[$0]!.count == 1 }) + order where !visited.contains(start) {
      var chain = [start]
      visited.insert(start)
      while let next = joints[chain[chain.count - 1]]!.first(where: { !visited.contains($0) }) {
        chain.append(next)
        visited.insert(next)
      }
      if chain.count > 2, joints[chain[chain.count - 1]]!.contains(start) { chain.append(start) }
      chains.append(chain)
    }
    return chains
  }

  /// Where the level lies on an edge, by linear interpolation between the values at its ends.
  private static func crossing(_ edge: Edge, _ grid: Grid, _ level: Double) -> (
    x: Double, y: Double
  ) {
    let (row, column) = (edge.row, edge.column)
    let near = grid.value(row, column)
    if edge.isHorizontal {
      let t = (level - near) / (grid.value(row, column + 1) - near)
      return (grid.x[column] + t * (grid.x[column + 1] - grid.x[column]), grid.y[row])
    }
    let t = (level - near) / (grid.value(row + 1, column) - near)
    return (grid.x[column], grid.y[row] + t * (grid.y[row + 1] - grid.y[row]))
  }
}
