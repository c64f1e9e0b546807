import Tapestry

// How a model is trained, in the form that Keras reads.

extension KerasTraining {
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
