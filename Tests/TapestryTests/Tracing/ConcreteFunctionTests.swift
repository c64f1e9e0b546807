import Testing

@testable import Tapestry

struct ConcreteFunctionTests {
  @Test func `a concrete function takes tensors like those it was made for, and no others`() throws
  {
    let total = try Function("total") { (x: Tensor) in x.sum() }
      .concreteFunction(for: Tensor([1, 2, 3]))
    #expect(try total(Tensor([4, 5, 6])).number == 15)
    let error = #expect(throws: WrongArguments.self) { try total(Tensor([4.0, 5.0])) }
    let text = error?.description ?? ""
    #expect(text.contains("total") && text.contains("(3,), dtype=tf.int32"))
    #expect(text.contains("(2,), dtype=tf.float32"))
  }
}
