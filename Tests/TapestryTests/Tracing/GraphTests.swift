import Testing

@testable import Tapestry

struct GraphTests {
  @Test func `a graph prints one line for each value`() throws {
    let result = try graph { [square($0) + 1, $0.sum()] }
    #expect(
      result.description == """
        %0 = parameter: float32 (4,)
        %1 = square(%0): float32 (4,)
        %2 = constant 1.0: float32 ()
        %3 = +(%1, %2): float32 (4,)
        %4 = sum(%0): float32 ()
        return %3, %4
        """)
    #expect(result.operationCount == 3)
    #expect(result.operations == ["square", "+", "sum"])
  }

  @Test func `the verifier finds faults`() throws {
    let good = try graph { [square($0) + Tensor([1.0, 2.0, 3.0, 4.0])] }
    #expect(good.fault() == nil)
    var bad = good
    bad.nodes[1].inputs = [3]
    #expect(bad.fault()?.contains("does not come before it") == true)
    bad = good
    bad.parameters = []
    #expect(bad.fault()?.contains("parameter of no argument") == true)
    bad = good
    bad.parameters = [1]
    #expect(bad.fault() != nil)
    bad = good
    bad.outputs = [17]
    #expect(bad.fault()?.contains("does not exist") == true)
    bad = good
    bad.nodes[2].kind = .constant(Tensor([1, 2]))
    #expect(bad.fault()?.contains("is a constant") == true)
    bad = good
    bad.nodes[3].inputs = [0, 0]
    bad.nodes[1].kind = .operation(
      Sum(reductionAxes: ReductionAxes(nil, of: [4], keepDims: false, in: "sum")))
    #expect(bad.fault()?.contains("computes") == true)
  }

  @Test(arguments: 0..<150)
  func `random graphs are well-formed after each pass, alone and together`(seed: Int) throws {
    let program = RandomProgram(seed: seed, length: 10 + seed % 50)
    let arguments = randomArguments(seed: seed)
    let f = Function("f") { (arguments: [Tensor]) in program(arguments) }
    let traced = try f.concreteFunction(for: arguments).graph
    #expect(traced.fault() == nil)
    var current = traced
    for pass in Pass.all {
      #expect(traced.optimized([pass]).fault() == nil, "\(pass.name) alone, seed \(seed)")
      current = pass.apply(current)
      #expect(current.fault() == nil, "after \(pass.name), seed \(seed)")
    }
    let again = current.optimized()
    #expect(again.fault() == nil)
    #expect(again.operationCount <= current.operationCount)
  }

  @Test(arguments: 0..<40)
  func `each pass alone leaves the results as they are`(seed: Int) throws {
    let program = RandomProgram(seed: seed, length: 10 + seed % 50)
    let arguments = randomArguments(seed: seed)
    let f = Function("f") { (arguments: [Tensor]) in program(arguments) }
    let traced = try f.concreteFunction(for: arguments).graph
    let expected = program(arguments)
    for passes in [[]] + Pass.all.map({ [$0] }) + [Pass.all.reversed()] {
      let optimized = traced.optimized(passes)
      let names = passes.map(\.name)
      expectSame(PlanPool(optimized).run(arguments), expected, "\(names), seed \(seed)")
      expectSame(optimized.replay(arguments), expected, "\(names) replayed, seed \(seed)")
    }
  }
}
