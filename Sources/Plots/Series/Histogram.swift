import Foundation

/// Counting values in intervals of equal width.
enum Histogram {
  /// The edges of the bins and the number of values in each; a value on an inner edge belongs to
  /// the bin above it, the largest value to the last bin. If there is a range, the bins divide it,
  /// whatever the values are, and values outside it are not counted. There are no more bins than
  /// floating-point numbers in the interval, so that each has a width.
  static func count(
    _ values: [Double], bins: Int?, within range: ClosedRange<Double>? = nil
  ) -> (edges: [Double], counts: [Double]) {
    let finite = values.filter { $0.isFinite && range?.contains($0) != false }
    guard var low = range?.lowerBound ?? finite.min(), var high = range?.upperBound ?? finite.max()
    else { return ([], []) }
    var bins = min(bins ?? suggestedBins(finite, low: low, high: high), 10_000)
    let spacing = max(low.ulp, high.ulp)
    if low == high {
      // Half a unit may be less than the distance to the next number.
      let half = max(0.5, spacing)
      let largest = Double.greatestFiniteMagnitude
      (low, high) = (max(low - half, -largest), min(high + half, largest))
    }
    let length = high - low
    bins = Int(min(Double(bins), max(length / spacing, 1)))
    // The length of the interval may overflow, but not that of its parts.
    let step =
      length.isFinite ? length / Double(bins) : high / Double(bins) - low / Double(bins)
    let edges = (0...bins).map { edge in
      if edge == bins { return high }
      if length.isFinite { return low + Double(edge) * step }
      let part = Double(edge) / Double(bins)
      return low * (1 - part) + high * part
    }
    var counts = [Double](repeating: 0, count: bins)
    for value in finite {
      let position = length.isFinite ? (value - low) / step : value / step - low / step
      var bin = Int(min(max(position, 0), Double(bins - 1)))
      // The quotient may be off by a rounding error at an edge; the edges themselves decide.
      if value < edges[bin] {
        bin -= 1
      } else if bin < bins - 1, value >= edges[bin + 1] {
        bin += 1
      }
      counts[bin] += 1
    }
    return (edges, counts)
  }

  /// Counts as densities: the areas of the bars are fractions of all values, so that histograms
  /// with different bins and numbers of values can be compared.
  static func densities(_ counts: [Double], edges: [Double], of total: Int) -> [Double] {
    zip(counts, zip(edges, edges.dropFirst())).map { count, edges in
      count / (Double(total) * (edges.1 - edges.0))
    }
  }

  /// Sturges's number of bins or that of Freedman and Diaconis, whichever is larger: the first
  /// suits few values, the second many.
  private static func suggestedBins(_ values: [Double], low: Double, high: Double) -> Int {
    guard !values.isEmpty else { return 1 }
    let count = Double(values.count)
    let sturges = log2(count) + 1
    let sorted = values.sorted()
    let spread = sorted[values.count * 3 / 4] - sorted[values.count / 4]
    let width = 2 * spread / cbrt(count)
    let diaconis = width > 0 ? (high - low) / width : 0
    return Int(min(max(sturges, diaconis), 200).rounded(.up))
  }
}
