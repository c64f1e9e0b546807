import Testing

@testable import Tapestry

struct ArgumentTests {
  @Test func `an integer argument is an integer, however large`() throws {
    let f = Function("f") { (a: Argument, x: Tensor) in a + x }
    let x = Tensor([1], dtype: .int64)
    #expect(try f(9_007_199_254_740_993, x).scalars(as: Int.self) == [9_007_199_254_740_994])
    let g = Function("g") { (a: Argument, b: Argument) in a + b }
    expectTensor(try g(1, 2), [], [3], .float32)
    expectTensor(try g(1, 2.5), [], [3.5], .float32)
  }

  @Test func `integers that meet each other first are numbers with a decimal point`() throws {
    let f = Function("f") { (x: Argument, a: Argument, b: Argument) in x + a * b }
    expectTensor(try f(.tensor(Tensor(1.5)), 2, 3), [], [7.5], .float32)
  }

  @Test func `an integer shares its graph with the same number with a decimal point`() throws {
    let f = Function("f") { (a: Argument, x: Tensor) in a * x }
    expectTensor(try f(2, Tensor(1.5)), [], [3])
    expectTensor(try f(2.0, Tensor(2.5)), [], [5])
    #expect(Argument(integerLiteral: 2).signature == Argument(floatLiteral: 2).signature)
  }
}
