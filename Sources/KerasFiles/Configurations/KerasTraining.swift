import Tapestry

/// How a model is trained, in Keras's form and in ours.
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

  // MARK: Reading

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
  private var outputs: [String?] {
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

  // MARK: Writing

  /// What a file says about training.
  ///
  /// - Parameter keras2Model: the configuration of the model in a file for Keras 2, which loads
  ///   several losses from a list by their names only, and with options of their own by the names
  ///   of their outputs; nil for Keras 3.
  static func config(
    _ training: SavedTraining, _ optimizer: Config, keras2Model: Config?
  ) throws -> Config {
    // Values for the only output stand alone, and in lists, one for each, if there are several.
    let isSingle = training.losses.count == 1
    func metrics(_ all: [[Config]]) throws -> [ConfigValue] {
      try zip(all, training.losses).map { metrics, loss in
        .list(try metrics.map { try written(metric: $0, loss) })
      }
    }
    let losses = try training.losses.map { loss -> ConfigValue in
      var loss = loss
      // Each version means its own mean.
      if loss["reduction"] == "sum_over_present" { loss["reduction"] = "sum_over_batch_size" }
      let whole = try object(loss, "name", KerasNames.losses, "loss")
      guard keras2Model != nil, !isSingle, let name = loss["name"],
        try Loss.made(from: ["name": name, "reduction": "sum_over_batch_size"]).config == loss
      else { return .config(whole) }
      return name
    }
    let (own, weighted) = (try metrics(training.metrics), try metrics(training.weightedMetrics))
    let hasWeighted = training.weightedMetrics.contains { !$0.isEmpty }
    return [
      "loss": isSingle ? losses[0] : several(losses, keras2Model),
      "metrics": isSingle ? own.first ?? .list([]) : .list(own),
      "weighted_metrics": hasWeighted ? isSingle ? weighted[0] : .list(weighted) : .none,
      "sample_weight_mode": .none,
      "loss_weights": training.lossWeights.allSatisfy { $0 == 1 }
        ? .none : .list(training.lossWeights.map { .double($0) }),
      "optimizer_config": .config(optimizer),
    ]
  }

  /// A metric as an object, or by its name: for Keras, "accuracy" is a kind of accuracy that fits
  /// the loss and the output, and the class `Accuracy` counts predictions that equal their labels.
  private static func written(metric: Config, _ loss: Config) throws -> ConfigValue {
    var metric = metric
    if metric["metric"] == "accuracy" {
      if metric["name"] == "accuracy" { return "accuracy" }
      guard case .string(let name)? = loss["name"],
        let kind = ["sparse", "binary", "categorical"].first(where: name.hasPrefix)
      else {
        throw KerasProblem(
          "Keras knows the metric 'accuracy' under no other name, such as "
            + "'\(metric["name"] ?? .none)'; use a kind of it: "
            + "Metric.categoricalAccuracy(name:), binaryAccuracy or sparseCategoricalAccuracy")
      }
      metric["metric"] = .string(
        kind == "sparse" ? "sparse_categorical_accuracy" : "\(kind)_accuracy")
      if kind == "binary" { metric["threshold"] = 0.5 }
    }
    return .config(try object(metric, "metric", KerasNames.metrics, "metric"))
  }

  /// Losses in a list, or by the names of their outputs where Keras 2 needs these.
  private static func several(_ losses: [ConfigValue], _ keras2Model: Config?) -> ConfigValue {
    guard let keras2Model,
      losses.contains(where: { if case .config = $0 { true } else { false } })
    else { return .list(losses) }
    let names = KerasTraining(model: keras2Model).outputs.compactMap { $0 }
    guard Set(names).count == losses.count, names.count == losses.count else {
      return .list(losses)
    }
    var byName = Config()
    for (name, loss) in zip(names, losses) { byName[name] = loss }
    return .config(byName)
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
