import Foundation
import Testing

@testable import Plots

@Suite struct ContoursTests {
  private func grid(_ count: Int, _ value: (Double, Double) -> Double) -> Grid {
    let coordinates = (0..<count).map { 4 * Double($0) / Double(count - 1) - 2 }
    return Grid(
      x: coordinates, y: coordinates,
      z: coordinates.flatMap { y in coordinates.map { x in value(x, y) } })
  }

  @Test func `a circle is one closed line of the right radius`() throws {
    let lines = Contours.lines(grid(41) { hypot($0, $1) }, level: 1)
    #expect(lines.count == 1)
    let line = try #require(lines.first)
    #expect(line.count > 60)
    #expect(line[0] == line[line.count - 1])
    #expect(line.allSatisfy { abs(hypot($0.x, $0.y) - 1) < 0.01 })
  }

  @Test func `a plane gives one straight open line`() throws {
    let lines = Contours.lines(grid(9) { x, y in x + 2 * y }, level: 0.3)
    #expect(lines.count == 1)
    #expect(lines[0].allSatisfy { abs($0.x + 2 * $0.y - 0.3) < 1e-12 })
    let ends = [lines[0][0], lines[0][lines[0].count - 1]]
    #expect(ends.allSatisfy { max(abs($0.x), abs($0.y)) == 2 })
  }

  @Test func `the arms of a saddle do not cross`() {
    for level in [-0.1, 0.1] {
      let lines = Contours.lines(grid(4) { x, y in x * y }, level: level)
      #expect(lines.count == 2)
      for line in lines {
        let signs = Set(line.map { $0.x > 0 })
        #expect(signs.count == 1)
      }
    }
  }

  @Test func `values that are not finite leave a gap`() {
    let holed = grid(21) { x, y in x > 0 ? .nan : hypot(x, y) }
    let lines = Contours.lines(holed, level: 1)
    #expect(lines.count == 1)
    #expect(lines[0].allSatisfy { $0.x <= 0 })
  }

  @Test func `constant, tiny and empty grids have no lines`() {
    #expect(Contours.lines(grid(5) { _, _ in 1 }, level: 1).isEmpty)
    #expect(Contours.lines(Grid(x: [0], y: [0, 1], z: [0, 1]), level: 0.5).isEmpty)
    #expect(Contours.lines(Grid(x: [], y: [], z: []), level: 0.5).isEmpty)
    #expect(Contours.levels([], scale: .log).isEmpty)
  }

  @Test func `levels are round and enclose the values`() {
    #expect(
      Contours.levels([0.3, 9.7], scale: .linear) == Array(stride(from: 0.0, through: 10, by: 1)))
    let levels = Contours.levels([0.03, 4000], scale: .log)
    #expect(levels.first! <= 0.03 && levels.last! >= 4000)
    #expect(levels.contains { abs($0 - 20) < 1e-9 })
    #expect(Contours.levels([-1, 5, 20], scale: .log).first! <= 5)
  }

  @Test func `drawing empty and constant surfaces is legal`() throws {
    for z in [[], [3.0, 3, 3, 3], [Double.nan, .nan, .nan, .nan]] {
      var figure = Figure(width: 3, height: 2)
      let coordinates = z.isEmpty ? [] : [0.0, 1]
      figure.filledContours(x: coordinates, y: coordinates, z: z)
      figure.heatMap(x: coordinates, y: coordinates, z: z, colorScale: .log)
      figure.contours(x: coordinates, y: coordinates, z: z)
      #expect(try !figure.bytes(as: .png).isEmpty)
      #expect(!figure.dataText.isEmpty)
    }
  }
}
