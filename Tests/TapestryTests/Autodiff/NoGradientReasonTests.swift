import Testing

@testable import Tapestry

struct NoGradientReasonTests {
  /// Why the tape gives no gradient.
  private func reason(
    _ tape: GradientTape, _ target: Tensor, _ source: any TensorConvertible
  ) -> NoGradientReason? {
    do {
      _ = try tape.gradient(target, [source])
      return nil
    } catch TapeError.noGradient(_, let reason) {
      return reason
    } catch {
      return nil
    }
  }

  @Test func `a tensor that was not watched`() {
    let (x, v) = (Tensor(1.0), Variable(2.0))
    let tape = GradientTape()
    let y = tape.record { x * v }
    #expect(reason(tape, y, x) == .notWatched)
  }

  @Test func `variables that the tape does not watch automatically`() {
    let (frozen, v) = (Variable(1.0, trainable: false), Variable(2.0))
    let tape = GradientTape(persistent: true)
    let y = tape.record { frozen * v }
    #expect(reason(tape, y, frozen) == .notWatched)
    let blind = GradientTape(watchAccessedVariables: false)
    blind.watch(frozen)
    let z = blind.record { frozen * v }
    #expect(reason(blind, z, v) == .notWatched)
  }

  @Test func `a variable that was not read`() {
    let (v, unread) = (Variable(2.0), Variable(3.0))
    let tape = GradientTape()
    let y = tape.record { v * v }
    #expect(reason(tape, y, unread) == .notRead)
  }

  @Test func `a source of integers`() {
    let (n, v) = (Variable(3), Variable(2.0))
    let tape = GradientTape(persistent: true)
    let y = tape.record { cast(n, to: .float32) * v }
    #expect(reason(tape, y, n) == .sourceNotFloating(.int32))
    #expect(reason(tape, y, Tensor([true])) == .sourceNotFloating(.bool))
  }

  @Test func `a target of integers`() {
    let v = Variable(2.0)
    let tape = GradientTape()
    let y = tape.record { cast(v, to: .int64) }
    #expect(reason(tape, y, v) == .targetNotFloating(.int64))
  }

  @Test func `a target that was computed elsewhere`() {
    let v = Variable(2.0)
    let tape = GradientTape()
    _ = tape.record { v * v }
    let y = v * v
    #expect(reason(tape, y, v) == .targetNotRecorded)
  }

  @Test func `a target that does not depend on the source`() {
    let (a, b) = (Variable(2.0), Variable(3.0))
    let tape = GradientTape()
    let (y, _) = tape.record { (a * a, b * b) }
    #expect(reason(tape, y, b) == .notConnected)
  }

  @Test func `an operation that passes no gradient on`() {
    let v = Variable(2.0)
    let tape = GradientTape(persistent: true)
    let stopped = tape.record { stopGradient(v * v) * 3 }
    let stepped = tape.record { cast(v > 1, to: .float32) * 3 }
    let whole = tape.record { cast(cast(v, to: .int32) * 2, to: .float32) }
    #expect(reason(tape, stopped, v) == .blocked(operation: "stopGradient", result: .float32))
    #expect(reason(tape, stepped, v) == .blocked(operation: ">", result: .bool))
    #expect(reason(tape, whole, v) == .blocked(operation: "cast", result: .int32))
  }

  @Test func `the state of a variable`() {
    let (x, state) = (Variable(2.0), Variable(0.0, name: "state"))
    let tape = GradientTape(persistent: true)
    let y = tape.record {
      state.assign(x * x)
      return state * 3
    }
    #expect(reason(tape, y, x) == .assigned(variable: "state"))
    let unread = state * 1
    #expect(reason(tape, unread, x) == .assigned(variable: "state"))
  }

  @Test func `the error names the source and the reason`() {
    let (v, unread) = (Variable(2.0), Variable([3.0], name: "b"))
    let tape = GradientTape(persistent: true)
    let y = tape.record { v * v }
    let variable = #expect(throws: TapeError.self) { try tape.gradient(y, [v, unread]) }
    #expect(
      variable?.description
        == "the target has no gradient with respect to variable 'b' (source 1): the variable was "
        + "not read while the tape recorded; compute with it inside tape.record { }")
    let tensor = #expect(throws: TapeError.self) { try tape.gradient(y, Tensor([1.0])) }
    #expect(
      tensor?.description
        == "the target has no gradient with respect to source 0 (float32, shape (1,)): "
        + "the tape did not watch it; call tape.watch(...) before computing with it (trainable "
        + "variables are watched by themselves)")
  }

  @Test(
    arguments: [
      (.notWatched, "tape.watch(...)"),
      (.notRead, "inside tape.record { }"),
      (.sourceNotFloating(.int32), "it holds int32 numbers"),
      (.targetNotFloating(.bool), "the target holds bool numbers"),
      (.targetNotRecorded, "was not computed inside tape.record { }"),
      (.notConnected, "was not computed from it"),
      (.blocked(operation: "stopGradient", result: .float32), "stopGradient passes no gradient on"),
      (.blocked(operation: ">", result: .bool), "> gives bool"),
      (.assigned(variable: "v"), "into variable 'v' by an assignment"),
    ] as [(NoGradientReason, String)])
  func `each reason has its text`(reason: NoGradientReason, text: String) {
    #expect(reason.description.contains(text))
  }
}
