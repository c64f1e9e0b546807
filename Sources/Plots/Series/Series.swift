import Foundation

/// The pattern of a line.
///
/// ```swift
/// figure.line([1.0, 2.0, 4.0], style: .dashed)
/// ```
public enum LineStyle: String, Sendable {
  /// An unbroken line.
  case solid
  /// Long strokes.
  case dashed
  /// Dots.
  case dotted
  /// Strokes and dots in turn.
  case dashDotted

  /// The lengths of strokes and gaps in turn, in line widths.
  var pattern: [Double] {
    switch self {
    case .solid: []
    case .dashed: [3.7, 1.9]
    case .dotted: [0.01, 2.2]
    case .dashDotted: [5.5, 2.2, 0.01, 2.2]
    }
  }
}

/// The shape that marks a point.
///
/// ```swift
/// figure.scatter([1.0, 2.0], [3.0, 1.0], marker: .cross)
/// ```
public enum Marker: String, Sendable {
  /// A filled disc.
  case circle
  /// A filled square.
  case square
  /// A filled triangle.
  case triangle
  /// Two crossed strokes.
  case cross
  /// A filled five-pointed star.
  case star
}

/// Numbers over a rectangular grid of points, row by row: `z[row * x.count + column]` belongs to
/// `x[column]` and `y[row]`.
struct Grid: Sendable {
  let x: [Double]
  let y: [Double]
  let z: [Double]

  func value(_ row: Int, _ column: Int) -> Double { z[row * x.count + column] }
}

/// One thing drawn in the coordinates of an axis pair.
struct Series: Sendable {
  enum Shape: Sendable {
    case line(x: [Double], y: [Double], width: Double, style: LineStyle, marker: Marker?)
    case scatter(x: [Double], y: [Double], size: Double, marker: Marker)
    /// Bars over integers, one for each category.
    case bars(heights: [Double], group: Int)
    /// Bars between neighboring edges.
    case histogram(edges: [Double], counts: [Double])
    case band(x: [Double], lower: [Double], upper: [Double])
    case heatMap(Grid, ColorMap, Scale, levels: [Double]?, barLabel: String)
    case contours(Grid, levels: [Double], width: Double)
    case horizontalLine(Double, width: Double, style: LineStyle)
    case verticalLine(Double, width: Double, style: LineStyle)
    case text(String, x: Double, y: Double, marked: Bool)
    /// A framed rectangle with a text in its middle.
    case cell(String, x: Double, y: Double, width: Double, height: Double)
    case arrow(x: [Double], y: [Double])
  }

  var shape: Shape
  var label: String
  var color: Color

  /// The name of the shape in data text.
  var kind: String {
    switch shape {
    case .line: "line"
    case .scatter: "scatter"
    case .bars: "bar"
    case .histogram: "histogram"
    case .band: "band"
    case .heatMap(_, _, _, let levels, _): levels == nil ? "heat map" : "filled contours"
    case .contours: "contours"
    case .horizontalLine: "horizontal line"
    case .verticalLine: "vertical line"
    case .text: "text"
    case .cell: "cell"
    case .arrow: "arrow"
    }
  }

  /// The columns of numbers that the series draws, by name.
  var columns: [(name: String, values: [Double])] {
    switch shape {
    case .line(let x, let y, _, _, _), .scatter(let x, let y, _, _): [("x", x), ("y", y)]
    case .bars(let heights, _): [("height", heights)]
    case .histogram(let edges, let counts): [("edge", edges), ("count", counts)]
    case .band(let x, let lower, let upper): [("x", x), ("lower", lower), ("upper", upper)]
    case .heatMap(let grid, _, _, let levels, _):
      [("x", grid.x), ("y", grid.y), ("z", grid.z)] + (levels.map { [("level", $0)] } ?? [])
    case .contours(let grid, let levels, _):
      [("x", grid.x), ("y", grid.y), ("z", grid.z), ("level", levels)]
    case .horizontalLine(let y, _, _): [("y", [y])]
    case .verticalLine(let x, _, _): [("x", [x])]
    case .text(_, let x, let y, _): [("x", [x]), ("y", [y])]
    case .cell(_, let x, let y, let width, let height):
      [("x", [x, x + width]), ("y", [y, y + height])]
    case .arrow(let x, let y): [("x", x), ("y", y)]
    }
  }

  /// The interval that the series occupies along each axis. A point counts only if both its
  /// coordinates have a position on their axes: what is not drawn must not stretch them.
  func extents(xScale: Scale, yScale: Scale) -> (x: Extent, y: Extent) {
    func placed(_ x: [Double], _ y: [Double]) -> (x: Extent, y: Extent) {
      var (horizontal, vertical) = (Extent(), Extent())
      for (x, y) in zip(x, y)
      where xScale.position(x).isFinite && yScale.position(y).isFinite {
        horizontal.include(x)
        vertical.include(y)
      }
      return (horizontal, vertical)
    }
    func along(_ values: [Double], _ scale: Scale) -> Extent {
      Extent(values.filter { scale.position($0).isFinite })
    }
    switch shape {
    case .line(let x, let y, _, _, _), .scatter(let x, let y, _, _): return placed(x, y)
    case .text(_, let x, let y, _): return placed([x], [y])
    case .cell(_, let x, let y, let width, let height):
      return placed([x, x + width], [y, y + height])
    case .arrow(let x, let y): return placed(x, y)
    case .bars(let heights, _):
      var vertical = along(heights, yScale)
      if yScale == .linear, !heights.isEmpty { vertical.formUnion(Extent([0], sticky: [0])) }
      let ends = heights.isEmpty ? [] : [-0.5, Double(heights.count) - 0.5]
      return (along(ends, xScale), vertical)
    case .histogram(let edges, let counts):
      var vertical = along(counts, yScale)
      if yScale == .linear, !counts.isEmpty { vertical.formUnion(Extent([0], sticky: [0])) }
      return (along(edges, xScale), vertical)
    case .band(let x, let lower, let upper):
      var (horizontal, vertical) = placed(x, lower)
      let other = placed(x, upper)
      horizontal.formUnion(other.x)
      vertical.formUnion(other.y)
      return (horizontal, vertical)
    case .heatMap(let grid, _, _, let levels, _):
      // A heat map's cells extend half a cell beyond its points, whereas filled contours end at
      // them.
      let x = levels == nil ? HeatMap.cellEdges(grid.x) : grid.x
      let y = levels == nil ? HeatMap.cellEdges(grid.y) : grid.y
      var (horizontal, vertical) = (along(x, xScale), along(y, yScale))
      horizontal.sticky = [horizontal.lower, horizontal.upper]
      vertical.sticky = [vertical.lower, vertical.upper]
      return (horizontal, vertical)
    case .contours(let grid, _, _):
      var (horizontal, vertical) = (along(grid.x, xScale), along(grid.y, yScale))
      horizontal.sticky = [horizontal.lower, horizontal.upper]
      vertical.sticky = [vertical.lower, vertical.upper]
      return (horizontal, vertical)
    case .horizontalLine(let y, _, _): return (Extent(), along([y], yScale))
    case .verticalLine(let x, _, _): return (along([x], xScale), Extent())
    }
  }
}
