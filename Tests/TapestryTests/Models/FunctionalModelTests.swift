import Foundation
import TestSupport
import Testing

@testable import Tapestry

/// Functional models that were saved and loaded; those that Keras wrote are tested with its files.
struct FunctionalModelTests {
  @Test func `integers are merged in a model that was loaded`() throws {
    let (a, b) = (Input([2], name: "a", dtype: .int32), Input([2], name: "b", dtype: .int32))
    let larger = Maximum(name: "larger")([a, b])
    let model = Model(inputs: [a, b], outputs: [Add(name: "sum")([larger, b])], name: "m")
    let folder = try TemporaryFolder()
    let url = folder.file("model.json")
    try model.save(to: url)
    let numbers = [
      Tensor([[1, 20]], dtype: .int32), Tensor([[10, 2]], dtype: .int32),
    ]
    let sums = try Model.load(from: url).outputs(numbers)
    #expect(sums[0].dtype == .int32)
    #expect(sums[0].scalars(as: Int32.self) == [20, 22])
  }

  @Test func `a recurrent layer that is shared by inputs of other features is refused`() throws {
    let (a, b) = (Input([4, 3], name: "a"), Input([5, 3], name: "b"))
    let shared = SimpleRNN(2, name: "shared")
    let model = Model(inputs: [a, b], outputs: [shared(a), shared(b)], name: "m")
    let folder = try TemporaryFolder()
    let url = folder.file("model.json")
    try model.save(to: url)
    let text = try String(contentsOf: url, encoding: .utf8)
    #expect(text.contains("[null,5,3]"))
    try text.replacingOccurrences(of: "[null,5,3]", with: "[null,5,2]")
      .write(to: url, atomically: true, encoding: .utf8)
    #expect(throws: InvalidUse.self) { try Model.load(from: url) }
  }

  @Test func `a call that waits for itself is refused`() throws {
    let x = Input([2], name: "x")
    let model = Model(
      inputs: [x], outputs: [Dense(2, name: "second")(Dense(2, name: "first")(x))], name: "m")
    let folder = try TemporaryFolder()
    let url = folder.file("model.json")
    try model.save(to: url)
    // The second layer takes its own output, and the model's output is that of the first.
    let text = try String(contentsOf: url, encoding: .utf8)
    let ring = text.replacingOccurrences(
      of: #"[[["first",0,0,{}]]]"#, with: #"[[["second",0,0,{}]]]"#
    )
    .replacingOccurrences(of: #"[["second",0,0]]"#, with: #"[["first",0,0]]"#)
    #expect(ring.contains("[[[\"second\"") && ring.contains("[[\"first\",0,0]]"))
    try ring.write(to: url, atomically: true, encoding: .utf8)
    #expect {
      try Model.load(from: url)
    } throws: {
      "\($0)".contains("call 0 of 'second' waits forever")
    }
  }

  @Test func `two layers of one name stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let x = Input([2], name: "x")
        _ = Model(inputs: [x], outputs: [Dense(1, name: "a")(Dense(2, name: "a")(x))])
      },
      "Model: two of its inputs and layers are named 'a'",
      "cure: give each a name of its own: Dense(1, name: \"price\")")
  }
}
