import Testing

@testable import Tapestry

@Suite struct OptimizerNamesTests {
  private static let all: [@Sendable () -> Optimizer] = [
    { SGD(learningRate: 0.3, momentum: 0.5, nesterov: true, decay: 0.1, clipNorm: 1) },
    { Adam(learningRate: 0.3, beta1: 0.8, beta2: 0.9, epsilon: 0.1, amsgrad: true, clipValue: 2) },
    { AdamW(weightDecay: 0.5, globalClipNorm: 3, name: "mine") },
    { Adamax(beta1: 0.7) }, { Nadam(decay: 0.1) },
    { RMSprop(rho: 0.8, momentum: 0.3, epsilon: 0.01, centered: true) },
    { Adagrad(initialAccumulatorValue: 0.4) }, { Adadelta(rho: 0.7) },
    {
      Ftrl(
        learningRatePower: -0.7, initialAccumulatorValue: 0.2, l1: 0.1, l2: 0.2, l2Shrinkage: 0.3)
    },
    { Lion(beta2: 0.7, weightDecay: 0.1) },
    { SGD(learningRate: WarmUp(steps: 3, then: CosineDecayRestarts(0.1, firstDecaySteps: 7))) },
  ]

  @Test(arguments: OptimizerNamesTests.all)
  func `a configuration makes the same optimizer again`(make: @Sendable () -> Optimizer) throws {
    let optimizer = make()
    let twin = try Optimizer.made(from: optimizer.serialized)
    #expect(twin.serialized == optimizer.serialized)
    #expect(type(of: twin) == type(of: optimizer))
    #expect(twin.name == optimizer.name)
  }

  @Test func `a configuration has the names, the order and the numbers of Keras`() {
    #expect(
      "\(SGD(learningRate: 0.1).config)"
        == "{'name': 'SGD', 'learning_rate': 0.1, 'decay': 0.0, 'momentum': 0.0, "
        + "'nesterov': False}")
    #expect(
      "\(Adam(clipNorm: 1).config)"
        == "{'name': 'Adam', 'clipnorm': 1.0, 'learning_rate': 0.001, 'decay': 0.0, "
        + "'beta_1': 0.9, 'beta_2': 0.999, 'epsilon': 1e-07, 'amsgrad': False}")
  }

  @Test(
    arguments: [
      "sgd", "Adam", "adamW", "adamax", "nadam", "RMSprop", "adagrad", "adadelta", "ftrl", "lion",
    ])
  func `an optimizer is found by its name`(name: String) throws {
    #expect("\(type(of: try Optimizer.named(name)))".lowercased() == name.lowercased())
  }

  @Test func `a misspelt name lists the valid ones`() {
    let error = #expect(throws: UnknownName.self) { try Optimizer.named("adan") }
    // Other tests register classes of their own, which come after these.
    let text = """
      there is no optimizer 'adan'
        cure: did you mean 'adam'? the names are sgd, adam, adamw, adamax, nadam, rmsprop, \
      adagrad, adadelta, ftrl, lion
      """
    #expect(error?.description.hasPrefix(text) == true)
    #expect(throws: UnknownName.self) {
      try Optimizer.made(from: ["class_name": "Adan", "config": [:]])
    }
  }

  @Test func `a configuration from outside never stops the program`() {
    let broken: [Config] = [
      [:], ["class_name": 3, "config": [:]], ["class_name": "SGD"],
      ["class_name": "SGD", "config": [:]],
      ["class_name": "SGD", "config": SGD().config.with("learning_rate", -1)],
      ["class_name": "SGD", "config": SGD().config.with("momentum", 2)],
      ["class_name": "SGD", "config": SGD().config.with("clipnorm", -1)],
      ["class_name": "SGD", "config": SGD().config.with("decay", "much")],
      ["class_name": "SGD", "config": SGD().config.with("learning_rate", [:])],
      [
        "class_name": "SGD",
        "config": SGD().config.with("learning_rate", ["class_name": "Falling", "config": [:]]),
      ],
      ["class_name": "Adam", "config": Adam().config.with("beta_2", .double(.nan))],
      ["class_name": "Ftrl", "config": Ftrl().config.with("learning_rate_power", 1)],
    ]
    for config in broken {
      #expect(throws: (any Error).self, "\(config)") { try Optimizer.made(from: config) }
    }
    let wrong: [Config] = [
      PiecewiseConstantDecay(boundaries: [1, 2], values: [1, 2, 3]).serialized
        .changed("config", ["boundaries": [2, 1], "values": [1, 2, 3]]),
      PiecewiseConstantDecay(boundaries: [1, 2], values: [1, 2, 3]).serialized
        .changed("config", ["boundaries": [1], "values": [1, 2, 3]]),
      CosineDecay(0.1, decaySteps: 3).serialized
        .changed("config", ["initial_learning_rate": 0.1, "decay_steps": 0, "alpha": 0]),
      CosineDecayRestarts(0.1, firstDecaySteps: 3).serialized
        .changed(
          "config",
          .config(CosineDecayRestarts(0.1, firstDecaySteps: 3).config.changed("t_mul", 0.5))),
    ]
    for config in wrong {
      #expect(throws: (any Error).self, "\(config)") {
        try LearningRateSchedule.made(from: config)
      }
    }
  }
}

extension Config {
  fileprivate func changed(_ name: String, _ value: ConfigValue) -> Config {
    var config = self
    config[name] = value
    return config
  }
  fileprivate func with(_ name: String, _ value: ConfigValue) -> ConfigValue {
    .config(changed(name, value))
  }
}
