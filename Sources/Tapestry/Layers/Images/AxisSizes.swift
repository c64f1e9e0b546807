/// One number for each dimension that a window slides over, or one for all of them.
///
/// ```swift
/// Conv2D(32, 3)            // windows of 3 x 3
/// Conv2D(32, [3, 5])       // of 3 rows and 5 columns
/// ```
public struct AxisSizes: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral
{
  private let sizes: [Int]

  /// One number for each dimension.
  public init(_ sizes: [Int]) { self.sizes = sizes }
  /// The same number for all dimensions.
  public init(integerLiteral size: Int) { sizes = [size] }
  /// One number for each dimension.
  public init(arrayLiteral sizes: Int...) { self.sizes = sizes }

  /// One number for each of `rank` dimensions, if there is one for all.
  func expanded(to rank: Int) -> [Int] {
    sizes.count == 1 ? [Int](repeating: sizes[0], count: rank) : sizes
  }
}
