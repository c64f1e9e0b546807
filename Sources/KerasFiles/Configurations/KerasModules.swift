import Tapestry

/// Configurations for Keras 3, which state for each object the module of its class.
enum KerasModules {
  /// A model with its training, as the `config.json` of a `.keras` file has it.
  ///
  /// - Parameter optimizer: the optimizer's configuration in the form of Keras 3.
  /// - Throws: `KerasProblem` for what Keras cannot express.
  static func config(of model: SavedModel, optimizer: Config?) throws -> Config {
    var whole = object(
      [
        "class_name": .string(model.className),
        "config": .config(
          try KerasActivations.writtenForKeras3(KerasConfigs.written(model, forBoth: false))),
      ],
      in: "keras.layers")
    if let training = model.training, let optimizer {
      /// Values for several outputs under their keys, if the model returns a dictionary.
      func keyed(_ value: ConfigValue) -> ConfigValue {
        guard case .config(let outputs)? = model.config["output_layers"], outputs.names.count > 1,
          case .list(let values) = value, values.count == outputs.names.count
        else { return value }
        var config: Config = [:]
        for (key, value) in zip(outputs.names, values) { config[key] = value }
        return .config(config)
      }
      let words = try KerasTraining.config(training, optimizer, keras2Model: nil)
      whole["compile_config"] = [
        "optimizer": .config(object(optimizer, in: "keras.optimizers")),
        "loss": keyed(objects(words["loss"], in: "keras.losses")),
        "loss_weights": keyed(words["loss_weights"] ?? .none),
        "metrics": keyed(objects(words["metrics"], in: "keras.metrics")),
        "weighted_metrics": keyed(objects(words["weighted_metrics"], in: "keras.metrics")),
        "run_eagerly": false, "steps_per_execution": 1, "jit_compile": false,
      ]
    }
    return whole
  }

  private static func objects(_ value: ConfigValue?, in module: String) -> ConfigValue {
    switch value {
    case .config(let config)?: .config(object(config, in: module))
    case .list(let list)?: .list(list.map { objects($0, in: module) })
    default: value ?? .none
    }
  }

  /// An object, and those inside it.
  private static func object(_ object: Config, in module: String) -> Config {
    if module == "keras.layers", object["class_name"] == .string(KerasOperations.className) {
      return KerasOperations.written(object)
    }
    guard case .string(let className)? = object["class_name"],
      case .config(let own)? = object["config"]
    else { return object }
    let (found, registeredName) = registration(of: className, in: module)
    var config: Config = [:]
    for name in own.names {
      config[name] = self.module(under: name).map { objects(own[name], in: $0) } ?? own[name]
    }
    if className == "InputLayer" {
      config["batch_shape"] = config["batch_input_shape"]
      config["batch_input_shape"] = nil
    }
    for name in ["input_layers", "output_layers"] {
      // A single one is not in a list, because the model would then take or return a list.
      if case .list(let values)? = config[name], values.count == 1 { config[name] = values[0] }
    }
    var object = object
    if let calls = object["inbound_nodes"] {
      object["inbound_nodes"] = KerasCalls.forKeras3(calls, of: className)
    }
    return object.merging([
      "module": found, "class_name": .string(className == "Model" ? "Functional" : className),
      "config": .config(config), "registered_name": registeredName,
    ])
  }

  /// The module in which Keras has a class. A program's own class has none: it is found by the name
  /// under which it was registered there, or by `custom_objects`.
  private static func registration(
    of className: String, in module: String
  ) -> (module: ConfigValue, registeredName: ConfigValue) {
    guard module == "keras.layers" else { return (.string(module), .none) }
    switch className {
    case "Sequential": return ("keras", .none)
    case "Model": return ("keras.src.models.functional", "Functional")
    // Kept by Keras 3 for old files only.
    case "ThresholdedReLU": return ("keras._legacy.layers", .none)
    case "InputLayer": return ("keras.layers", .none)
    case _ where KerasNames.layers.contains(className): return ("keras.layers", .none)
    default: return (.none, .string(className))
    }
  }

  /// The module of the object that a configuration holds under a name; nil if it is not an object.
  private static func module(under name: String) -> String? {
    switch name {
    case _ where name.hasSuffix("_initializer"): "keras.initializers"
    case _ where name.hasSuffix("_regularizer"): "keras.regularizers"
    case _ where name.hasSuffix("_constraint"): "keras.constraints"
    case "layer", "layers": "keras.layers"
    case "learning_rate": "keras.optimizers.schedules"
    default: nil
    }
  }
}
