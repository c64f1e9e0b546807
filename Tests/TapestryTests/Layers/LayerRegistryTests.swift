import Testing

@testable import Tapestry

private final class Scale: Layer, Configurable {
  @Configured("factor") private(set) var factor: Double

  init(_ factor: Double, name: String? = nil) {
    super.init(name: name)
    self.factor = factor
  }
  override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  override func call(_ x: Tensor) -> Tensor { factor * x }
}

@Suite struct LayerRegistryTests {
  @Test func `a custom class is registered, and then made from its configuration`() throws {
    Layer.register(Scale.self)
    let twin = try #require(try Layer.made(from: Scale(3, name: "triple").serialized) as? Scale)
    #expect(twin.factor == 3 && twin.name == "triple")
    // Not under "Lambda": the registry is the whole process's, and other tests need that unknown.
    Layer.register("Doubling") { reader in
      try LambdaLayer(name: reader.name) { $0 * 2 }
    }
    let double = try Layer.made(
      from: ["class_name": "Doubling", "config": .config(LambdaLayer(name: "l") { $0 }.config)])
    expectTensor(double(Tensor([1.0])), [1], [2])
  }

  @Test func `an unknown class is refused with the known ones`() {
    #expect {
      try Layer.made(from: ["class_name": "Denes", "config": [:]])
    } throws: { error in
      let text = "\(error)"
      return text.contains("there is no layer class 'Denes'")
        && text.contains("did you mean 'Dense'?") && text.contains("AveragePooling1D")
        && text.contains("ZeroPadding2D")
    }
  }

  @Test(
    arguments: [
      (["class_name": 3], "layer class: the configuration has 3 under 'class_name'"),
      (["class_name": "Dense"], "Dense: the configuration has nothing under 'config'"),
      (
        ["class_name": "Dense", "config": .config(Dense(2).config.merging(["units": 0]))],
        "Dense: the configuration has 0 under 'units'\n  cure: give an integer from 1 to 2147483647"
      ),
      (["class_name": "Dropout", "config": ["rate": 1.5]], "under 'rate'"),
      (["class_name": "Permute", "config": ["dims": [1, 3]]], "under 'dims'"),
      (["class_name": "Reshape", "config": ["target_shape": [-1, -1]]], "under 'target_shape'"),
      (["class_name": "ReLU", "config": ["max_value": "six"]], "under 'max_value'"),
      (
        ["class_name": "MaxPooling1D", "config": ["pool_size": [2, 2], "padding": "valid"]],
        "under 'pool_size'"
      ),
      (
        ["class_name": "ZeroPadding2D", "config": ["padding": [[1, 1], [1, -1]]]], "under 'padding'"
      ),
      (
        ["class_name": "Activation", "config": ["activation": "rellu"]],
        "there is no activation 'rellu'"
      ),
      (
        [
          "class_name": "MaxPooling1D",
          "config": ["pool_size": 2, "padding": "valid", "data_format": "channels_first"],
        ],
        "there is no data_format 'channels_first'"
      ),
      (
        ["class_name": "Softmax", "config": ["axis": 1, "name": 3]],
        "Softmax: the configuration has 3 under 'name'"
      ),
      (
        [
          "class_name": "Bidirectional",
          "config": [
            "merge_mode": "concat", "layer": ["class_name": "LSTM", "config": ["name": "a"]],
          ],
        ], "LSTM: the configuration has nothing under 'return_sequences'"
      ),
    ] as [(Config, String)])
  func `a configuration that does not fit is refused`(config: Config, text: String) {
    #expect {
      _ = try Layer.made(from: config)
    } throws: { error in
      "\(error)".contains(text)
        ? true
        : {
          print(error); return false
        }()
    }
  }

  @Test func `initializers and regularizers are made from Keras's configurations`() throws {
    #expect {
      _ = try Initializer.made(from: ["class_name": "Zeroes", "config": [:]])
    } throws: { "\($0)".contains("there is no initializer 'Zeroes'") }
    #expect {
      _ = try Initializer.varianceScaling(mode: "fan_on")
    } throws: { "\($0)".contains("fan_in, fan_out, fan_avg") }
    let l1 = try Regularizer.made(from: Regularizer.l1(0.5).serialized)
    #expect(l1(Tensor([-1.0, 3.0])).number == 2)
  }
}
