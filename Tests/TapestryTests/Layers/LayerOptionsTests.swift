import TestSupport
import Testing

@testable import Tapestry

@Suite struct LayerOptionsTests {
  private final class Scale: Layer, Configurable {
    @Configured("factor", .notNegative, default: 3) private(set) var factor: Double
    @Configured("seed") private(set) var seed: Int?

    init(_ factor: Double) {
      super.init()
      self.factor = factor
      seed = nil
    }

    override init(from reader: ConfigReader) throws { try super.init(from: reader) }

    override func call(_ x: Tensor) -> Tensor { factor * x }
  }

  private final class Forgetful: Layer {
    @Configured("factor") var factor: Double
  }

  private final class Silent: RecurrentLayer {}
  private final class Joinless: MergeLayer {}

  @Test func `an option is stated once, and written, read and checked`() throws {
    #expect(Scale(2).config["factor"] == 2.0)
    #expect(Scale(2).config.names == ["name", "trainable", "dtype", "factor", "seed"])
    let made = try Scale(from: ConfigReader(["factor": 2, "seed": 7], of: "Scale"))
    #expect(made.factor == 2 && made.seed == 7)
    #expect(try Scale(from: ConfigReader([:], of: "Scale")).factor == 3)
    let error = #expect(throws: ConfigError.self) {
      try Scale(from: ConfigReader(["factor": -1], of: "Scale"))
    }
    #expect(
      error?.description
        == "Scale: the configuration has -1 under 'factor'\n  cure: give 0 or a positive number")
  }

  @Test func `a program's option that does not fit stops it`() async {
    let negative = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Scale(-1)
    }
    expectMessage(negative, "Scale: factor is -1.0", "cure: give 0 or a positive number")
    let missing = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Forgetful().factor
    }
    expectMessage(missing, "Forgetful: the option 'factor' has no value", "cure: set it in init")
  }

  @Test func `a forgotten override stops with the name of the class`() async {
    let step = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Silent(2)(Tensor.ones([1, 2, 3]))
    }
    expectMessage(step, "Silent does not say what a step does", "cure: override step")
    let join = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Joinless()([Tensor.ones([1]), Tensor.ones([1])])
    }
    expectMessage(join, "Joinless does not say how it joins", "cure: override join")
  }

  @Test(
    arguments: [
      ("Dense", "groups", 2), ("Conv2D", "groups", 2), ("BatchNormalization", "renorm", true),
      ("BatchNormalization", "virtual_batch_size", 2), ("Flatten", "data_format", "channels_first"),
      ("UpSampling2D", "interpolation", "bicubic"), ("LSTM", "time_major", true),
      ("Dense", "dtype", "float16"), ("Dense", "dtype", "bool"),
      ("Dense", "bias_initializer", "orthogonal"), ("LSTM", "bias_initializer", "orthogonal"),
      ("GaussianNoise", "stddev", -1), ("ReLU", "max_value", -1), ("ReLU", "negative_slope", -1),
      ("Dot", "axes", 0), ("Dot", "axes", []), ("Dot", "axes", [1, 1, 1]),
      ("Dropout", "noise_shape", [-1]), ("Dense", "units", .int(Int.max)),
      ("LSTM", "units", .int(Int.max)), ("Conv2D", "kernel_size", .int(Int.max)),
      ("Conv1D", "padding", "sideways"), ("Conv2D", "padding", "causal"),
    ] as [(String, String, ConfigValue)])
  func `what a layer cannot do is refused by name`(
    className: String, key: String, value: ConfigValue
  ) throws {
    let usual: [String: Layer] = [
      "Dense": Dense(2), "Conv1D": Conv1D(2, 3), "Conv2D": Conv2D(2, 3),
      "BatchNormalization": BatchNormalization(), "Flatten": Flatten(), "LSTM": LSTM(2),
      "UpSampling2D": UpSampling2D(), "GaussianNoise": GaussianNoise(1), "ReLU": ReLU(),
      "Dot": Dot(axes: 1), "Dropout": Dropout(0.5),
    ]
    var config = usual[className]!.config
    config[key] = value
    #expect {
      _ = try Layer.made(from: ["class_name": .string(className), "config": .config(config)])
    } throws: {
      "\($0)".contains(key)
    }
  }

  @Test func `strides with dilation are refused`() {
    for layer in [Conv2DTranspose(2, 3), Conv2D(2, 3)] as [ConvolutionLayer] {
      var config = layer.config
      config["strides"] = 2
      config["dilation_rate"] = 2
      #expect(throws: ConfigError.self) {
        try Layer.made(from: [
          "class_name": .string(type(of: layer).className), "config": .config(config),
        ])
      }
    }
  }

  @Test func `default options that later versions of Keras write are accepted`() throws {
    var config = Conv2D(2, 3).config
    config["groups"] = 1
    config["dtype"] = [
      "module": "keras", "class_name": "DTypePolicy", "config": ["name": "float32"],
      "registered_name": .none,
    ]
    let layer = try Layer.made(from: ["class_name": "Conv2D", "config": .config(config)])
    #expect(layer.dtype == .float32)
  }

  @Test func `a constraint holds after each step of any optimizer`() throws {
    for name in ["sgd", "adam", "rmsprop", "ftrl"] {
      let model = Sequential([
        Dense(3, kernelConstraint: .unitNorm(), biasConstraint: .nonNegative)
      ])
      model.compile(optimizer: try Optimizer.named(name), loss: "mse")
      _ = try model.fit(Tensor.normal([8, 4]), Tensor.normal([8, 3]), epochs: 2, verbose: .silent)
      let lengths = square(model.weights[0]).sum(axis: 0)
      #expect(lengths.scalars(as: Float.self).allSatisfy { abs($0 - 1) < 1e-4 }, "\(name)")
      #expect(model.weights[1].scalars(as: Float.self).allSatisfy { $0 >= 0 }, "\(name)")
    }
  }

  @Test func `the smallest of tensors is merged element by element`() {
    let smallest = Minimum()([Tensor([1, 20]), Tensor([10, 2]), Tensor([5, 5])])
    #expect(smallest.scalars(as: Int32.self) == [1, 2])
  }

  @Test func `a mask is given and taken away by hand`() {
    let x = Tensor([[[1.0], [2.0], [3.0]]])
    let layer = SimpleRNN(
      1, activation: .linear, kernelInitializer: .ones, recurrentInitializer: .ones)
    #expect(layer(x).number == 6)
    #expect(layer(x.masked(by: Tensor([[true, true, false]]))).number == 3)
    #expect(x.mask == nil)
    let words = Embedding(6, 2, maskZero: true)(Tensor([[4, 0]]))
    #expect(words.mask?.scalars(as: Bool.self) == [true, false])
    #expect(words.masked(by: nil).mask == nil)
  }

  @Test func `a stateful layer that has states can be described, and keeps them`() {
    let layer = SimpleRNN(
      1, activation: .linear, kernelInitializer: .ones, recurrentInitializer: .ones, stateful: true)
    let x = Tensor.ones([1, 3, 2])
    #expect(layer(x).number == 6)
    #expect(layer(Input([3, 2])).exampleShape == [1])
    #expect(layer(x).number == 12)
  }

  @Test func `a stateful layer wants batches of one size`() async {
    let exit = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let layer = GRU(2, stateful: true, name: "g")
      _ = layer(Tensor.ones([2, 3, 1]))
      _ = layer(Tensor.ones([3, 3, 1]))
    }
    expectMessage(exit, "g: a batch of 3 examples for the states of 2", "cure: give a stateful")
  }
}
