import Foundation
import Testing

@testable import Tapestry

struct RetraceReasonTests {
  @Test func `the first graph has no reason, the next ones say what differs`() throws {
    let f = Function("f") { (x: Tensor, factor: Double) in x * factor }
    _ = try f(Tensor([1.0, 2.0]), 2)
    _ = try f(Tensor([1.0, 2.0, 3.0]), 2)
    _ = try f(Tensor([1, 2, 3]), 2)
    _ = try f(Tensor([1.0, 2.0]), 3.5)
    _ = try f(Tensor([1.0, 2.0]), 2)
    let reasons = f.concreteFunctions.map { $0.retraceReason?.description }
    #expect(
      reasons == [
        nil, "argument 0: shape (3,) instead of (2,)",
        "argument 0: dtype int32 instead of float32", "argument 1: value 3.5 instead of 2.0",
      ])
  }

  @Test func `the reason names the path inside a structure`() throws {
    let f = Function("f") { (x: [String: [Tensor]], y: Tensor?) in x["a"]![1] }
    let (a, b) = (Tensor(1.0), Tensor([1.0]))
    _ = try f(["a": [a, a]], nil)
    _ = try f(["a": [a, b]], nil)
    _ = try f(["a": [a, a]], a)
    _ = try f(["a": [a, a, a]], nil)
    let reasons = f.concreteFunctions.compactMap(\.retraceReason)
    #expect(reasons[0].description == "argument 0['a'][1]: shape (1,) instead of ()")
    #expect(reasons[1].differences.map(\.kind) == [.structure])
    #expect(reasons[1].differences.map(\.argument) == [1])
    #expect(reasons[1].differences[0].before == "None")
    #expect(reasons[2].differences.map(\.path) == ["['a']"])
  }

  @Test func `a different object, Boolean or text is a reason`() throws {
    let f = Function("f") { (v: Variable, flag: Bool, mode: String) in v * 2 }
    let v = Variable(1.0, name: "v")
    _ = try f(v, true, "a")
    _ = try f(Variable(1.0, name: "v"), true, "a")
    _ = try f(v, false, "b")
    let reasons = f.concreteFunctions.compactMap(\.retraceReason)
    #expect(reasons[0].description == "argument 0: identity another <v> instead of <v>")
    #expect(
      reasons[1].description
        == "argument 1: value False instead of True; argument 2: value 'b' instead of 'a'")
  }

  @Test func `five retraces running warn once, on standard error, with the reason`() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent, \.standardOutputContent]
    ) {
      let f = Function("step") { (n: Int) in Tensor(1.0) * n }
      for n in 0..<9 { _ = try f(n) }
    }
    let message = text(result)
    #expect(message.components(separatedBy: "warning: step").count == 2)
    #expect(message.contains("argument 0: value 5.0 instead of 4.0"))
    #expect(message.contains("cure: "))
  }

  @Test func `a call that finds its graph ends the run of retraces`() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      let f = Function("step") { (n: Int) in Tensor(1.0) * n }
      for n in 0..<12 {
        _ = try f(n)
        if n % 3 == 0 { _ = try f(n) }
      }
    }
    #expect(!text(result).contains("warning"))
  }
}
