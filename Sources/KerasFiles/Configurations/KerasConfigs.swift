import Tapestry

/// Configurations of models, as Keras writes them and as both of its versions read them.
enum KerasConfigs {
  // MARK: Reading

  /// The configuration of a row of layers, without Keras's input layers, and what the model takes;
  /// nothing if some size is unknown.
  static func read(_ config: Config) -> (config: Config, inputs: [TensorSpec]) {
    var clean = cleaned(config)
    guard case .list(let layers)? = clean["layers"] else { return (clean, []) }
    var inputs: [TensorSpec] = []
    if let first = layers.first, case .config(let object) = first,
      case .config(let own)? = object["config"]
    {
      let shape =
        own["batch_input_shape"] ?? own["batch_shape"] ?? clean["build_input_shape"] ?? .none
      if let spec = input(shape, own["dtype"]) { inputs = [spec] }
    }
    clean["layers"] = .list(
      layers.filter { layer in
        guard case .config(let object) = layer else { return true }
        return object["class_name"] != "InputLayer"
      })
    return (clean, inputs)
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

  /// A configuration without what says only where Keras finds its classes.
  static func cleaned(_ config: Config) -> Config {
    var clean: Config = [:]
    for name in config.names {
      let value = config[name]!
      if ["module", "registered_name", "build_config", "shared_object_id"].contains(name) {
        continue
      }
      // How Keras 3's variance-scaling initializers find the axes by themselves.
      if ["input_axes", "output_axes"].contains(name), value == .none { continue }
      clean[name] = cleaned(value)
    }
    if clean["class_name"] == "Bidirectional", case .config(var own)? = clean["config"] {
      // The second layer is made of the first.
      own["backward_layer"] = nil
      if case .config(var inner)? = own["layer"], case .config(var config)? = inner["config"] {
        // Keras 3 sets it for the sake of its own reversal; without masks it changes nothing.
        config["zero_output_for_mask"] = nil
        if case .string(let name)? = config["name"], name.hasPrefix("forward_") {
          config["name"] = .string(String(name.dropFirst("forward_".count)))
        }
        inner["config"] = .config(config)
        own["layer"] = .config(inner)
      }
      clean["config"] = .config(own)
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

  private static func cleaned(_ value: ConfigValue) -> ConfigValue {
    switch value {
    case .config(let config): .config(cleaned(config))
    case .list(let list): .list(list.map(cleaned))
    default: value
    }
  }

  // MARK: Writing

  /// A model's configuration in the one form that Keras 2 and Keras 3 both read: its input is a
  /// layer of its own.
  ///
  /// - Parameter forBoth: whether Keras 2 is to read it, which has no seeds for some layers.
  static func written(_ model: SavedModel, forBoth: Bool) throws -> Config {
    guard model.className == "Sequential", case .list(let layers)? = model.config["layers"] else {
      throw KerasProblem(
        "only a Sequential can be written, and this is a '\(model.className)'; save the weights: "
          + "saveWeights(to:)")
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

  private static func written(_ layer: ConfigValue, _ forBoth: Bool) -> ConfigValue {
    guard case .config(var object) = layer, case .config(var config)? = object["config"] else {
      return layer
    }
    for name in ["batch_input_shape", "time_major", "backward_layer"] { config[name] = nil }
    if forBoth, object["class_name"] == "GaussianNoise" { config["seed"] = nil }
    if let axis = config["axis"], case .list(let axes) = axis, axes.count == 1,
      object["class_name"] == "BatchNormalization" || object["class_name"] == "LayerNormalization"
    {
      config["axis"] = axes[0]
    }
    if case .config(var inner)? = config["layer"] {
      if case .config(let wrapped) = written(.config(inner), forBoth) { inner = wrapped }
      inner["module"] = "keras.layers"
      inner["registered_name"] = ConfigValue.none
      config["layer"] = .config(inner)
    }
    if case .list(let layers)? = config["layers"] {
      config["layers"] = .list(layers.map { written($0, forBoth) })
    }
    object["config"] = .config(config)
    return .config(object)
  }
}
