import Tapestry

/// Reads how a model is trained, in the form of either version of Keras.
struct KerasTraining {
  /// The model's configuration: which metric "accuracy" means depends on the loss and the output.
  let model: Config
  /// Whether Keras 3 wrote it.
  var isOfKeras3 = false

  /// Options that only Keras 3 has, with the value that changes nothing; any other value is
  /// rejected when the loss or the metric is made.
  private static let foreign: [(name: String, defaultValue: ConfigValue)] = [
    ("ignore_class", .none), ("multi_label", false), ("num_labels", .none),
    ("label_weights", .none), ("class_id", .none),
  ]

  /// What a file says about losses and metrics.
  ///
  /// - Parameter countsMetrics: whether a list without inner lists can have a metric for each
  ///   output, as in Keras 3; in Keras 2, all metrics of such a list are for every output.
  func training(_ config: Config, countsMetrics: Bool) throws -> SavedTraining {
    let losses = try each(config["loss"], "loss").map { value -> Config in
      guard let value else { throw KerasProblem("its training has an output without a loss") }
      return try loss(value)
    }
    let weights = try each(config["loss_weights"], "loss_weights").map { value in
      switch value {
      case .double(let number)?: number
      case .int(let number)?: Double(number)
      default: 1.0
      }
    }
    func metrics(under name: String) throws -> [[Config]] {
      try zip(eachMetrics(config[name], name, counts: countsMetrics), zip(losses, outputs)).map {
        try self.metrics($0, $1.0, of: $1.1)
      }
    }
    return SavedTraining(
      losses: losses, lossWeights: weights, metrics: try metrics(under: "metrics"),
      weightedMetrics: try metrics(under: "weighted_metrics"))
  }

  /// The names of the outputs: those of the layers that compute them; nil of the only one of a row
  /// of layers.
  var outputs: [String?] {
    let references: [ConfigValue]
    switch model["output_layers"] {
    case .list(let list)?: references = list
    case .config(let config)?: references = config.names.map { config[$0]! }
    default: references = []
    }
    return references.isEmpty
      ? [nil]
      : references.map { reference in
        if case .list(let parts) = reference, case .string(let name)? = parts.first {
          name
        } else {
          nil
        }
      }
  }

  /// The keys of the outputs: of a dictionary its own, as Keras 3 has them; otherwise their names.
  private var keys: [String?] {
    if case .config(let config)? = model["output_layers"] { config.names } else { outputs }
  }

  /// A value for each output, from a list, from a dictionary by outputs, or from one for all.
  private func each(_ value: ConfigValue?, _ what: String) throws -> [ConfigValue?] {
    switch value {
    case nil, ConfigValue.none?: return outputs.map { _ in nil }
    case .list(let list)?:
      guard list.count == outputs.count || list.isEmpty else {
        throw KerasProblem("its '\(what)' has \(list.count) values for \(outputs.count) outputs")
      }
      return list.isEmpty ? outputs.map { _ in nil } : list.map { $0 == .none ? nil : $0 }
    case .config(let config)? where config["class_name"] == nil:
      // A single output may have any name.
      if outputs.count == 1 { return [config.names.first.flatMap { config[$0] }] }
      return keys.map { $0.flatMap { config[$0] } }
    case let other?: return outputs.map { _ in other }
    }
  }

  private func eachMetrics(
    _ value: ConfigValue?, _ what: String, counts: Bool
  ) throws -> [ConfigValue?] {
    guard outputs.count > 1, case .list(let list)? = value else {
      return outputs.count == 1 ? [value] : try each(value, what)
    }
    let isNested = list.contains { if case .list = $0 { true } else { false } }
    return isNested || counts ? try each(value, what) : outputs.map { _ in value }
  }

  /// The reduction of a loss.
  ///
  /// Where the outputs have masks, the mean of Keras 3 is one over the steps that are present, and
  /// Keras 2's over all steps. In other models they are the same.
  private func reduction(_ given: ConfigValue?) -> ConfigValue {
    switch given {
    case nil, "auto"?, ConfigValue.none?, "sum_over_batch_size"?:
      isOfKeras3 && makesMasks(.config(model)) ? "sum_over_present" : "sum_over_batch_size"
    // Another name of the same in Keras 3.
    case "mean"? where isOfKeras3: reduction(nil)
    case let given?: given
    }
  }

  private func makesMasks(_ value: ConfigValue) -> Bool {
    switch value {
    case .config(let config):
      config["class_name"] == "Masking" || config["mask_zero"] == true
        || config.names.contains { makesMasks(config[$0]!) }
    case .list(let list): list.contains(where: makesMasks)
    default: false
    }
  }

  private func loss(_ value: ConfigValue) throws -> Config {
    switch value {
    case .string(let name): return ["name": .string(name), "reduction": reduction(nil)]
    case .config(let object):
      var (name, config) = try named(object, KerasNames.losses, "loss")
      config["dtype"] = nil
      config["reduction"] = reduction(config["reduction"])
      config["name"] = .string(name)
      if name != "cosine_similarity" { config["axis"] = nil }
      return config
    default: throw KerasProblem("its loss is \(value)")
    }
  }

  private func metrics(
    _ value: ConfigValue?, _ loss: Config, of output: String?
  ) throws -> [Config] {
    switch value {
    case nil, ConfigValue.none?: []
    case .list(let list)?: try list.flatMap { try metrics($0, loss, of: output) }
    case .config(let config)? where config["class_name"] == nil:
      try config.names.flatMap { try metrics(config[$0], loss, of: output) }
    case .string(let name)?:
      [["metric": .string(meaning(of: name, loss, output)), "name": .string(name)]]
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
    // One threshold may stand alone.
    switch config["thresholds"] {
    case .double?, .int?: config["thresholds"] = .list([config["thresholds"]!])
    default: break
    }
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
    // Keras 3 also writes functions, by their names.
    if className == "function", case .string(let name)? = object["config"] { return (name, [:]) }
    guard case .config(var config)? = object["config"],
      let entry = known.first(where: { $0.className == className })
    else { throw KerasProblem("its \(kind) is of the unknown class '\(className)'") }
    for (option, defaultValue) in Self.foreign where config[option] == defaultValue {
      config[option] = nil
    }
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

  /// What the short names mean with a loss, and with the output's layer or the last one.
  private func meaning(of name: String, _ loss: Config, _ output: String?) -> String {
    guard ["accuracy", "acc"].contains(name.lowercased()), case .string(let loss)? = loss["name"]
    else { return name }
    if loss.hasPrefix("sparse_") { return "sparse_categorical_accuracy" }
    if loss.hasPrefix("binary_") { return "binary_accuracy" }
    if loss.hasPrefix("categorical_") { return "categorical_accuracy" }
    guard case .list(let layers)? = model["layers"] else { return "categorical_accuracy" }
    let configs = layers.compactMap { layer -> Config? in
      if case .config(let object) = layer, case .config(let config)? = object["config"] {
        return config
      }
      return nil
    }
    let own = configs.first { output != nil && $0["name"] == .string(output!) }
    guard let units = own?["units"] ?? configs.compactMap({ $0["units"] }).last else {
      return "categorical_accuracy"
    }
    return units == 1 ? "binary_accuracy" : "categorical_accuracy"
  }
}
