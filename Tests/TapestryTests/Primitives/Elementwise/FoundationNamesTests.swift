import Foundation
import Tapestry
import Testing

/// Functions of numbers keep their meaning in programs that import Foundation and the engine.
struct FoundationNamesTests {
  @Test func `a function of a Double is the standard library's`() {
    let (x, y) = (3.0, 1.0)
    let results = (pow(x, 2), atan2(y, 1), sqrt(x), exp(y), log(x), floor(x), abs(-x))
    #expect(
      type(of: results) == (Double, Double, Double, Double, Double, Double, Double).self)
    #expect(type(of: pow(Tensor([x]), 2)) == Tensor.self)
    #expect(type(of: atan2(Tensor([y]), 1)) == Tensor.self)
  }
}
