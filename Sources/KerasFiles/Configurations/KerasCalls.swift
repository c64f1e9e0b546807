import Tapestry

/// The calls of layers in a described model. Keras 2 refers to a value by the name of its layer, the
/// number of the call and the number of the output; Keras 3 writes the arguments of each call.
enum KerasCalls {
  /// A described model with its calls in the form of Keras 2. A call that has no such form stays as
  /// it is, and is refused when the model is made.
  static func read(_ config: Config) -> Config {
    var config = config
    for name in ["input_layers", "output_layers"] {
      if let values = config[name] { config[name] = .list(places(values)) }
    }
    guard case .list(let layers)? = config["layers"] else { return config }
    config["layers"] = .list(
      layers.map { layer in
        guard case .config(var object) = layer else { return layer }
        if case .list(let calls)? = object["inbound_nodes"] {
          object["inbound_nodes"] = .list(calls.map(call))
        }
        if object["class_name"] == "InputLayer", case .config(var own)? = object["config"],
          let shape = own["batch_shape"]
        {
          own["batch_input_shape"] = shape
          object["config"] = .config(own)
        }
        return .config(object)
      })
    return counted(config)
  }

  /// A described model whose calls of inner models count from 0, like those of all other layers. In
  /// Keras 2 they count from 1, because call 0 is the one that described the inner model.
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
      guard case .list(var parts) = value else { return value }
      guard parts.count >= 3, case .string(let name) = parts[0], case .int(let number) = parts[1]
      else { return .list(parts.map { visit($0, change) }) }
      if let count = models[name], number == count { later.insert(name) }
      if change, later.contains(name), number > 0 { parts[1] = .int(number - 1) }
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

  /// One value, a list of them, or a dictionary.
  private static func places(_ value: ConfigValue) -> [ConfigValue] {
    switch value {
    case .list(let parts):
      if case .string? = parts.first { [value] } else { parts.flatMap(places) }
    case .config(let config): config.names.flatMap { places(config[$0]!) }
    default: [value]
    }
  }

  private static func call(_ value: ConfigValue) -> ConfigValue {
    guard case .config(let arguments) = value, case .list(let values)? = arguments["args"],
      let tensors = tensors(values)
    else { return value }
    let options = arguments["kwargs"] ?? .config([:])
    return .list(tensors.map { .list($0 + [options]) })
  }

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
}
