import Foundation
import KerasFiles
import Tapestry
import TestSupport
import Testing

/// Functional models: residual connections, shared layers, several inputs, models inside models,
/// states of one layer that initialize another.
struct KerasCallsTests {
  private static let names = ["residual", "twins", "nested", "rows", "encoder", "named"]

  private func file(_ name: String) throws -> URL {
    try #require(Bundle.module.resourceURL).appendingPathComponent("Recordings/described/\(name)")
  }

  private func numbers(_ weights: [NamedTensor]?) -> [[Float]] {
    (weights ?? []).map { cast($0.tensor, to: .float32).scalars(as: Float.self) }
  }

  private func expectSame(_ found: [Tensor], _ expected: [Tensor]) {
    #expect(found.map(\.shape) == expected.map(\.shape))
    for (a, b) in zip(found, expected) {
      for (x, y) in zip(a.scalars(as: Float.self), b.scalars(as: Float.self)) {
        #expect(abs(x - y) <= 1e-5 * max(abs(y), 1))
      }
    }
  }

  @Test(arguments: names, ["keras2.h5", "keras3.h5", "keras3.keras"])
  func `a functional model that Keras wrote predicts what it did there, and again from our files`(
    _ name: String, _ ending: String
  ) throws {
    KerasFiles.register()
    let folder = try TemporaryFolder()
    let expected = KerasRecording.named("described/\(name)-\(ending.prefix(6))")
    let (inputs, outputs) = (expected.inputs.map(\.tensor), expected.outputs.map(\.tensor))
    let model = try Model.load(from: file("\(name)-\(ending)"))
    expectSame(try model.predict(inputs), outputs)
    for ending in ["h5", "keras", "json"] {
      let copy = folder.file("copy.\(ending)")
      try model.save(to: copy)
      let twin = try Model.load(from: copy)
      expectSame(try twin.predict(inputs), outputs)
      #expect(numbers(twin.saved.optimizer?.weights) == numbers(model.saved.optimizer?.weights))
      #expect(numbers(twin.saved.weights) == numbers(model.saved.weights))
    }
  }

  @Test(arguments: names, ["keras2.weights-only.h5", "keras3.weights.h5"])
  func `weights that Keras wrote by themselves fit the functional model`(
    _ name: String, _ ending: String
  ) throws {
    KerasFiles.register()
    let model = try Model.load(from: file("\(name)-\(ending.prefix(6)).h5"))
    let before = numbers(model.saved.weights)
    try model.setWeights(model.variables.map { Tensor.zeros($0.shape) })
    try model.loadWeights(from: file("\(name)-\(ending)"))
    #expect(numbers(model.saved.weights) == before)
  }

  @Test(arguments: ["layers", "input_layers", "output_layers"])
  func `a description with a dangling reference is refused`(_ part: String) throws {
    let x = Input([3], name: "x")
    let hidden = Dense(3, name: "hidden")(x)
    let model = Model(inputs: x, outputs: Add(name: "sum")([x, hidden]))
    var saved = model.saved
    if part == "layers", case .list(let layers)? = saved.config["layers"] {
      saved.config["layers"] = .list(
        layers.filter { layer in
          if case .config(let object) = layer { object["name"] != "hidden" } else { true }
        })
    } else {
      saved.config[part] = [["nobody", 0, 0]]
    }
    let folder = try TemporaryFolder()
    let url = folder.file("model.json")
    try JSONModelFormat().write(saved, to: url)
    #expect(throws: ConfigError.self) { try Model.load(from: url) }
  }

  @Test func `layers of a description that do not fit each other are refused`() throws {
    let x = Input([3], name: "x")
    let model = Model(
      inputs: x, outputs: Add(name: "sum")([x, Dense(3, name: "hidden")(x)]))
    let folder = try TemporaryFolder()
    let url = folder.file("model.json")
    try model.save(to: url)
    let text = try String(contentsOf: url, encoding: .utf8)
    try text.replacingOccurrences(of: "\"units\":3", with: "\"units\":2")
      .write(to: url, atomically: true, encoding: .utf8)
    #expect(throws: InvalidUse.self) { try Model.load(from: url) }
  }

  @Test(arguments: ["keras2.h5", "keras3.keras"])
  func `inputs that Keras lists by names keep them`(_ ending: String) throws {
    KerasFiles.register()
    let model = try Model.load(from: file("named-\(ending)"))
    guard case .config(let inputs)? = model.saved.config["input_layers"] else {
      Issue.record("the inputs have no names")
      return
    }
    #expect(inputs.names.sorted() == ["left", "right"])
  }

  @Test func `initial states of a different shape are refused when a description is read`() throws {
    let x = Input([4, 3], name: "x")
    let states = LSTM(3, returnState: true, name: "encoder").outputs([x])
    let model = Model(
      inputs: x, outputs: LSTM(3, name: "decoder")([x, states[1], states[2]]))
    let folder = try TemporaryFolder()
    let url = folder.file("model.json")
    try model.save(to: url)
    let text = try String(contentsOf: url, encoding: .utf8)
    let units = try #require(text.range(of: "\"units\":3"))
    try text.replacingCharacters(in: units, with: "\"units\":2")
      .write(to: url, atomically: true, encoding: .utf8)
    #expect(throws: InvalidUse.self) { try Model.load(from: url) }
  }
}
