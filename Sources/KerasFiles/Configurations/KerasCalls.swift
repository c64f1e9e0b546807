import Tapestry

/// The calls of layers in a functional model. Keras 2 refers to a value by the name of its layer,
/// the index of the call and that of the output; Keras 3 writes the arguments of each call.
///
/// A recurrent layer takes its initial states after the series: Keras 2 lists them in this order,
/// Keras 3 has them as the argument `initial_state`.
enum KerasCalls {
  /// A functional model with its calls in the form of Keras 2. A call that has no such form stays
  /// as it is, and is rejected when the model is made.
  ///
  /// - Throws: `KerasProblem` for a call with arguments that do not exist here.
  static func read(_ config: Config) throws -> Config {
    var config = config
    for name in ["input_layers", "output_layers"] {
      if let values = config[name] { config[name] = listed(values) }
    }
    guard case .list(var layers)? = config["layers"] else { return config }
    let isOfKeras3 = layers.contains { layer in
      guard case .config(let object) = layer, case .list(let calls)? = object["inbound_nodes"],
        case .config? = calls.first
      else { return false }
      return true
    }
    if isOfKeras3 {
      let objects = layers.compactMap { layer in
        if case .config(let object) = layer { KerasOperations.marked(object) } else { nil }
      }
      layers = try KerasMasks.removed(from: objects, outputs: config["output_layers"])
        .map { .config(try KerasOperations.layer(of: $0)) }
    } else {
      layers = try layers.map { layer in
        if case .config(let object) = layer {
          .config(try KerasGraphOperations.layer(of: object))
        } else {
          layer
        }
      }
    }
    config["layers"] = .list(
      try layers.map { layer in
        guard case .config(var object) = layer else { return layer }
        if case .list(let calls)? = object["inbound_nodes"] {
          object["inbound_nodes"] = .list(try calls.map { try call($0, of: object) })
        }
        if object["class_name"] == "InputLayer", case .config(var own)? = object["config"],
          let shape = own["batch_shape"]
        {
          own["batch_input_shape"] = shape
          object["config"] = .config(own)
        }
        return .config(object)
      })
    return isOfKeras3 ? withCountedOutputs(config) : counted(config)
  }

  /// A functional model of Keras 3 whose outputs count the calls of functional models from 0, as
  /// its calls do. Keras 3 counts them from 1 there.
  private static func withCountedOutputs(_ config: Config) -> Config {
    guard case .list(let layers)? = config["layers"], let outputs = config["output_layers"] else {
      return config
    }
    let models = layers.compactMap { layer -> ConfigValue? in
      guard case .config(let object) = layer, object["class_name"] == "Model" else { return nil }
      return object["name"]
    }
    func counted(_ value: ConfigValue) -> ConfigValue {
      switch value {
      case .list(var parts):
        guard parts.count >= 3, case .string = parts[0], case .int(let index) = parts[1] else {
          return .list(parts.map(counted))
        }
        if models.contains(parts[0]), index > 0 { parts[1] = .int(index - 1) }
        return .list(parts)
      case .config(var outputs):
        for name in outputs.names { outputs[name] = counted(outputs[name]!) }
        return .config(outputs)
      default: return value
      }
    }
    var config = config
    config["output_layers"] = counted(outputs)
    return config
  }

  /// A functional model whose calls of inner models count from 0, like those of all other layers.
  /// In Keras 2 they count from 1, because call 0 is the one that described the inner model.
  private static func counted(_ config: Config) -> Config {
    guard case .list(let layers)? = config["layers"] else { return config }
    var models: [String: Int] = [:]
    for case .config(let object) in layers {
      guard case .string(let name)? = object["name"],
        case .list(let calls)? = object["inbound_nodes"],
        object["class_name"] == "Model" || object["class_name"] == "Sequential"
      else { continue }
      models[name] = calls.count
    }
    var later: Set<String> = []
    func visit(_ value: ConfigValue, _ change: Bool) -> ConfigValue {
      if case .config(var values) = value {
        for name in values.names { values[name] = visit(values[name]!, change) }
        return .config(values)
      }
      guard case .list(var parts) = value else { return value }
      guard parts.count >= 3, case .string(let name) = parts[0], case .int(let index) = parts[1]
      else { return .list(parts.map { visit($0, change) }) }
      if let count = models[name], index == count { later.insert(name) }
      if change, later.contains(name), index > 0 { parts[1] = .int(index - 1) }
      return .list(parts)
    }
    var config = config
    // That calls count from 1 is known only after all references have been visited.
    for change in [false, true] {
      config["output_layers"] = visit(config["output_layers"] ?? .none, change)
      config["layers"] = .list(
        layers.map { layer in
          guard case .config(var object) = layer else { return layer }
          object["inbound_nodes"] = visit(object["inbound_nodes"] ?? .none, change)
          return .config(object)
        })
    }
    return config
  }

  /// Values in a list or under their names, as a model takes or returns them.
  private static func listed(_ value: ConfigValue) -> ConfigValue {
    guard case .list(let parts) = value else { return value }
    if case .string? = parts.first { return .list([value]) }
    return value
  }

  private static func call(_ value: ConfigValue, of layer: Config) throws -> ConfigValue {
    guard case .config(let arguments) = value, case .list(var values)? = arguments["args"] else {
      return value
    }
    let name = layer["name"] ?? .none
    var options: Config = [:]
    if case .config(let own)? = arguments["kwargs"] { options = own }
    if let states = options["initial_state"], states != .none {
      values.append(states)
      options["initial_state"] = nil
    }
    // Keras 3 writes down that a layer was described outside of training, but does not keep to it:
    // `fit` and `predict` have the last word.
    if options["training"] == false { options["training"] = nil }
    for option in options.names where options[option] != ConfigValue.none {
      throw KerasProblem(
        "its layer \(name) is called with '\(option)', which there is not here; load the weights "
          + "into a model of your own: loadWeights(from:)")
    }
    guard let tensors = tensors(values) else {
      throw KerasProblem(
        "its layer \(name) is called with other arguments than values of layers; load the weights "
          + "into a model of your own: loadWeights(from:)")
    }
    return .list(tensors.map { .list($0 + [.config(options)]) })
  }

  /// A reference to a value: the name of a layer, which of its calls computed it, and which output
  /// it is.
  struct Reference {
    let layer: String
    let call: Int
    let output: Int

    var text: String { "\(layer)/\(call)/\(output)" }
  }

  /// The values to which arguments or a list of outputs refer.
  static func references(in value: ConfigValue) -> [Reference] {
    switch value {
    case .list(let parts):
      if parts.count >= 3, case .string(let layer) = parts[0], case .int(let call) = parts[1],
        case .int(let output) = parts[2]
      {
        return [Reference(layer: layer, call: call, output: output)]
      }
      return parts.flatMap { references(in: $0) }
    case .config(let config): return config.names.flatMap { references(in: config[$0]!) }
    default: return []
    }
  }

  private static let recurrent: Set<String> = ["SimpleRNN", "LSTM", "GRU"]

  /// The references to values in arguments; nil if there are other arguments among them.
  private static func tensors(_ values: [ConfigValue]) -> [[ConfigValue]]? {
    var found: [[ConfigValue]] = []
    for value in values {
      switch value {
      case .list(let inner):
        guard let inner = tensors(inner) else { return nil }
        found += inner
      case .config(let object):
        guard object["class_name"] == "__keras_tensor__", case .config(let own)? = object["config"],
          case .list(let history)? = own["keras_history"]
        else { return nil }
        found.append(history)
      default: return nil
      }
    }
    return found
  }

  // MARK: Writing

  /// A description that lists each call of an inner model twice, and refers to call k by the index
  /// 2k + 1.
  ///
  /// Keras 2 counts the calls of an inner model from 1, and waits forever for one that does not
  /// exist; Keras 3 counts them from 0, and from 1 where they are outputs. In this description an
  /// index and the next one mean the same call, so both versions find it.
  static func withDoubledCalls(_ config: Config) -> Config {
    guard case .list(let layers)? = config["layers"] else { return config }
    var models: Set<String> = []
    for case .config(let object) in layers {
      if case .string(let name)? = object["name"],
        object["class_name"] == "Model" || object["class_name"] == "Sequential"
      {
        models.insert(name)
      }
    }
    func renumbered(_ value: ConfigValue) -> ConfigValue {
      switch value {
      case .list(var parts):
        if parts.count >= 3, case .string(let name) = parts[0], case .int(let index) = parts[1] {
          if models.contains(name) { parts[1] = .int(2 * index + 1) }
          return .list(parts)
        }
        return .list(parts.map(renumbered))
      case .config(var config):
        for name in config.names { config[name] = renumbered(config[name]!) }
        return .config(config)
      default: return value
      }
    }
    var config = config
    config["output_layers"] = renumbered(config["output_layers"] ?? .none)
    config["layers"] = .list(
      layers.map { layer in
        guard case .config(var object) = layer, case .list(let calls)? = object["inbound_nodes"]
        else { return layer }
        let numbered = calls.map(renumbered)
        if case .string(let name)? = object["name"], models.contains(name) {
          object["inbound_nodes"] = .list(numbered.flatMap { [$0, $0] })
        } else {
          object["inbound_nodes"] = .list(numbered)
        }
        return .config(object)
      })
    return config
  }

  /// A reference to a value, as an argument of Keras 3. Keras looks values up; their shapes must be
  /// present but are not used.
  static func tensor(_ reference: ConfigValue, rank: Int) -> ConfigValue {
    guard case .list(let parts) = reference else { return reference }
    return [
      "class_name": "__keras_tensor__",
      "config": [
        "shape": .list([ConfigValue](repeating: .none, count: rank)), "dtype": "float32",
        "keras_history": .list(Array(parts.prefix(3))),
      ],
    ]
  }

  /// The calls of a layer as Keras 3 needs them: there, the initial states of a recurrent layer are
  /// a separate argument.
  static func forKeras3(_ calls: ConfigValue, of className: String) -> ConfigValue {
    guard recurrent.contains(className), case .list(let calls) = calls else { return calls }
    return .list(
      calls.map { call in
        guard case .list(let references) = call, references.count > 1 else { return call }
        return [
          "args": .list([tensor(references[0], rank: 3)]),
          "kwargs": [
            "initial_state": .list(references.dropFirst().map { tensor($0, rank: 2) })
          ],
        ]
      })
  }
}
