import TestSupport
import Testing

@testable import Tapestry

/// Graphs that take joined tensors apart again.
struct JoinedPartsTests {
  /// The operations of a graph after the pass, which must not change the results.
  private func operations(
    _ body: @escaping @Sendable (Tensor, Tensor) throws -> [Tensor]
  ) throws -> [String] {
    let f = Function("f") { (x: Tensor, y: Tensor) in try body(x, y) }
    let (x, y) = (cast(waves([2, 3], 1.7), to: .float32), cast(waves([2, 2], 0.9), to: .float32))
    let split = try f.concreteFunction(for: x, y).graph.optimized()
    #expect(split.fault() == nil)
    for (got, expected) in zip(try f(x, y), try body(x, y)) { expectEqual(got, expected) }
    return split.operations
  }

  @Test func `a part of joined tensors is the tensor that it was`() throws {
    #expect(
      try operations { x, y in
        let joined = concat([x, y], axis: 1)
        return [joined[.all, ..<3] + 1, joined[.all, 3...] * 2]
      } == ["+", "*"])
    let found = try operations { x, y in
      let rows = stack([x, x + 1])
      return [exp(rows[1]), y]
    }
    #expect(found.filter { $0 != "reshape" } == ["+", "exp"])
  }

  @Test func `the gradient of a concatenation is computed part by part`() throws {
    let found = try operations { x, y in
      let tape = GradientTape()
      tape.watch(x)
      tape.watch(y)
      let target = tape.record { square(sin(concat([x, y], axis: 1))).sum() }
      return try tape.gradient(target, [x, y])
    }
    #expect(!found.contains("concat"))
    // One element of the gradient with which the walk begins, which the parts repeat.
    #expect(found.count { $0 == "[]" } == 1)
  }

  @Test func `an operand that was not joined is taken apart instead of the result`() throws {
    let found = try operations { x, y in
      let other = matmul(x, Tensor.ones([3, 5]))
      let product = concat([x, y], axis: 1) * other
      return [product[.all, ..<3] + x, product[.all, 3...] + y]
    }
    #expect(!found.contains("concat"))
    #expect(found.count { $0 == "[]" } == 2)
  }

  @Test func `what is needed as a whole, or in other parts, is joined`() throws {
    #expect(
      try operations { x, y in
        let joined = exp(concat([x, y], axis: 1))
        return [joined[.all, ..<3], joined]
      }.contains("concat"))
    #expect(
      try operations { x, y in
        let joined = exp(concat([x, y], axis: 1))
        return [joined[.all, ..<2], joined[.all, 2...]]
      }.contains("concat"))
    // Rows that broadcasting repeats may be another axis's parts.
    #expect(
      try operations { x, y in
        let joined = concat([x, y], axis: 1) * Tensor([1.0, 2.0, 3.0, 4.0, 5.0])
        return [joined[.all, ..<3], joined[.all, 3...]]
      }.contains("concat"))
  }
}
