import Tapestry

/// How a model is trained, in Keras's words and in ours.
struct KerasTraining {
  /// The model's configuration: "accuracy" means what fits the loss and the output.
  let model: Config

  /// Options that only Keras 3 has, with the value that changes nothing; any other value is refused
  /// when the loss or the metric is made.
  private static let foreign: [(name: String, usual: ConfigValue)] = [
    ("ignore_class", .none), ("multi_label", false), ("num_labels", .none),
    ("label_weights", .none),
  ]

  // MARK: Reading

  /// What a file says about losses and metrics.
  func training(_ config: Config) throws -> SavedTraining {
    let losses = try single(config["loss"], "loss").map(loss)
    guard let loss = losses.first else { throw KerasProblem("its training has no loss") }
    var weight = 1.0
    switch try single(config["loss_weights"], "loss_weights").first {
    case .double(let number)?: weight = number
    case .int(let number)?: weight = Double(number)
    default: break
    }
    return SavedTraining(
      losses: [loss], lossWeights: [weight],
      metrics: [try metrics(config["metrics"], loss)],
      weightedMetrics: [try metrics(config["weighted_metrics"], loss)])
  }

  /// The values of a list or of a dictionary by outputs: one, since these models have one output.
  private func single(_ value: ConfigValue?, _ what: String) throws -> [ConfigValue] {
    let values: [ConfigValue]
    switch value {
    case nil, ConfigValue.none?: return []
    case .list(let list)?: values = list
    case .config(let config)? where config["class_name"] == nil:
      values = config.names.map { config[$0]! }
    case let other?: values = [other]
    }
    guard values.count <= 1 else {
      throw KerasProblem("its '\(what)' has \(values.count) values for one output")
    }
    return values
  }

  private func loss(_ value: ConfigValue) throws -> Config {
    switch value {
    case .string(let name): return ["name": .string(name), "reduction": "sum_over_batch_size"]
    case .config(let object):
      var (name, config) = try named(object, KerasNames.losses, "loss")
      config["dtype"] = nil
      if config["reduction"] == nil || config["reduction"] == "auto" {
        config["reduction"] = "sum_over_batch_size"
      }
      config["name"] = .string(name)
      if name != "cosine_similarity" { config["axis"] = nil }
      return config
    default: throw KerasProblem("its loss is \(value)")
    }
  }

  private func metrics(_ value: ConfigValue?, _ loss: Config) throws -> [Config] {
    switch value {
    case nil, ConfigValue.none?: []
    case .list(let list)?: try list.flatMap { try metrics($0, loss) }
    case .config(let config)? where config["class_name"] == nil:
      try config.names.flatMap { try metrics(config[$0], loss) }
    case .string(let name)?: [["metric": .string(meaning(of: name, loss)), "name": .string(name)]]
    case .config(let object)?: [try metric(object)]
    case let other?: throw KerasProblem("its metric is \(other)")
    }
  }

  private func metric(_ object: Config) throws -> Config {
    if case .string("MeanMetricWrapper")? = object["class_name"],
      case .config(let config)? = object["config"], case .string(let name)? = config["name"]
    {
      return ["metric": .string(name), "name": .string(name)]
    }
    var (name, config) = try named(object, KerasNames.metrics, "metric")
    for key in ["dtype", "reduction"] { config[key] = nil }
    if name != "cosine_similarity" { config["axis"] = nil }
    config["metric"] = .string(name)
    if config["name"] == nil { config["name"] = .string(name) }
    return config
  }

  private func named(
    _ object: Config, _ known: [(className: String, name: String)], _ kind: String
  ) throws -> (name: String, config: Config) {
    guard case .string(let className)? = object["class_name"] else {
      throw KerasProblem("its \(kind) has no class: \(object)")
    }
    // Keras 3 also writes down functions, by their names.
    if className == "function", case .string(let name)? = object["config"] { return (name, [:]) }
    guard case .config(var config)? = object["config"],
      let entry = known.first(where: { $0.className == className })
    else { throw KerasProblem("its \(kind) is of the unknown class '\(className)'") }
    for (option, usual) in Self.foreign where config[option] == usual { config[option] = nil }
    if className == "AUC" {
      if config["from_logits"] == false { config["from_logits"] = nil }
      if case .int(let count)? = config["num_thresholds"], count != 200,
        (config["thresholds"] ?? ConfigValue.none) == ConfigValue.none
      {
        guard (3...100_000) ~= count else {
          throw KerasProblem(
            "its metric AUC has \(count) thresholds, and 3 to 100000 are possible here; load the "
              + "weights: loadWeights(from:)")
        }
        // Without those at the ends, as Keras keeps them.
        config["thresholds"] = .list(
          (1..<(count - 1)).map { .double(Double($0) / Double(count - 1)) })
      }
      config["num_thresholds"] = nil
    }
    return (entry.name, config)
  }

  /// What the short names mean with a loss.
  private func meaning(of name: String, _ loss: Config) -> String {
    guard ["accuracy", "acc"].contains(name.lowercased()), case .string(let loss)? = loss["name"]
    else { return name }
    if loss.hasPrefix("sparse_") { return "sparse_categorical_accuracy" }
    if loss.hasPrefix("binary_") { return "binary_accuracy" }
    if loss.hasPrefix("categorical_") { return "categorical_accuracy" }
    guard case .list(let layers)? = model["layers"],
      let units = layers.compactMap({ layer -> ConfigValue? in
        if case .config(let object) = layer, case .config(let config)? = object["config"] {
          return config["units"]
        }
        return nil
      }).last
    else { return "categorical_accuracy" }
    return units == 1 ? "binary_accuracy" : "categorical_accuracy"
  }

  // MARK: Writing

  /// What a file says about a training.
  static func config(_ training: SavedTraining, _ optimizer: Config) throws -> Config {
    guard let loss = training.losses.first, training.losses.count == 1 else {
      throw KerasProblem("\(training.losses.count) losses cannot be written")
    }
    let weight = training.lossWeights.first ?? 1
    return [
      "loss": .config(try object(loss, "name", KerasNames.losses, "loss")),
      "metrics": .list(
        try (training.metrics.first ?? []).map {
          .config(try object($0, "metric", KerasNames.metrics, "metric"))
        }),
      "weighted_metrics": (training.weightedMetrics.first ?? []).isEmpty
        ? .none
        : .list(
          try training.weightedMetrics[0].map {
            .config(try object($0, "metric", KerasNames.metrics, "metric"))
          }),
      "sample_weight_mode": .none,
      "loss_weights": weight == 1 ? .none : .list([.double(weight)]),
      "optimizer_config": .config(optimizer),
    ]
  }

  private static func object(
    _ own: Config, _ key: String, _ known: [(className: String, name: String)], _ kind: String
  ) throws -> Config {
    guard case .string(let name)? = own[key], let entry = known.first(where: { $0.name == name })
    else {
      throw KerasProblem(
        "Keras has no class for the \(kind) '\(own[key] ?? .none)'; save the weights only: "
          + "saveWeights(to:)")
    }
    var config = own
    config["metric"] = nil
    if kind == "metric" { config["dtype"] = "float32" }
    // With the largest numbers alone there is no threshold but one below all, which Keras writes as
    // none.
    if case .list(let thresholds)? = config["thresholds"],
      thresholds.contains(where: { if case .double(let value) = $0 { value < 0 } else { false } })
    {
      config["thresholds"] = ConfigValue.none
    }
    return ["class_name": .string(entry.className), "config": .config(config)]
  }
}
