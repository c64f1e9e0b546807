/// Numbers in a shape: memory, and a view of it.
///
/// ```swift
/// let a = MiniTensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
/// (a + MiniTensor([10, 20, 30])).elements  // [11, 22, 33, 14, 25, 36]
/// a.viewed { $0.transposed }.shape  // [3, 2]
/// ```
///
/// Several tensors share one memory: Swift copies an array only when one of its owners writes.
public struct MiniTensor: Equatable, Sendable {
  let memory: [Float]
  let view: View

  /// Numbers in row-major order; a list without a shape has one dimension.
  public init(_ numbers: [Float], shape: [Int]? = nil) {
    memory = numbers
    view = View(rowMajor: shape ?? [numbers.count])
    guard view.count == numbers.count else {
      misuse(
        "MiniTensor", "\(numbers.count) numbers do not fit the shape \(view.shape)",
        cure: "give as many numbers as the shape has elements")
    }
  }

  /// A tensor of one repeated number.
  public init(repeating number: Float, shape: [Int]) {
    self.init([Float](repeating: number, count: shape.reduce(1, *)), shape: shape)
  }

  private init(memory: [Float], view: View) {
    self.memory = memory
    self.view = view
  }

  /// The same elements through another view, made from the row-major view of them.
  public func viewed(_ change: (View) -> View) -> MiniTensor {
    MiniTensor(memory: elements, view: change(View(rowMajor: shape)))
  }
}

extension MiniTensor: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// A literal is a scalar.
  public init(floatLiteral value: Float) { self.init([value], shape: []) }
  /// A literal is a scalar.
  public init(integerLiteral value: Int) { self.init([Float(value)], shape: []) }

  /// The number of elements along each dimension.
  public var shape: [Int] { view.shape }

  /// The numbers in row-major order.
  public var elements: [Float] {
    view == View(rowMajor: shape) && memory.count == view.count
      ? memory : Pieces.current.elements(memory, view)
  }

  /// The number in a tensor of one element.
  public var number: Float { elements[0] }

  /// The same numbers in another shape.
  public func reshaped(_ shape: [Int]) -> MiniTensor { MiniTensor(elements, shape: shape) }

  /// Two tensors are equal if their shapes and elements are, however they are stored.
  public static func == (a: MiniTensor, b: MiniTensor) -> Bool {
    a.shape == b.shape && a.elements == b.elements
  }
}

// Element-wise operations.
extension MiniTensor {
  /// A function of each element.
  public func map(_ function: (Float) -> Float) -> MiniTensor {
    MiniTensor(elements.map(function), shape: shape)
  }

  /// A function of each pair of elements, after broadcasting.
  static func combine(
    _ name: String, _ a: MiniTensor, _ b: MiniTensor, _ function: (Float, Float) -> Float
  ) -> MiniTensor {
    guard let shape = Pieces.current.broadcastShape(a.shape, b.shape) else {
      misuse(
        name, "the shapes \(a.shape) and \(b.shape) do not broadcast",
        cure: "make the dimensions equal, counted from the last, or one of them 1")
    }
    var (x, y) = (a.broadcast(to: shape).elements, b.broadcast(to: shape).elements)
    for index in x.indices { x[index] = function(x[index], y[index]) }
    return MiniTensor(x, shape: shape)
  }

  func broadcast(to larger: [Int]) -> MiniTensor {
    shape == larger ? self : viewed { $0.broadcast(to: larger) }
  }
}

extension MiniTensor {
  /// The element-wise sum.
  public static func + (a: MiniTensor, b: MiniTensor) -> MiniTensor { combine("+", a, b, +) }
  /// The element-wise difference.
  public static func - (a: MiniTensor, b: MiniTensor) -> MiniTensor { combine("-", a, b, -) }
  /// The element-wise product.
  public static func * (a: MiniTensor, b: MiniTensor) -> MiniTensor { combine("*", a, b, *) }
  /// The element-wise quotient.
  public static func / (a: MiniTensor, b: MiniTensor) -> MiniTensor { combine("/", a, b, /) }
  /// Adds a tensor to this one.
  public static func += (a: inout MiniTensor, b: MiniTensor) { a = a + b }
}

// The reverse of a view: numbers are added where the view read them.
extension MiniTensor {
  /// Zeros in a row-major shape, plus these numbers added through a view.
  func added(to shape: [Int], through view: View) -> MiniTensor {
    var sums = [Float](repeating: 0, count: shape.reduce(1, *))
    for (position, number) in zip(view.positions, elements) { sums[position] += number }
    return MiniTensor(sums, shape: shape)
  }

  /// Sums over the dimensions along which a smaller shape would repeat.
  ///
  /// ```swift
  /// MiniTensor([1, 2, 3, 4], shape: [2, 2]).sum(to: [1, 2]).elements  // [4, 6]
  /// ```
  public func sum(to smaller: [Int]) -> MiniTensor {
    if shape == smaller { return self }
    return added(to: smaller, through: View(rowMajor: smaller).broadcast(to: shape))
  }
}

/// The matrix product: element (i, j) is row i of `a` times column j of `b`.
///
/// ```swift
/// let a = MiniTensor([1, 2, 3, 4], shape: [2, 2])
/// matmul(a, MiniTensor([1, 1], shape: [2, 1])).elements  // [3, 7]
/// ```
public func matmul(_ a: MiniTensor, _ b: MiniTensor) -> MiniTensor {
  guard a.shape.count == 2, b.shape.count == 2, a.shape[1] == b.shape[0] else {
    misuse(
      "matmul", "the shapes are \(a.shape) and \(b.shape)",
      cure: "give two matrices, the second with as many rows as the first has columns")
  }
  let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
  let (x, y) = (a.elements, b.elements)
  var product = [Float](repeating: 0, count: m * n)
  for row in 0..<m {
    // The innermost loop moves through the memory of `b` and of the product in steps of 1.
    for inner in 0..<k {
      let factor = x[row * k + inner]
      for column in 0..<n { product[row * n + column] += factor * y[inner * n + column] }
    }
  }
  return MiniTensor(product, shape: [m, n])
}
