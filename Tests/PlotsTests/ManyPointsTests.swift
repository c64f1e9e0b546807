import Foundation
import Testing

@testable import Plots

@Suite struct ManyPointsTests {
  /// Numbers between -1 and 1, the same ones in each run.
  private static func noise(_ count: Int) -> [Double] {
    var state: UInt64 = 17
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 0x1p52 - 1
    }
  }

  /// Lines of many points, and how they look: those that Cairo can draw as they are in a second.
  private static let lines: [(name: String, x: [Double], y: [Double])] = {
    let count = 40_000
    let turn = (0..<count).map { Double($0) / Double(count) * 40 }
    let noise = Self.noise(count)
    var walk = noise
    for step in 1..<count { walk[step] += walk[step - 1] }
    return [
      ("wave", turn, turn.map { sin($0) }),
      ("spiral", turn.map { $0 * cos($0) }, turn.map { $0 * sin($0) }),
      ("walk", turn, walk), ("walk upwards", walk, turn),
      ("spikes", turn, turn.indices.map { $0 % 4000 == 0 ? 1 : noise[$0] * 0.02 }),
    ]
  }()

  /// The pixels of a line, simplified or not.
  private func pixels(
    _ points: [(x: Double, y: Double)], isSimplified: Bool, color: Color
  ) -> [UInt8] {
    let surface = cairo(width: 400, height: 300)
    let canvas = Canvas(surface: surface, dpi: 100, isRaster: true)
    canvas.fill(Box(left: 0, top: 0, right: 400, bottom: 300), .white)
    if isSimplified {
      canvas.stroke(LineSimplification(points), color, width: 2)
    } else {
      canvas.stroke(points, color, width: 2)
    }
    return bytes(of: surface)
  }

  @Test(arguments: lines.indices)
  func `a simplified line covers the pixels that the line covers`(index: Int) {
    let (_, x, y) = Self.lines[index]
    let (left, right, low, high) = (x.min()!, x.max()!, y.min()!, y.max()!)
    let points = zip(x, y).map { x, y in
      (x: 10 + 380 * (x - left) / (right - left), y: 290 - 280 * (y - low) / (high - low))
    }
    for color in [Color.black, Color.blue.opacity(0.5)] {
      let whole = pixels(points, isSimplified: false, color: color)
      let simplified = pixels(points, isSimplified: true, color: color)
      let differences = zip(whole, simplified).map { abs(Int($0) - Int($1)) }
      // No edge moves by more than a sixteenth of a pixel.
      #expect(differences.max()! <= 40, "\(differences.max()!)")
      #expect(differences.reduce(0, +) < differences.count / 3)
    }
    let line = LineSimplification(points)
    let kept = (line.lines + line.areas).reduce(0) { $0 + $1.count }
    #expect(kept < points.count)
  }

  @Test func `a line of few points keeps them all`() {
    let points = (0..<500).map { (x: Double($0), y: Double($0 * 7 % 100)) }
    let line = LineSimplification(points)
    #expect(line.areas.isEmpty && line.lines.count == 1)
    #expect(line.lines[0].elementsEqual(points, by: ==))
  }

  @Test func `a noisy line of a million points becomes one area`() {
    let points = Self.noise(1_000_000).enumerated().map {
      (x: Double($0) / 1250, y: 300 + 280 * $1)
    }
    let line = LineSimplification(points)
    #expect(line.areas.count == 1)
    #expect(line.areas[0].count <= 2 * 800 * 16)
    #expect(line.lines.reduce(0) { $0 + $1.count } <= 8)
  }

  @Test(arguments: [Marker.circle, .square, .triangle, .star])
  func `a cloud of many marks looks as if they were drawn one by one`(marker: Marker) {
    let noise = Self.noise(2 * (Canvas.fewMarks + 1))
    let points = (0...Canvas.fewMarks).map { (index: Int) -> (x: Double, y: Double) in
      let x = 200 + 190 * noise[2 * index]
      let y = 150 + 140 * noise[2 * index + 1]
      return (x: x, y: y)
    }
    let box = Box(left: 0, top: 0, right: 400, bottom: 300)
    func pixels(_ draw: (Canvas) -> Void) -> [UInt8] {
      let surface = cairo(width: 400, height: 300)
      let canvas = Canvas(surface: surface, dpi: 100, isRaster: true)
      canvas.fill(box, .white)
      draw(canvas)
      return bytes(of: surface)
    }
    let color = Color.blue.opacity(0.2)
    let single = pixels { canvas in
      for point in points { canvas.mark(marker, point.x, point.y, size: 4, color) }
    }
    let cloud = pixels { $0.mark(marker, points, size: 4, color, within: box) }
    let differences = zip(single, cloud).map { abs(Int($0) - Int($1)) }
    #expect(differences.max()! <= 16, "\(differences.max()!)")
    #expect(Double(differences.reduce(0, +)) / Double(differences.count) < 1)
  }
}
