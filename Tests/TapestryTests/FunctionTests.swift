import Testing

@testable import Tapestry

struct FunctionTests {
  @Test(arguments: 0..<300)
  func `a random program gives the same bits traced and run at once`(seed: Int) throws {
    let program = RandomProgram(seed: seed, length: 5 + seed % 56)
    let arguments = randomArguments(seed: seed)
    let f = Function("program") { (arguments: [Tensor]) in program(arguments) }
    let expected = program(arguments)
    let graph = try f.concreteFunction(for: arguments)
    for run in 1...3 {
      expectSame(
        try f(arguments), expected, "seed \(seed), run \(run)\n\(graph.optimizedGraph)")
    }
    #expect(f.tracingCount == 1)
  }
}
