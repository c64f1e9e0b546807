import Testing

@testable import Tapestry

struct TiledLoopTests {
  private static let counts = [2, 3, 1023, 1024, 1025, 2048, 65_535, 65_536, 65_537, 150_001]

  @Test(arguments: counts)
  func `long chains with many values alive give the bits of separate operations`(
    count: Int
  ) throws {
    @Sendable func program(_ x: Tensor) -> [Tensor] {
      var values = [x]
      for index in 0..<12 { values.append(values[index] * 0.5 + Double(index)) }
      let sum = values.reduce(Tensor.zeros(like: x)) { $0 + $1 }
      let product = values.reversed().reduce(sum) { maximum($0 * 0.25, $1 - $0) }
      return [product, sum.sum(), product.mean(), values[7].sum(), product * product]
    }
    let f = Function("f") { (x: Tensor) in program(x) }
    let x = Tensor.uniform([count], from: -1, to: 1)
    for _ in 0..<2 { expectSame(try f(x), program(x)) }
  }

  // Rows shorter than a tile, as long, and longer, which begin anywhere in it.
  @Test(arguments: [
    [2, 2], [3, 5], [404, 4], [300, 10], [2, 1024], [70, 1000], [40, 1500], [2, 3, 4],
  ])
  func `rows that repeat give the bits of broadcasting`(dimensions: [Int]) throws {
    let shape = Shape(dimensions)
    let row = Shape(Array(dimensions.dropFirst()))
    @Sendable func program(_ x: Tensor, _ bias: Tensor, _ scale: Tensor) -> [Tensor] {
      let y = x * scale + bias
      return [
        relu(y), y > bias, select(y > 0, scale, x), (bias - y).sum(), square(y).mean(), scale - y,
      ]
    }
    let f = Function("f") { (x: Tensor, b: Tensor, s: Tensor) in program(x, b, s) }
    for _ in 0..<2 {
      let x = Tensor.uniform(shape, from: -1, to: 1)
      let (bias, scale) = (Tensor.uniform(row), Tensor.uniform(Shape([1] + row.dimensions)))
      expectSame(try f(x, bias, scale), program(x, bias, scale))
    }
  }

  // Rows shorter than a tile, as long, and longer, and columns that are repeated themselves.
  @Test(arguments: [
    ([3, 5], [3, 1]), ([404, 4], [404, 1]), ([2, 256], [2, 1]), ([70, 1000], [70, 1]),
    ([2, 2, 33_000], [2, 1]), ([6, 50, 7], [50, 1]), ([6, 50, 7], [6, 1, 1]),
    ([5, 3, 1], [5, 1, 1]),
  ])
  func `columns that repeat give the bits of broadcasting`(dimensions: [Int], column: [Int]) throws
  {
    let (shape, column) = (Shape(dimensions), Shape(column))
    @Sendable func program(_ x: Tensor, _ bias: Tensor, _ scale: Tensor) -> [Tensor] {
      let y = x * scale + bias
      return [
        relu(y), y > bias, select(y > 0, scale, x), (bias - y).sum(), square(y).mean(),
        scale - y, broadcast(bias, to: x.shape), exp(broadcast(scale, to: x.shape)) * y,
      ]
    }
    let f = Function("f") { (x: Tensor, b: Tensor, s: Tensor) in program(x, b, s) }
    for _ in 0..<2 {
      let x = Tensor.uniform(shape, from: -1, to: 1)
      let (bias, scale) = (Tensor.uniform(column), Tensor.uniform(column))
      expectSame(try f(x, bias, scale), program(x, bias, scale))
    }
  }

  @Test(arguments: [
    [2, 64], [3, 63], [5, 100], [40, 256], [70, 1000], [33, 2048], [3, 2049], [4, 5, 80],
  ])
  func `sums and means of rows have the bits of separate operations`(dimensions: [Int]) throws {
    @Sendable func program(_ x: Tensor) -> [Tensor] {
      let y = square(x) + 1
      let mean = y.mean(axis: -1, keepDims: true)
      let z = (y - mean) * x
      return [y.sum(axis: -1), mean, z.sum(axis: -1), x.sum(axis: -1), z, z.sum()]
    }
    let f = Function("f") { (x: Tensor) in program(x) }
    let x = Tensor.uniform(Shape(dimensions), from: -1, to: 1)
    for _ in 0..<2 { expectSame(try f(x), program(x)) }
  }

  @Test(arguments: counts)
  func `comparisons and choices, of arrays and single elements, fit between other operations`(
    count: Int
  ) throws {
    @Sendable func program(_ x: Tensor, _ limit: Tensor, _ mask: Tensor) -> [Tensor] {
      let isLarge = x > limit
      let y = select(isLarge, x * 2, limit)
      let z = select(mask, y, -x)
      let w = select(limit > 0, z, x)
      return [isLarge, y, z.sum(), select(isLarge, 1.0, 0.0 + x * 0).mean(), w, w < y]
    }
    let f = Function("f") { (x: Tensor, limit: Tensor, mask: Tensor) in program(x, limit, mask) }
    let x = Tensor.uniform([count], from: -1, to: 1)
    let mask = Tensor.uniform([count]) > 0.5
    for limit in [0.25, -0.25] {
      expectSame(try f(x, Tensor.full([], limit), mask), program(x, Tensor.full([], limit), mask))
    }
  }
}
