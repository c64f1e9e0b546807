/// The number of elements of a tensor along each of its dimensions.
///
/// ```swift
/// let shape: Shape = [2, 3]
/// shape.rank            // 2
/// shape.elementCount    // 6
/// "\(shape)"            // "(2, 3)"
/// ```
///
/// - **Source:** book, chapter 1, section 1.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The number of elements along each dimension, outermost first; empty for a scalar.
  public let dimensions: [Int]

  /// A shape of the given dimensions.
  ///
  /// - Precondition: no dimension is negative.
  public init(_ dimensions: [Int]) {
    for dimension in dimensions where dimension < 0 {
      misuse(
        "Shape", "\(dimensions) has the negative dimension \(dimension)",
        cure: "give each dimension zero or more elements; only reshape takes -1")
    }
    self.dimensions = dimensions
  }

  /// The sizes of a `TensorSpec`, of which -1 stands for any. Only specs hold such a shape.
  init(withOpenSizes dimensions: [Int]) { self.dimensions = dimensions }

  /// A shape written as a literal: `[2, 3]`.
  public init(arrayLiteral dimensions: Int...) {
    self.init(dimensions)
  }

  /// The number of dimensions.
  public var rank: Int { dimensions.count }

  /// The product of all dimensions: 1 for a scalar.
  public var elementCount: Int {
    var count = 1
    for dimension in dimensions {
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: dimension)
      if isTooLarge {
        misuse(
          "Shape", "\(self) has more elements than Int can count",
          cure: "make a dimension smaller")
      }
      count = product
    }
    return count
  }

  /// The number of elements along one dimension; a negative axis counts from the last.
  ///
  /// ```swift
  /// ([2, 3] as Shape)[-1]  // 3
  /// ```
  ///
  /// - Precondition: the dimension exists.
  public subscript(axis: Int) -> Int { dimensions[resolve(axis, in: "Shape")] }

  /// The shape as a Python tuple: `(2, 3)`, `(3,)`, `()`.
  public var description: String {
    rank == 1 ? "(\(dimensions[0]),)" : "(\(dimensions.map(String.init).joined(separator: ", ")))"
  }

  /// The dimension that `axis` means: itself, or counted from the end if negative.
  func resolve(_ axis: Int, in operation: String) -> Int {
    let resolved = axis < 0 ? axis + rank : axis
    guard resolved >= 0 && resolved < rank else {
      misuse(
        operation, "axis \(axis) is out of range for shape \(self)",
        cure: rank == 0
          ? "a scalar has no axis: leave the axis out"
          : "use an axis from \(-rank) to \(rank - 1)")
    }
    return resolved
  }

  /// The dimensions that `axes` mean, each once, in ascending order; all of them for nil.
  func resolve(_ axes: [Int]?, in operation: String) -> [Int] {
    guard let axes else { return Array(0..<rank) }
    let resolved = axes.map { resolve($0, in: operation) }.sorted()
    for (a, b) in zip(resolved, resolved.dropFirst()) where a == b {
      misuse(
        operation, "axes \(axes) name dimension \(a) of shape \(self) twice",
        cure: "name each dimension once")
    }
    return resolved
  }

  /// The distance in a row-major buffer from one element to the next along each dimension.
  var contiguousStrides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    var step = 1
    for axis in stride(from: rank - 1, through: 0, by: -1) {
      strides[axis] = step
      // The product may overflow for a shape without elements, whose strides address nothing.
      step &*= dimensions[axis]
    }
    return strides
  }
}

// MARK: - Sizes that overflow Int

extension Int {
  /// The sum of two sizes; stops the program if it overflows `Int`.
  func adding(_ other: Int, in operation: String) -> Int {
    let (sum, leaves) = addingReportingOverflow(other)
    if leaves {
      misuse(
        operation, "\(self) and \(other) add up to more than Int can hold",
        cure: "give smaller numbers")
    }
    return sum
  }

  /// The product of two sizes; stops the program if it overflows `Int`.
  func multiplied(by other: Int, in operation: String) -> Int {
    let (product, leaves) = multipliedReportingOverflow(by: other)
    if leaves {
      misuse(
        operation, "\(self) times \(other) is more than Int can hold",
        cure: "give smaller numbers")
    }
    return product
  }
}

extension Sequence where Element == Int {
  /// The product of all sizes; stops the program if it overflows `Int`.
  func product(in operation: String) -> Int {
    reduce(1) { $0.multiplied(by: $1, in: operation) }
  }
}
