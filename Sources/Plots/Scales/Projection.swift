/// The map from values to pixels inside the frame of one pair of axes.
struct Projection {
  let frame: Box
  let xScale: Scale
  let yScale: Scale
  // The start and the length of the axes as drawn, stored because every point needs them.
  private let x0: Double
  private let xLength: Double
  private let y0: Double
  private let yLength: Double

  init(frame: Box, xInterval: Interval, yInterval: Interval, xScale: Scale, yScale: Scale) {
    self.frame = frame
    self.xScale = xScale
    self.yScale = yScale
    x0 = xScale.position(xInterval.lower)
    xLength = xScale.position(xInterval.upper) - x0
    y0 = yScale.position(yInterval.lower)
    yLength = yScale.position(yInterval.upper) - y0
  }

  func x(_ value: Double) -> Double {
    frame.left + (xScale.position(value) - x0) / xLength * frame.width
  }

  func y(_ value: Double) -> Double {
    frame.bottom - (yScale.position(value) - y0) / yLength * frame.height
  }

  /// The value drawn at a horizontal pixel position.
  func xValue(_ pixel: Double) -> Double {
    xScale.value(x0 + (pixel - frame.left) / frame.width * xLength)
  }

  /// The value drawn at a vertical pixel position.
  func yValue(_ pixel: Double) -> Double {
    yScale.value(y0 + (frame.bottom - pixel) / frame.height * yLength)
  }

  /// The pixel positions of points, in order, with nil for each that cannot be shown on the axes.
  func points(_ x: [Double], _ y: [Double]) -> [(x: Double, y: Double)?] {
    zip(x, y).map { x, y in
      let point = (x: self.x(x), y: self.y(y))
      return point.x.isFinite && point.y.isFinite ? point : nil
    }
  }

  /// The parts of a line that run near the frame, as unbroken pieces.
  ///
  /// A line is cut at points that cannot be shown on the axes, and a little outside the frame: far
  /// outside, pixel positions overflow Cairo's fixed-point numbers and wrap around.
  func pieces(_ x: [Double], _ y: [Double]) -> [[(x: Double, y: Double)]] {
    let bounds = frame.insetBy(-100)
    var pieces: [[(x: Double, y: Double)]] = []
    var current: [(x: Double, y: Double)] = []
    func finish() {
      if !current.isEmpty { pieces.append(current) }
      current = []
    }
    var previous: (x: Double, y: Double)?
    for point in points(x, y) {
      guard let point else {
        finish()
        previous = nil
        continue
      }
      if let from = previous {
        if !current.isEmpty, bounds.contains(from.x, from.y), bounds.contains(point.x, point.y) {
          // Most segments are inside, and nothing needs to be computed.
          current.append(point)
        } else if let (start, end) = Self.cut(from, point, to: bounds) {
          if current.isEmpty || current.last! != start {
            finish()
            current = [start]
          }
          current.append(end)
        } else {
          finish()
        }
      } else if bounds.contains(point.x, point.y) {
        current = [point]
      }
      previous = point
    }
    finish()
    return pieces
  }

  /// The part of a segment inside a box (Liang and Barsky's algorithm), or nil if it misses the
  /// box.
  static func cut(
    _ from: (x: Double, y: Double), _ to: (x: Double, y: Double), to box: Box
  ) -> ((x: Double, y: Double), (x: Double, y: Double))? {
    // Checked first, because legends call this for every segment, and most segments are elsewhere.
    if max(from.x, to.x) < box.left || min(from.x, to.x) > box.right
      || max(from.y, to.y) < box.top || min(from.y, to.y) > box.bottom
    {
      return nil
    }
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    var (enter, leave) = (0.0, 1.0)
    for (direction, distance) in [
      (-dx, from.x - box.left), (dx, box.right - from.x),
      (-dy, from.y - box.top), (dy, box.bottom - from.y),
    ] {
      if direction == 0 {
        if distance < 0 { return nil }
      } else {
        let at = distance / direction
        if direction < 0 { enter = max(enter, at) } else { leave = min(leave, at) }
      }
    }
    guard enter <= leave else { return nil }
    // Uncut ends are returned as they are, so that neighboring segments still meet exactly.
    return (
      enter == 0 ? from : (from.x + enter * dx, from.y + enter * dy),
      leave == 1 ? to : (from.x + leave * dx, from.y + leave * dy)
    )
  }
}
