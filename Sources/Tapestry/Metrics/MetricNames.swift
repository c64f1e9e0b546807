// Metrics by name. A name gives a new object each time, since what a metric remembers is its own.

extension Metric {
  /// A new metric of this kind, with what it does unless told otherwise; it keeps the name that is
  /// given.
  ///
  /// ```swift
  /// try Metric.named("mae").name  // mae
  /// ```
  ///
  /// A loss's name gives the mean of the loss.
  ///
  /// Throws: `UnknownName` with all names.
  public static func named(_ name: String) throws(UnknownName) -> Metric {
    let known = try Known.of(name)
    do {
      return try known.make(name, [:])
    } catch {
      misuse("Metric", "'\(name)' needs a configuration", cure: error.description)
    }
  }

  /// A new metric that has this configuration; it remembers nothing yet.
  ///
  /// Throws: `UnknownName` for a metric of one's own, `ConfigError` if a parameter is not what it
  /// must be.
  public static func made(from config: Config) throws -> Metric {
    let (kind, name) = (
      try config.string("metric", of: "Metric"), try config.string("name", of: "Metric")
    )
    switch kind {
    case "mean": return MeanMetric(name: name)
    case "sum": return SumMetric(name: name)
    default: return try Known.of(kind).make(name, config)
    }
  }

  /// A metric that has names, and how it is made of the parameters in a configuration.
  struct Known: Sendable {
    let names: [String]
    let make: @Sendable (_ name: String, _ config: Config) throws(ConfigError) -> Metric

    init(
      _ names: String...,
      make: @escaping @Sendable (_ name: String, _ config: Config) throws(ConfigError) -> Metric
    ) {
      self.names = names
      self.make = make
    }

    init(meanOf loss: Loss.Known) {
      names = loss.names
      make = { name, config throws(ConfigError) in .mean(of: try loss.rebuild(config), name: name) }
    }

    static func of(_ name: String) throws(UnknownName) -> Known {
      guard let known = all.first(where: { $0.names.contains(name) }) else {
        throw UnknownName(kind: "metric", name: name, known: all.flatMap(\.names))
      }
      return known
    }
  }
}

extension Metric.Known {
  /// All that have names. A loss whose name is a metric's stays out: the cosine has another sign.
  static let all: [Metric.Known] = {
    let own = accuracies + others
    let taken = Set(own.flatMap(\.names))
    return own
      + Loss.Known.all.filter { taken.isDisjoint(with: $0.names) }.map { .init(meanOf: $0) }
  }()

  private static let accuracies: [Metric.Known] = [
    .init("accuracy", "acc") { name, _ in .accuracy(name: name) },
    .init("binary_accuracy") { name, config throws(ConfigError) in
      .binaryAccuracy(
        threshold: try config.double("threshold", or: 0.5, of: name), name: name)
    },
    .init("categorical_accuracy") { name, _ in .categoricalAccuracy(name: name) },
    .init("sparse_categorical_accuracy") { name, _ in .sparseCategoricalAccuracy(name: name) },
    .init("top_k_categorical_accuracy") { name, config throws(ConfigError) in
      .topKCategoricalAccuracy(k: try config.int("k", or: 5, of: name), name: name)
    },
    .init("sparse_top_k_categorical_accuracy") { name, config throws(ConfigError) in
      .sparseTopKCategoricalAccuracy(k: try config.int("k", or: 5, of: name), name: name)
    },
  ]

  private static let others: [Metric.Known] = [
    .init("root_mean_squared_error", "rmse") { name, _ in .rootMeanSquaredError(name: name) },
    .init("cosine_similarity") { name, config throws(ConfigError) in
      .cosineSimilarity(axis: try config.int("axis", or: -1, of: name), name: name)
    },
    .init("precision") { name, config throws(ConfigError) in
      .precision(
        thresholds: try config.thresholds(of: name), topK: try config.optional("top_k", of: name),
        classID: try config.optional("class_id", of: name), name: name)
    },
    .init("recall") { name, config throws(ConfigError) in
      .recall(
        thresholds: try config.thresholds(of: name), topK: try config.optional("top_k", of: name),
        classID: try config.optional("class_id", of: name), name: name)
    },
    .init("true_positives") { name, config throws(ConfigError) in
      .truePositives(thresholds: try config.thresholds(of: name), name: name)
    },
    .init("false_positives") { name, config throws(ConfigError) in
      .falsePositives(thresholds: try config.thresholds(of: name), name: name)
    },
    .init("true_negatives") { name, config throws(ConfigError) in
      .trueNegatives(thresholds: try config.thresholds(of: name), name: name)
    },
    .init("false_negatives") { name, config throws(ConfigError) in
      .falseNegatives(thresholds: try config.thresholds(of: name), name: name)
    },
    .init("auc", "AUC") { name, config throws(ConfigError) in
      let curve: ClassifierCurve = try config.choice("curve", or: .roc, of: name)
      let summation: AreaSummation = try config.choice(
        "summation_method", or: .interpolation, of: name)
      guard let thresholds = try config.thresholds(of: name) else {
        return .areaUnderCurve(curve, summation: summation, name: name)
      }
      return .areaUnderCurve(curve, summation: summation, thresholds: thresholds, name: name)
    },
  ]
}

extension Config {
  /// The thresholds of a metric, or nil if it says nothing of them.
  fileprivate func thresholds(of object: String) throws(ConfigError) -> [Double]? {
    guard let value = self["thresholds"] else { return nil }
    guard case .list(let elements) = value else {
      throw ConfigError(
        object: object, name: "thresholds", needed: "a list of numbers", found: value)
    }
    var thresholds: [Double] = []
    for element in elements {
      thresholds.append(
        try (["thresholds": element] as Config).double("thresholds", of: object))
    }
    return thresholds
  }

  /// The integer under a name, or nil if there is none.
  fileprivate func optional(_ name: String, of object: String) throws(ConfigError) -> Int? {
    self[name] == nil || self[name] == ConfigValue.none ? nil : try int(name, of: object)
  }

  /// The case of an enumeration that a name stands for, or another if there is none.
  fileprivate func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, or other: Choice, of object: String
  ) throws(ConfigError) -> Choice where Choice.RawValue == String {
    guard self[name] != nil else { return other }
    guard let choice = Choice(rawValue: try string(name, of: object)) else {
      throw ConfigError(
        object: object, name: name,
        needed: Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: " or "),
        found: self[name])
    }
    return choice
  }
}
