import TestSupport
import Testing

@testable import Tapestry

// Which arguments share a graph.
struct SignatureTests {
  @Test func `there is one graph for each shape and type`() throws {
    let f = Function("f") { (x: Tensor) in x.sum() }
    for x in [
      Tensor([1, 2]), Tensor([3, 4]), Tensor([1, 2, 3]), Tensor([1.0, 2.0]), Tensor([[1, 2]]),
      Tensor([9, 9]),
    ] { _ = try f(x) }
    #expect(f.tracingCount == 4)
  }

  @Test func `2 and 2_0 share a graph, other numbers do not`() throws {
    enum Number: TensorStructure {
      case whole(Int)
      case real(Double)
      func mapTensors(_ transform: (Tensor) -> Tensor) -> Number { self }
      var signature: Signature {
        switch self {
        case .whole(let number): number.signature
        case .real(let number): number.signature
        }
      }
    }
    let f = Function("f") { (x: Tensor, number: Number) in
      switch number {
      case .whole(let number): x * number
      case .real(let number): x * number
      }
    }
    let x = Tensor(3.0)
    #expect(try f(x, .whole(2)).number == 6)
    #expect(try f(x, .real(2)).number == 6)
    #expect(f.tracingCount == 1)
    #expect(try f(x, .real(2.5)).number == 7.5)
    #expect(try f(x, .whole(3)).number == 9)
    #expect(f.tracingCount == 3)
  }

  @Test func `numbers that Double or == confuse have separate graphs`() throws {
    let f = Function("f") { (number: Int) in Tensor([number]) }
    let large = 1 << 53
    #expect(try f(large).scalars(as: Int64.self) == [Int64(large)])
    #expect(try f(large + 1).scalars(as: Int64.self) == [Int64(large + 1)])
    let g = Function("g") { (number: Double) in 1 / Tensor(number) }
    #expect(try g(0).number == .infinity)
    #expect(try g(-0.0).number == -.infinity)
    #expect(try g(.nan).number.isNaN)
    #expect(try g(.nan).number.isNaN)
    #expect(g.tracingCount == 3)
  }

  @Test func `structures, Booleans, texts and optionals are part of the signature`() throws {
    let f = Function("f") {
      (values: [String: [Tensor]], flag: Bool, mode: String, extra: Tensor?) -> [String: Tensor] in
      var sum = values["a"]![0] + values["b"]![0]
      if flag { sum = sum * 2 }
      if mode == "negative" { sum = -sum }
      if let extra { sum = sum + extra }
      return ["sum": sum, "first": values["a"]![0]]
    }
    let (one, two) = (Tensor(1.0), Tensor(2.0))
    let values = ["b": [two], "a": [one]]
    #expect(try f(values, false, "", nil)["sum"]!.number == 3)
    #expect(try f(values, false, "", nil)["first"]!.number == 1)
    #expect(try f(values, true, "", nil)["sum"]!.number == 6)
    #expect(try f(values, true, "negative", nil)["sum"]!.number == -6)
    #expect(try f(values, true, "negative", one)["sum"]!.number == -5)
    #expect(try f(values, true, "negative", two)["sum"]!.number == -4)
    #expect(f.tracingCount == 4)
    #expect(try f(["b": [two], "a": [one, one]], false, "", nil)["sum"]!.number == 3)
    #expect(f.tracingCount == 5)
  }

  @Test func `each variable has its own graph, even at the address of a released one`()
    throws
  {
    let f = Function("f") { (v: Variable) in Tensor(v.name == "a" ? 1.0 : 2.0) }
    for round in 0..<20 {
      let name = round % 2 == 0 ? "a" : "b"
      #expect(try f(Variable(0.0, name: name)).number == (name == "a" ? 1 : 2))
    }
    #expect(f.tracingCount == 20)
    let g = Function("g") { (v: Variable) in v * 2 }
    let v = Variable(3.0)
    #expect(try g(v).number == 6)
    v.assign(5)
    #expect(try g(v).number == 10)
    #expect(g.tracingCount == 1)
  }

  @Test func `each of many signatures finds the graph that was made for it`() throws {
    let f = Function("f") { (x: Tensor, factor: Int) in x * factor }
    for _ in 0..<2 {
      for factor in 0..<300 { #expect(try f(Tensor(2), factor).number == Double(2 * factor)) }
    }
    #expect(f.tracingCount == 300)
    #expect(f.concreteFunctions.count == 300)
  }
}
