import Tapestry
import Testing

@testable import KerasFiles

struct KerasConfigsTests {
  @Test func `where Keras finds a class is dropped, and an option of the same name is kept`() throws
  {
    let own: Config = ["module": "left", "build_config": 3, "registered_name": "mine"]
    let object: Config = [
      "class_name": "Custom", "module": "keras.layers", "registered_name": "Custom",
      "build_config": ["input_shape": [3]], "config": .config(own),
    ]
    #expect(
      try KerasConfigs.cleaned(object) == ["class_name": "Custom", "config": .config(own)])
  }

  @Test func `each call of an inner model is found under a number and under the next one`() {
    let x = Input([3], name: "x")
    let inner = Model(inputs: x, outputs: Dense(3, name: "hidden")(x), name: "inner")
    let (a, b) = (Input([3], name: "a"), Input([3], name: "b"))
    let model = Model(
      inputs: [a, b], outputs: [Add(name: "sum")([inner(a), inner(b)]), inner(b)])
    let config = KerasCalls.withDoubledCalls(model.saved.config)
    guard case .list(let layers)? = config["layers"] else {
      Issue.record("there are no layers")
      return
    }
    var calls: [String: ConfigValue] = [:]
    for case .config(let layer) in layers {
      if case .string(let name)? = layer["name"] { calls[name] = layer["inbound_nodes"] }
    }
    let none: ConfigValue = .config([:])
    #expect(
      calls["inner"]
        == [
          [["a", 0, 0, none]], [["a", 0, 0, none]], [["b", 0, 0, none]], [["b", 0, 0, none]],
          [["b", 0, 0, none]], [["b", 0, 0, none]],
        ])
    #expect(calls["sum"] == [[["inner", 1, 0, none], ["inner", 3, 0, none]]])
    #expect(config["output_layers"] == [["sum", 0, 0], ["inner", 5, 0]])
  }
}
