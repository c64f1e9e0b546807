import Tapestry

/// Operations in a functional model of Keras 3, such as `a + b`. They appear among its layers, and
/// some have the names of layers that do something else: `Average` is a mean along an axis.
enum KerasOperations {
  /// What stands for the class of an operation. It is also the class of the layer here that
  /// computes one.
  static let className = "Operation"

  /// An operation with its class as an option; any other object as it is.
  ///
  /// Only layers say whether they are trainable. The module would tell them apart, too, but `.h5`
  /// files do not have it.
  static func marked(_ object: Config) -> Config {
    guard let operation = object["class_name"], case .config(var own)? = object["config"],
      own["trainable"] == nil, !["InputLayer", "Model", "Sequential"].contains(operation)
    else { return object }
    own["operation"] = operation
    return object.merging(["class_name": .string(className), "config": .config(own)])
  }

  // MARK: Operations that are other layers here

  /// Operations of several values that are layers, too.
  private static let merging: Set<String> = [
    "Add", "Subtract", "Multiply", "Maximum", "Minimum", "Concatenate",
  ]

  /// Operations that are activations here, with the options for which they are.
  private static let activations: [String: (name: String, options: Config)] = [
    "Relu": ("relu", [:]), "Relu6": ("relu6", [:]), "Sigmoid": ("sigmoid", [:]),
    "Tanh": ("tanh", [:]), "Softmax": ("softmax", ["axis": -1]),
    "LogSoftmax": ("log_softmax", ["axis": -1]), "Softplus": ("softplus", [:]),
    "Softsign": ("softsign", [:]), "Silu": ("swish", [:]), "Selu": ("selu", [:]),
    "Elu": ("elu", ["alpha": 1.0]), "Gelu": ("gelu", ["approximate": false]),
    "LeakyRelu": ("leaky_relu", ["negative_slope": 0.2]), "Exp": ("exponential", [:]),
    "HardSigmoid": ("hard_sigmoid", [:]),
  ]

  /// Whether an operation becomes a layer of another class, which passes masks on.
  static func isOtherLayer(_ own: Config, _ arguments: [ConfigValue]) -> Bool {
    otherLayer(own, arguments) != nil
  }

  private static func otherLayer(
    _ own: Config, _ arguments: [ConfigValue]
  ) -> (className: String, config: Config)? {
    guard case .string(let operation)? = own["operation"] else { return nil }
    var own = own
    for name in ["operation", "name"] { own[name] = nil }
    let values = KerasCalls.references(in: .list(arguments)).count
    if merging.contains(operation), values >= 2, arguments.allSatisfy(isValues) {
      return (operation, own)
    }
    if let (activation, options) = activations[operation], arguments.count == 1, values == 1,
      own.names.allSatisfy({ isSame(own[$0], options[$0]) })
    {
      return ("Activation", ["activation": .string(activation)])
    }
    return nil
  }

  private static func isValues(_ value: ConfigValue) -> Bool {
    switch value {
    case .list(let parts): parts.allSatisfy(isValues)
    case .config(let object): object["class_name"] == "__keras_tensor__"
    default: false
    }
  }

  /// Foundation reads 1.0 as an integer.
  private static func isSame(_ found: ConfigValue?, _ expected: ConfigValue?) -> Bool {
    if case .int(let number)? = found, case .double(let other)? = expected {
      return Double(number) == other
    }
    return found == expected
  }

  // MARK: Reading

  /// The layer that computes the same as an operation; anything else as it is.
  ///
  /// - Throws: `KerasProblem` for an operation that no layer here computes.
  static func layer(of object: Config) throws -> Config {
    guard object["class_name"] == .string(className), case .config(let own)? = object["config"],
      case .string(let operation)? = own["operation"], let name = object["name"]
    else { return object }
    guard case .list(let calls)? = object["inbound_nodes"], case .config(let call)? = calls.first,
      calls.count == 1, case .list(let arguments)? = call["args"]
    else { throw KerasProblem("its operation \(name) is not called once") }
    if let (className, config) = otherLayer(own, arguments) {
      return object.merging([
        "class_name": .string(className), "config": .config(config.merging(["name": name])),
      ])
    }
    guard let config = KerasArguments.read(own, of: operation, arguments) else {
      throw KerasProblem(
        "no layer here computes its operation \(name), \(operation) of keras.ops with these "
          + "arguments; load the weights into a model of your own: loadWeights(from:)")
    }
    // The constants are options now.
    return object.merging([
      "config": .config(config.merging(["name": name])),
      "inbound_nodes": [
        .config(call.merging(["args": .list(KerasArguments.values(in: arguments))]))
      ],
    ])
  }

  // MARK: Writing

  /// A layer that computes an operation as Keras 3 has it; any other object as it is.
  static func written(_ object: Config) -> Config {
    guard object["class_name"] == .string(className), case .config(let own)? = object["config"],
      case .string(let name)? = own["operation"], case .list(let calls)? = object["inbound_nodes"],
      let computed = LayerOperation(rawValue: name),
      let operation = KerasArguments.operations.first(where: { $0.value == computed })?.key
    else { return object }
    let nodes = calls.map { call -> ConfigValue in
      guard case .list(let references) = call else { return call }
      return [
        "args": .list(
          KerasArguments.written(
            own, of: computed, references.map { KerasCalls.tensor($0, rank: 1) })),
        "kwargs": .config([:]),
      ]
    }
    let module =
      switch operation {
      case "Softmax", "LogSoftmax": "nn"
      case "Rsqrt", "Erf", "Logsumexp": "math"
      case "Cast": "core"
      default: "numpy"
      }
    return object.merging([
      "module": .string("keras.src.ops.\(module)"), "class_name": .string(operation),
      "registered_name": .string(operation), "inbound_nodes": .list(nodes),
      "config": .config(
        KerasArguments.options(own, of: computed).merging(["name": object["name"] ?? .none])),
    ])
  }
}
