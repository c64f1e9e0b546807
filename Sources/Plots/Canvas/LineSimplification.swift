/// A simplified form, which looks the same, of a line that has many more points than the page has
/// pixels.
///
/// The page is divided into columns a sixteenth of a pixel wide. Of consecutive points in one
/// column, the first, the lowest, the highest and the last are kept: the line through them covers
/// the same stretch of the column, and enters and leaves it at the same points, so that no edge of
/// the ink moves by more than the column's width. Where the stretches of neighboring columns
/// overlap, as those of a noisy line do, everything between their ends is ink, and becomes one
/// area: Cairo would take a minute for a million strokes from top to bottom. A line of few points
/// keeps them all.
///
/// The alternative, leaving out points that lie nearly on the line between their neighbors, as in
/// the Ramer-Douglas-Peucker algorithm and in matplotlib, would keep every point of a noisy line.
struct LineSimplification {
  /// Lines through points.
  private(set) var lines: [[(x: Double, y: Double)]] = []
  /// Outlines of areas that are filled, and stroked as the lines are.
  private(set) var areas: [[(x: Double, y: Double)]] = []

  private var line: [(x: Double, y: Double)] = []
  private var area: [Run] = []

  private static let columnsPerPixel = 16.0

  init(_ points: [(x: Double, y: Double)]) {
    guard points.count > 4 else {
      lines = [points]
      return
    }
    // A line that runs mainly upwards is divided into rows instead.
    let isTransposed = Self.runCount(points.map(\.y)) < Self.runCount(points.map(\.x))
    cut(isTransposed ? Self.transposed(points) : points)
    guard isTransposed else { return }
    lines = lines.map(Self.transposed)
    areas = areas.map(Self.transposed)
  }

  /// The points of a line that is to be dashed. Dashes are measured along the line, whose length
  /// must not change: only points in the same cell of a column and a row are merged.
  static func keepingLength(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    var kept: [(x: Double, y: Double)] = []
    for (index, point) in points.enumerated() {
      if let last = kept.last, index < points.count - 1, column(last.x) == column(point.x),
        column(last.y) == column(point.y)
      {
        continue
      }
      kept.append(point)
    }
    return kept
  }

  /// Consecutive points in one column.
  private struct Run {
    var column: Double
    var count = 1
    var first: (x: Double, y: Double)
    var last: (x: Double, y: Double)
    var lowest: (x: Double, y: Double)
    var highest: (x: Double, y: Double)
    var isLowestFirst = true

    init(_ point: (x: Double, y: Double), column: Double) {
      self.column = column
      (first, last, lowest, highest) = (point, point, point, point)
    }

    mutating func add(_ point: (x: Double, y: Double)) {
      count += 1
      last = point
      if point.y < lowest.y { (lowest, isLowestFirst) = (point, false) }
      if point.y > highest.y { (highest, isLowestFirst) = (point, true) }
    }

    /// Whether the line goes up and down in the column, so that it covers a stretch of it.
    var isTall: Bool { count > 4 && highest.y - lowest.y > 2 }

    /// Whether the next column, if it is on the side away from the previous one, continues the same
    /// area.
    func goesOn(to next: Run, after before: Run?) -> Bool {
      let step = next.column - column
      return abs(step) == 1 && before.map { column - $0.column == step } ?? true
        && next.lowest.y <= highest.y && lowest.y <= next.highest.y
    }
  }

  private mutating func cut(_ points: [(x: Double, y: Double)]) {
    var start = 0
    while start < points.count {
      var run = Run(points[start], column: Self.column(points[start].x))
      var end = start + 1
      while end < points.count, Self.column(points[end].x) == run.column {
        run.add(points[end])
        end += 1
      }
      add(run, points[start..<end])
      start = end
    }
    finishArea()
    finishLine()
  }

  private mutating func add(_ run: Run, _ points: ArraySlice<(x: Double, y: Double)>) {
    if let last = area.last,
      !run.isTall || !last.goesOn(to: run, after: area.dropLast().last)
    {
      finishArea()
    }
    if run.isTall {
      area.append(run)
    } else if run.count <= 4 {
      line += points
    } else {
      addEnds(of: run)
    }
  }

  private mutating func addEnds(of run: Run) {
    let (earlier, later) =
      run.isLowestFirst ? (run.lowest, run.highest) : (run.highest, run.lowest)
    for point in [run.first, earlier, later, run.last] where line.last.map({ $0 != point }) ?? true
    {
      line.append(point)
    }
  }

  private mutating func finishArea() {
    defer { area = [] }
    guard area.count > 1 else {
      if let run = area.first { addEnds(of: run) }
      return
    }
    line.append(area[0].first)
    finishLine()
    areas.append(area.map(\.highest) + area.reversed().map(\.lowest))
    line.append(area[area.count - 1].last)
  }

  private mutating func finishLine() {
    if !line.isEmpty { lines.append(line) }
    line = []
  }

  private static func column(_ position: Double) -> Double {
    (position * columnsPerPixel).rounded(.down)
  }

  private static func runCount(_ positions: [Double]) -> Int {
    zip(positions, positions.dropFirst()).count { column($0) != column($1) }
  }

  private static func transposed(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    points.map { (x: $0.y, y: $0.x) }
  }
}
