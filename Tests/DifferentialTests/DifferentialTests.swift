import Foundation
import Tapestry
import Testing

// Random programs, run in every mode that the engine has. In CI a fixed number of them; by hand for
// as long as you like, from any seed:
//
//     DIFFERENTIAL_SECONDS=3600 DIFFERENTIAL_SEED=1000000 swift test --filter DifferentialTests
//
// A program that stops the process leaves its seed and what it was run as; with that seed and
// DIFFERENTIAL_PRINT=1 its code is printed first.

struct DifferentialTests {
  @Test func `all ways of running a random program give the same result`() {
    let environment = ProcessInfo.processInfo.environment
    let seconds = environment["DIFFERENTIAL_SECONDS"].flatMap(Double.init)
    let firstSeed = environment["DIFFERENTIAL_SEED"].flatMap { Int($0) } ?? 0
    let end = seconds.map { Date.now + $0 }
    var (seed, failures) = (firstSeed, 0)
    RunningSeed.reportsTraps()
    // A few failures are enough to look at; a fault that is everywhere would print forever.
    while failures < 5, end.map({ Date.now < $0 }) ?? (seed < firstSeed + 2000) {
      RunningSeed.current = seed
      let program = Generator.program(seed: seed)
      if environment["DIFFERENTIAL_PRINT"] != nil && seed == firstSeed { print(program.code) }
      if let found = disagreement(of: program, seed: seed) {
        failures += 1
        Issue.record("\(report(found, program, seed))")
      }
      seed += 1
    }
    if seconds != nil {
      print("\(seed - firstSeed) programs ran, from seed \(firstSeed) on, \(failures) failed")
    }
  }

  @Test func `a program that fails is made smaller and printed as code`() {
    // A long program whose result depends on a formula that one way of running would get wrong.
    func fails(_ program: Program) -> Bool {
      program.body.withoutUnused(first: program.inputs.count).contains { $0 == "tanh($0)" }
    }
    let program = (0...).lazy.map { Generator.program(seed: $0) }.first {
      $0.length > 5 && fails($0)
    }!
    let small = program.shrunk(while: fails)
    #expect(fails(small) && small.length <= 3)
    #expect(small.code.contains("= tanh("))
    #expect(small.code.hasPrefix("let v0 = reshape(Tensor(["))
  }

  @Test func `a seed makes one program`() {
    #expect(Generator.program(seed: 7).code == Generator.program(seed: 7).code)
    #expect(Generator.program(seed: 7).code != Generator.program(seed: 8).code)
  }

  private func report(_ found: Disagreement, _ program: Program, _ seed: Int) -> String {
    let small = program.shrunk { disagreement(of: $0, seed: seed)?.way == found.way }
    let shown = disagreement(of: small, seed: seed) ?? found
    return "seed \(seed): \(shown.description)\n\(small.code)\nprint(program(inputs))"
  }
}
