/// One number for each dimension that a window slides over, or one for all of them.
///
/// ```swift
/// Conv2D(32, 3)            // windows of 3 x 3
/// Conv2D(32, [3, 5])       // of 3 rows and 5 columns
/// ```
public struct AxisSizes: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral
{
  private let sizes: [Int]

  /// These numbers.
  public init(_ sizes: [Int]) { self.sizes = sizes }
  /// The same number everywhere.
  public init(integerLiteral size: Int) { sizes = [size] }
  /// These numbers.
  public init(arrayLiteral sizes: Int...) { self.sizes = sizes }

  /// One number for each of `rank` dimensions.
  func expanded(to rank: Int, layer: String) -> [Int] {
    let result = sizes.count == 1 ? [Int](repeating: sizes[0], count: rank) : sizes
    guard result.count == rank, result.allSatisfy({ $0 > 0 }) else {
      misuse(
        layer, "sizes \(sizes) of a window over \(rank) dimension\(rank == 1 ? "" : "s")",
        cure: "give one number for all, or \(rank), each at least 1")
    }
    return result
  }
}
