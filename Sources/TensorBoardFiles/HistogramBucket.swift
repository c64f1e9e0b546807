import Foundation
import Tapestry

/// A bucket of a histogram: the number of values between two edges.
///
/// ```swift
/// let bucket = HistogramBucket(left: 0, right: 0.5, count: 3)
/// bucket.count  // 3
/// ```
public struct HistogramBucket: Equatable, Sendable {
  /// The left edge.
  public let left: Double
  /// The right edge, where the next one begins.
  public let right: Double
  /// The number of values in it.
  public let count: Double

  /// A bucket of this many values.
  public init(left: Double, right: Double, count: Double) {
    self.left = left
    self.right = right
    self.count = count
  }

  /// Buckets of equal width from the smallest finite value to the largest. Equal values have a
  /// single one around them.
  ///
  /// - **Source:** TensorBoard 2.1, plugins/histogram/summary_v2.py.
  static func buckets(of values: [Double], count: Int) -> [HistogramBucket] {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return [] }
    // Halves, because the distance of the extreme numbers would overflow.
    let half = high / 2 - low / 2
    guard half > 0 else {
      return [HistogramBucket(left: low - 0.5, right: high + 0.5, count: Double(finite.count))]
    }
    var counts = [Double](repeating: 0, count: count)
    for value in finite {
      let position = (value / 2 - low / 2) / half * Double(count)
      counts[Swift.min(Swift.max(Int(position), 0), count - 1)] += 1
    }
    // From the nearer end, so that rounding never makes edges decrease.
    func edge(_ index: Int) -> Double {
      2 * index <= count
        ? low + half * (Double(2 * index) / Double(count))
        : high - half * (Double(2 * (count - index)) / Double(count))
    }
    return counts.indices.map {
      HistogramBucket(left: edge($0), right: edge($0 + 1), count: counts[$0])
    }
  }
}
