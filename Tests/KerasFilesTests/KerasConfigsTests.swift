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

  private static func bidirectional(backward: Config) -> Config {
    let forward: Config = [
      "name": "forward_lstm", "go_backwards": false, "units": 3, "activation": "tanh", "seed": 3,
    ]
    return [
      "class_name": "Bidirectional",
      "config": [
        "name": "both", "layer": ["class_name": "LSTM", "config": .config(forward)],
        "backward_layer": ["class_name": "LSTM", "config": .config(backward)],
      ],
    ]
  }

  @Test func `a backward layer that mirrors the forward one is made from it`() throws {
    let mirror: Config = [
      "name": "backward_lstm", "go_backwards": true, "units": 3, "activation": "tanh", "seed": 4,
    ]
    let clean = try KerasConfigs.cleaned(Self.bidirectional(backward: mirror))
    guard case .config(let own)? = clean["config"] else {
      Issue.record("there is no configuration")
      return
    }
    #expect(own.names == ["name", "layer"])
  }

  @Test(arguments: [("activation", "relu"), ("units", 2)] as [(String, ConfigValue)])
  func `a backward layer of its own is refused by the option`(
    option: String, value: ConfigValue
  ) {
    var other: Config = [
      "name": "other", "go_backwards": true, "units": 3, "activation": "tanh", "seed": 3,
    ]
    other[option] = value
    let problem = #expect(throws: KerasProblem.self) {
      try KerasConfigs.cleaned(Self.bidirectional(backward: other))
    }
    #expect(problem?.text.contains("'both'") == true)
    #expect(problem?.text.contains("'\(option)'") == true)
  }

  @Test func `each call of an inner model is found under an index and under the next one`() {
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
