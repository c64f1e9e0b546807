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
}
