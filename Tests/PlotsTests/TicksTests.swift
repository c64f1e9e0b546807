import TestSupport
import Testing

@testable import Plots

/// One axis as matplotlib divides and labels it.
struct LinearTicks: Decodable, CustomTestStringConvertible {
  let lower: Double
  let upper: Double
  let intervals: Int
  let ticks: [Double]
  let labels: [String]
  let exponent: Int
  let offset: Double

  var testDescription: String { "\(lower) to \(upper) in \(intervals)" }

  struct Table: Decodable {
    let matplotlib: String
    let cases: [LinearTicks]
  }

  static func all() -> [LinearTicks] {
    TestSupport.recording("linear-ticks", in: .module, as: Table.self).cases
  }
}

@Suite struct TicksTests {
  @Test func `the table of ticks exists`() throws {
    #expect(
      TestSupport.recording("linear-ticks", in: .module, as: LinearTicks.Table.self).cases.count
        > 80)
  }

  @Test(arguments: LinearTicks.all())
  func `linear ticks have matplotlib's positions and labels`(expected: LinearTicks) {
    let interval = Interval(lower: expected.lower, upper: expected.upper)
    let ticks = Ticks.linear(interval, intervals: expected.intervals)
    #expect(ticks.values.count == expected.ticks.count)
    let tolerance = 1e-9 * (expected.upper - expected.lower)
    for (ours, theirs) in zip(ticks.values, expected.ticks) {
      #expect(abs(ours - theirs) <= tolerance, "\(ours) instead of \(theirs)")
    }
    #expect(ticks.labels.map(\.plain) == expected.labels)
    let format = NumberFormat(ticks: ticks.values, interval: interval)
    #expect(format.exponent == expected.exponent)
    #expect(abs(format.offset - expected.offset) <= tolerance)
  }

  @Test func `multiples of a tenth are the nearest doubles`() {
    let ticks = Ticks.linear(Interval(lower: 0, upper: 0.7), intervals: 9)
    #expect(ticks.values == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
  }

  @Test(arguments: [
    (53.8, 31_001.0, ["10^2", "10^3", "10^4"], 22),
    (1.0, 1000.0, ["10^0", "10^1", "10^2", "10^3"], 24),
    (0.5, 0.9, ["0.5", "0.6", "0.7", "0.8", "0.9"], 0),
    (3.0, 80.0, ["5", "10", "20", "50"], 11),
    (2.2e-9, 7e-8, ["5×10^-9", "10^-8", "2×10^-8", "5×10^-8"], 10),
    (20.0, 21.0, ["20.0", "20.2", "20.4", "20.6", "20.8", "21.0"], 0),
  ])
  func `logarithmic ticks are powers of ten, or multiples where powers are few`(
    lower: Double, upper: Double, labels: [String], minor: Int
  ) {
    let ticks = Ticks.logarithmic(Interval(lower: lower, upper: upper), intervals: 9)
    #expect(ticks.labels.map(\.plain) == labels)
    #expect(ticks.minor.count == minor)
    #expect((ticks.values + ticks.minor).allSatisfy { $0 >= lower * 0.999 && $0 <= upper * 1.001 })
  }

  @Test func `many decades show every third`() {
    let ticks = Ticks.logarithmic(Interval(lower: 1e-12, upper: 1e12), intervals: 9)
    #expect(ticks.labels.count <= 10)
    #expect(ticks.values.contains(1))
    #expect(ticks.minor.count + ticks.values.count == 25)
  }

  @Test func `labels side by side are as many as fit`() {
    let wide = Interval(lower: 0, upper: 99_999)
    let short = Ticks.make(wide, scale: .linear, length: 12, sideBySide: true)
    let long = Ticks.make(wide, scale: .linear, length: 60, sideBySide: true)
    #expect(short.labels.count < long.labels.count)
    #expect(short.labels.count >= 2)
  }

  @Test func `a page of any length has ticks`() {
    #expect(Figure(width: 1e300, height: 1e-300).dataText.contains("ticks 0.0"))
  }

  @Test func `large numbers share a power of ten, close ones an offset`() {
    let large = Ticks.linear(Interval(lower: 0, upper: 3e7), intervals: 4)
    #expect(large.note?.plain == "×10^7")
    #expect(large.labels.map(\.plain) == ["0", "1", "2", "3"])
    let close = Ticks.linear(Interval(lower: 20_000, upper: 20_001), intervals: 5)
    #expect(close.note?.plain == "+20000")
    #expect(close.labels.map(\.plain) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
  }

  @Test(arguments: [
    (1e15, 9.0, "+1e15", ["0", "2", "4", "6", "8"]),
    (1_234_567_890_123_450, 9, "+1.23456789012345e15", ["0", "2", "4", "6", "8"]),
    (-1e15, 9, "\u{2212}1e15", ["0", "2", "4", "6", "8"]),
  ])
  func `small changes of large numbers are told apart beside an offset`(
    first: Double, length: Double, offset: String, labels: [String]
  ) throws {
    let figure = Figure.line((0...Int(length)).map { first + Double($0) })
    let y = try figure.axes.intervals().y
    #expect(y.lower <= first && y.upper >= first + length && y.upper - y.lower < 2 * length)
    let ticks = Ticks.linear(y, intervals: 6)
    #expect(ticks.note?.plain == offset.replacing("\u{2212}", with: "-"))
    #expect(ticks.labels.map(\.plain) == labels)
  }
}
