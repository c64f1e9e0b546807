import TestSupport
import Testing

@testable import Tapestry

/// Slices that clusters take out of larger tensors tile by tile.
struct RowSliceTests {
  private func isRows(_ shape: Shape, _ slice: @escaping @Sendable (Tensor) -> Tensor) throws
    -> Bool
  {
    let nodes = try graph(TensorSpec(shape: shape)) { [slice($0)] }.nodes
    let slices = nodes.compactMap { $0.primitive as? StridedSlice }
    return RowSlice(try #require(slices.first), of: shape) != nil
  }

  @Test func `some columns, some rows and every second row are rows at equal distances`() throws {
    #expect(try isRows([30, 40]) { $0[.all, 3..<30] })
    #expect(try isRows([30, 40]) { $0[4..<5] })
    #expect(try isRows([30, 40]) { $0[7] })
    #expect(try isRows([30, 40]) { $0[.by(-2)] })
    #expect(try isRows([30, 40, 50]) { $0[.all, 2] })
    #expect(try isRows([30, 40, 50]) { $0[.all, 2, 4..<30] })
    #expect(try isRows([2, 30, 4, 50]) { $0[.all, 2..<20] })
  }

  @Test func `short rows, single elements, two cuts and all elements in another order are not`()
    throws
  {
    #expect(try !isRows([30, 40]) { $0[.all, 3..<10] })
    #expect(try !isRows([30, 40]) { $0[.all, .by(2)] })
    #expect(try !isRows([30, 40, 50]) { $0[2..<5, 3..<9, 4..<30] })
    #expect(try !isRows([30, 40]) { $0[.by(-1)] })
    #expect(try !isRows([30, 40]) { $0[3..<3] })
  }

  // Rows shorter than a tile, as long, and longer, which begin anywhere in it.
  @Test(arguments: [[3, 40], [400, 40], [70, 520], [9, 3000], [2, 90_000]])
  func `operations on slices give the bits of separate operations`(_ dimensions: [Int]) throws {
    @Sendable func program(_ x: Tensor) -> [Tensor] {
      let half = x.shape[1] / 2
      let gates = split(x[.all, ..<(2 * half)], into: 2, axis: 1)
      let rows = square(x[.by(2)]) + 1
      return [
        gates[0] * sigmoid(gates[1]), rows, (exp(x[1]) - 1).sum(),
        (x * 2)[.all, 1..<(half + 1)] - gates[0],
        reshape(x[.by(-2), 0..<half], [-1]) * 3,
      ]
    }
    let f = Function("f") { (x: Tensor) in program(x) }
    let x = Tensor.uniform(Shape(dimensions), from: -1, to: 1)
    for _ in 0..<2 { expectSame(try f(x), program(x)) }
  }

  @Test func `a slice of a variable is that of the value that was read`() throws {
    let table = Variable(Tensor.uniform([6, 40]))
    let before = table.tensor
    let step = Function("step") { (x: Tensor) in
      let rows = table.tensor[2..<4]
      table.assign(table * 2)
      return rows + x
    }
    for factor in [1.0, 2.0] {
      expectEqual(try step(Tensor.ones([2, 40])), before[2..<4] * factor + 1)
    }
  }
}
