import Tapestry

/// Configurations of models, as Keras writes them and as both of its versions read them.
enum KerasConfigs {
  // MARK: Reading

  /// The model that a configuration names, with its weights.
  ///
  /// - Parameters:
  ///   - name: what the file calls the configuration, for errors.
  ///   - isOfKeras3: whether Keras 3 wrote it.
  static func model(
    in text: String, called name: String, isOfKeras3: Bool, weights: [NamedTensor]
  ) throws -> (model: SavedModel, whole: Config) {
    let whole = try KerasJSON.config(text, name)
    guard case .string? = whole["class_name"], case .config(let own)? = whole["config"] else {
      throw KerasProblem("its '\(name)' names no class and its configuration")
    }
    let clean = KerasActivations.read(try cleaned(whole), isOfKeras3: isOfKeras3)
    guard case .string(let className)? = clean["class_name"],
      case .config(let config)? = clean["config"]
    else { throw KerasProblem("its '\(name)' names no class and its configuration") }
    let model = SavedModel(
      className: className, config: config, weights: weights,
      inputs: className == "Sequential" ? inputs(of: own) : [])
    return (model, whole)
  }

  /// The inputs of a Sequential; none if some size is unknown.
  private static func inputs(of sequential: Config) -> [TensorSpec] {
    guard case .list(let layers)? = sequential["layers"], case .config(let object)? = layers.first,
      case .config(let own)? = object["config"]
    else { return [] }
    let shape =
      own["batch_input_shape"] ?? own["batch_shape"] ?? sequential["build_input_shape"] ?? .none
    return input(shape, own["dtype"]).map { [$0] } ?? []
  }

  private static func input(_ shape: ConfigValue, _ dtype: ConfigValue?) -> TensorSpec? {
    guard case .list(let sizes) = shape, !sizes.isEmpty, sizes.count <= 8 else { return nil }
    var dimensions = [1]
    for size in sizes.dropFirst() {
      guard case .int(let size) = size, 1...(1 << 31) ~= size else { return nil }
      dimensions.append(size)
    }
    let isDouble = dtype == "float64"
    return TensorSpec(shape: Shape(dimensions), dtype: isDouble ? .float64 : .float32)
  }

  /// Keys of an object, besides its class and its configuration, that say where Keras finds the
  /// class, or how a model is built and trained, which is read separately.
  private static let ignoredKeys = [
    "module", "registered_name", "build_config", "compile_config", "shared_object_id",
  ]

  /// A configuration without the ignored keys, with the names and forms that are used here.
  ///
  /// - Throws: `KerasProblem` for a call of a layer that there is not here.
  static func cleaned(_ config: Config) throws -> Config {
    var clean: Config = [:]
    let isObject = config["class_name"] != nil && config["config"] != nil
    for name in config.names where !(isObject && ignoredKeys.contains(name)) {
      let value = config[name]!
      // Without axes, Keras 3's variance-scaling initializers find them by themselves.
      if ["input_axes", "output_axes"].contains(name), value == .none { continue }
      clean[name] = try cleaned(value)
    }
    if clean["class_name"] == "Bidirectional", case .config(var own)? = clean["config"] {
      // The second layer is made from the first, so it must not differ from it.
      try checkMirrored(own)
      own["backward_layer"] = nil
      if case .config(var inner)? = own["layer"], case .config(var config)? = inner["config"] {
        // Keras 2, whose configurations have `time_major`, does not always do what this says.
        if config["zero_output_for_mask"] == true, config["time_major"] == nil {
          own["zero_output_for_mask"] = true
        }
        config["zero_output_for_mask"] = nil
        if case .string(let name)? = config["name"], name.hasPrefix("forward_") {
          config["name"] = .string(String(name.dropFirst("forward_".count)))
        }
        inner["config"] = .config(config)
        own["layer"] = .config(inner)
      }
      clean["config"] = .config(own)
    }
    if case .config(let own)? = clean["config"] {
      if clean["class_name"] == "Sequential" { clean["config"] = .config(withoutInputs(own)) }
      if own["input_layers"] != nil,
        clean["class_name"] == "Functional" || clean["class_name"] == "Model"
      {
        clean["class_name"] = "Model"
        clean["config"] = .config(try KerasCalls.read(own))
      }
    }
    if clean["class_name"] == "LeakyReLU", case .config(var own)? = clean["config"],
      let slope = own["negative_slope"]
    {
      own["negative_slope"] = nil
      own["alpha"] = slope
      clean["config"] = .config(own)
    }
    return clean
  }

  /// Checks that the second layer of a Bidirectional, which Keras 3 always writes and Keras 2 only
  /// if it was given, is the first one in the other direction.
  ///
  /// - Throws: `KerasProblem` if they differ in more than their initial values.
  private static func checkMirrored(_ bidirectional: Config) throws {
    guard case .config(let forward)? = bidirectional["layer"],
      case .config(let backward)? = bidirectional["backward_layer"],
      case .config(let first)? = forward["config"], case .config(let second)? = backward["config"]
    else { return }
    func differs(_ name: String) -> Bool {
      name != "name" && name != "seed" && !name.hasSuffix("_initializer")
        && (first[name] == second[name]) == (name == "go_backwards")
    }
    let names = first.names + second.names.filter { first[$0] == nil }
    let problem =
      forward["class_name"] != backward["class_name"]
      ? "class" : names.first(where: differs).map { "'\($0)'" }
    guard let problem else { return }
    throw KerasProblem(
      "the backward layer of its \(bidirectional["name"] ?? .none) differs from the forward one in "
        + "its \(problem); here both are equal: make the model of two layers, one with goBackwards")
  }

  /// A Sequential without Keras's input layer, which computes nothing.
  private static func withoutInputs(_ sequential: Config) -> Config {
    guard case .list(let layers)? = sequential["layers"] else { return sequential }
    var sequential = sequential
    sequential["layers"] = .list(
      layers.filter { layer in
        if case .config(let object) = layer { object["class_name"] != "InputLayer" } else { true }
      })
    return sequential
  }

  private static func cleaned(_ value: ConfigValue) throws -> ConfigValue {
    switch value {
    case .config(let config): .config(try cleaned(config))
    case .list(let list): .list(try list.map(cleaned))
    default: value
    }
  }

  // MARK: Writing

  /// A model's configuration in the one form that Keras 2 and Keras 3 both read: its input is a
  /// layer of its own.
  ///
  /// - Parameter forBoth: whether Keras 2 is to read it, too, which has no seeds for some layers.
  static func written(_ model: SavedModel, forBoth: Bool) throws -> Config {
    guard ["Sequential", "Model"].contains(model.className),
      case .list(let layers)? = model.config["layers"]
    else {
      throw KerasProblem(
        "only a Sequential and a functional model can be written, and this is a "
          + "'\(model.className)'; save the weights: saveWeights(to:)")
    }
    if forBoth, holdsOperations(layers) {
      throw KerasProblem(
        "it has operations among its layers, which each version of Keras writes in its own way; "
          + "write a .keras file")
    }
    if model.className == "Model" {
      var config = model.config
      config["layers"] = .list(layers.map { written($0, forBoth) })
      for name in ["trainable", "dtype"] { config[name] = nil }
      return KerasCalls.withDoubledCalls(config)
    }
    guard let input = model.inputs.first else {
      throw KerasProblem("the model is not built; call it, or build(inputShape:)")
    }
    let shape: [ConfigValue] =
      [.none] + input.shape.dimensions.dropFirst().map { .int($0) }
    var name = "input_1"
    let taken = Set(model.layers.map(\.name))
    while taken.contains(name) { name += "_1" }
    let first: ConfigValue = [
      "class_name": "InputLayer",
      "config": [
        "batch_input_shape": .list(shape), "dtype": .string(input.dtype.rawValue),
        "sparse": false, "name": .string(name),
      ],
    ]
    return [
      "name": model.config["name"] ?? "sequential",
      "layers":
        .list([first] + layers.map { written($0, forBoth) }),
    ]
  }

  private static func holdsOperations(_ layers: [ConfigValue]) -> Bool {
    layers.contains { layer in
      guard case .config(let object) = layer, case .config(let config)? = object["config"] else {
        return false
      }
      if case .list(let inner)? = config["layers"], holdsOperations(inner) { return true }
      return object["class_name"] == .string(KerasOperations.className)
    }
  }

  private static func written(_ layer: ConfigValue, _ forBoth: Bool) -> ConfigValue {
    guard case .config(var object) = layer, case .config(var config)? = object["config"] else {
      return layer
    }
    for name in ["time_major", "backward_layer"] { config[name] = nil }
    if object["class_name"] != "InputLayer" { config["batch_input_shape"] = nil }
    if object["class_name"] == "Model" {
      for name in ["trainable", "dtype"] { config[name] = nil }
    }
    if forBoth, object["class_name"] == "GaussianNoise" { config["seed"] = nil }
    if let axis = config["axis"], case .list(let axes) = axis, axes.count == 1,
      object["class_name"] == "BatchNormalization" || object["class_name"] == "LayerNormalization"
    {
      config["axis"] = axes[0]
    }
    if config["zero_output_for_mask"] == true, case .config(var inner)? = config["layer"],
      case .config(let wrapped)? = inner["config"]
    {
      config["zero_output_for_mask"] = nil
      inner["config"] = .config(wrapped.merging(["zero_output_for_mask": true]))
      config["layer"] = .config(inner)
    }
    if case .config(var inner)? = config["layer"] {
      if case .config(let wrapped) = written(.config(inner), forBoth) { inner = wrapped }
      inner["module"] = "keras.layers"
      inner["registered_name"] = ConfigValue.none
      config["layer"] = .config(inner)
    }
    if case .list(let layers)? = config["layers"] {
      config["layers"] = .list(layers.map { written($0, forBoth) })
      if object["class_name"] == "Model" { config = KerasCalls.withDoubledCalls(config) }
    }
    object["config"] = .config(config)
    return .config(object)
  }
}
