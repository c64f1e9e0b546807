import Tapestry

/// Operations in a described model of Keras 3, such as `a + b`. They stand among its layers, and
/// some have the names of layers that do something else: `Average` is a mean along an axis.
enum KerasOperations {
  /// What stands for the class of an operation.
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

  /// Operations of several values that are layers, too.
  private static let merging: Set<String> = [
    "Add", "Subtract", "Multiply", "Maximum", "Minimum", "Concatenate",
  ]

  /// Operations that are activations here, with the options for which they are.
  private static let activations: [String: (name: String, usual: Config)] = [
    "Relu": ("relu", [:]), "Relu6": ("relu6", [:]), "Sigmoid": ("sigmoid", [:]),
    "Tanh": ("tanh", [:]), "Softmax": ("softmax", ["axis": -1]),
    "LogSoftmax": ("log_softmax", ["axis": -1]), "Softplus": ("softplus", [:]),
    "Softsign": ("softsign", [:]), "Silu": ("swish", [:]), "Selu": ("selu", [:]),
    "Elu": ("elu", ["alpha": 1.0]), "Gelu": ("gelu", ["approximate": false]),
    "LeakyRelu": ("leaky_relu", ["negative_slope": 0.2]), "Exp": ("exponential", [:]),
    "HardSigmoid": ("hard_sigmoid", [:]),
  ]

  /// The layer that computes the same as an operation; anything else as it is.
  ///
  /// - Throws: `KerasProblem` for an operation that no layer here computes.
  static func layer(of object: Config) throws -> Config {
    guard object["class_name"] == .string(className), case .config(var own)? = object["config"],
      case .string(let operation)? = own["operation"], let name = object["name"]
    else { return object }
    own["operation"] = nil
    own["name"] = nil
    guard case .list(let calls)? = object["inbound_nodes"], case .config(let call)? = calls.first,
      calls.count == 1, case .list(let arguments)? = call["args"]
    else { throw KerasProblem("its operation \(name) is not called once") }
    let values = KerasCalls.places(in: .list(arguments)).count
    if merging.contains(operation), values >= 2, arguments.allSatisfy(isValues) {
      return object.merging([
        "class_name": .string(operation), "config": .config(own.merging(["name": name])),
      ])
    }
    if let (activation, usual) = activations[operation], arguments.count == 1, values == 1,
      own.names.allSatisfy({ isSame(own[$0], usual[$0]) })
    {
      return object.merging([
        "class_name": "Activation",
        "config": ["name": name, "activation": .string(activation)],
      ])
    }
    throw KerasProblem(
      "no layer here computes its operation \(name), \(operation) of keras.ops with these "
        + "arguments; load the weights into a model of your own: loadWeights(from:)")
  }

  private static func isValues(_ value: ConfigValue) -> Bool {
    switch value {
    case .list(let parts): parts.allSatisfy(isValues)
    case .config(let object): object["class_name"] == "__keras_tensor__"
    default: false
    }
  }

  /// Foundation reads 1.0 as an integer.
  private static func isSame(_ found: ConfigValue?, _ usual: ConfigValue?) -> Bool {
    if case .int(let number)? = found, case .double(let other)? = usual {
      return Double(number) == other
    }
    return found == usual
  }
}
