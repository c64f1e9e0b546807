import TestSupport
import Testing

@testable import Plots

/// Counts that NumPy made.
struct CountedValues: Decodable, CustomTestStringConvertible {
  let values: [Double]
  let bins: Int
  let counts: [Double]
  let edges: [Double]

  var testDescription: String { "\(values.count) values in \(bins) bins" }

  static func all() -> [CountedValues] { TestSupport.recording("histograms", in: .module) }
}

@Suite struct HistogramTests {
  @Test(arguments: CountedValues.all())
  func `counts and edges are NumPy's`(expected: CountedValues) {
    let (edges, counts) = Histogram.count(expected.values, bins: expected.bins)
    #expect(counts == expected.counts)
    #expect(zip(edges, expected.edges).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(edges.count == expected.edges.count)
  }

  @Test func `every finite value is counted, the largest in the last bin`() {
    let (_, counts) = Histogram.count([0, 1, 2, 3, 4, .nan, .infinity], bins: 4)
    #expect(counts == [1, 1, 1, 2])
  }

  @Test func `no values and equal values are legal`() {
    #expect(Histogram.count([], bins: nil).counts.isEmpty)
    #expect(Histogram.count([5, 5, 5], bins: 2).counts == [0, 3])
  }

  @Test func `values whose distance is beyond the largest number are counted`() {
    let (edges, counts) = Histogram.count([-1.7e308, 0, 1.7e308], bins: 4)
    #expect(edges.count == 5 && counts == [1, 0, 1, 1])
  }

  @Test func `an interval of few numbers has no more bins than numbers`() {
    let next = 1.0.nextUp
    #expect(Histogram.count([1, next, next], bins: 10).counts == [3])
    let least = Double.leastNonzeroMagnitude
    #expect(Histogram.count([0, 2 * least], bins: 3).edges == [0, least, 2 * least])
    let wide = Histogram.count([1, 1 + 4 * 1.0.ulp, 1 + 1.0.ulp], bins: 10)
    #expect(wide.edges == (0...4).map { 1 + Double($0) * 1.0.ulp })
    #expect(wide.counts == [1, 1, 0, 1])
  }

  @Test(arguments: [1e17, -1e17, 1e308, .greatestFiniteMagnitude, -.greatestFiniteMagnitude])
  func `equal values beyond the integers are counted`(_ value: Double) {
    let (edges, counts) = Histogram.count([value, value], bins: 4)
    #expect(counts.reduce(0, +) == 2)
    #expect(zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 && $1.isFinite })
    #expect(Histogram.densities(counts, edges: edges, of: 2).allSatisfy { $0 > 0 || $0 == 0 })
  }

  @Test func `with a range the bins divide it, and what lies outside is not counted`() {
    let (edges, counts) = Histogram.count([-9, 0.1, 0.2, 0.9, 1, 9], bins: 2, within: 0...1)
    #expect(edges == [0, 0.5, 1] && counts == [2, 2])
    #expect(Histogram.count([], bins: 2, within: 0...1).counts == [0, 0])
  }

  @Test func `the area of a density is the part of the values that the range holds`() {
    var figure = Figure()
    figure.histogram([0.1, 0.2, 0.9, 7], bins: 2, within: 0...1, isDensity: true)
    guard case .histogram(let edges, let heights) = figure.axes.series[0].shape else {
      Issue.record("\(figure.axes.series[0])")
      return
    }
    #expect(edges == [0, 0.5, 1])
    #expect(heights == [1, 0.5])
  }
}
