// Metrics by name. A name gives a new object each time, since each metric has its own state.

extension Metric {
  /// A new metric of this kind with its default options; its name is the one that is given.
  ///
  /// ```swift
  /// try Metric.named("mae").name  // mae
  /// ```
  ///
  /// A loss's name gives the mean of the loss.
  ///
  /// - Throws: `UnknownName` with all names.
  public static func named(_ name: String) throws(UnknownName) -> Metric {
    let entry = try registry.entry(name)
    do {
      return try entry.make(ConfigReader(["name": .string(name)], of: name))
    } catch {
      misuse("Metric", "'\(name)' needs a configuration", cure: "\(error)")
    }
  }

  /// A new metric with this configuration, which has not seen any batch yet.
  ///
  /// ```swift
  /// let same = try Metric.made(from: metric.config)
  /// ```
  ///
  /// - Throws: `UnknownName` for a custom metric, `ConfigError` if a parameter does not fit.
  public static func made(from config: Config) throws -> Metric {
    try registry.made(from: config, nameUnder: "metric")
  }

  /// The named metrics. A loss with the name of a metric is left out: the cosine similarity has the
  /// opposite sign.
  static let registry: Registry<Metric> = {
    let own = accuracies + means + counts
    let taken = Set(own.flatMap(\.names))
    let losses = Loss.registry.entries.filter { taken.isDisjoint(with: $0.names) }
    return Registry("metric", own + losses.map { .init(meanOf: $0) })
  }()

  private typealias Entry = Registry<Metric>.Entry

  private static let accuracies: [Entry] = [
    Entry("accuracy", "acc") { .accuracy(name: try $0.string("name")) },
    Entry("binary_accuracy") {
      .binaryAccuracy(
        threshold: try $0.optional("threshold", $0.double) ?? 0.5, name: try $0.string("name"))
    },
    Entry("categorical_accuracy") { .categoricalAccuracy(name: try $0.string("name")) },
    Entry("sparse_categorical_accuracy") {
      .sparseCategoricalAccuracy(name: try $0.string("name"))
    },
    Entry("top_k_categorical_accuracy") {
      .topKCategoricalAccuracy(
        k: try $0.optional("k", $0.positive) ?? 5, name: try $0.string("name"))
    },
    Entry("sparse_top_k_categorical_accuracy") {
      .sparseTopKCategoricalAccuracy(
        k: try $0.optional("k", $0.positive) ?? 5, name: try $0.string("name"))
    },
  ]

  private static let means: [Entry] = [
    Entry("mean") { MeanMetric(name: try $0.string("name")) },
    Entry("sum") { SumMetric(name: try $0.string("name")) },
    Entry("root_mean_squared_error", "rmse") {
      .rootMeanSquaredError(name: try $0.string("name"))
    },
    Entry("cosine_similarity") {
      .cosineSimilarity(
        axis: try $0.optional("axis", $0.int) ?? -1, name: try $0.string("name"))
    },
  ]

  private static let counts: [Entry] = [
    Entry("precision") { reader in
      .precision(
        thresholds: try reader.countThresholds, topK: try reader.optional("top_k", reader.positive),
        classID: try reader.classID, name: try reader.string("name"))
    },
    Entry("recall") { reader in
      .recall(
        thresholds: try reader.countThresholds, topK: try reader.optional("top_k", reader.positive),
        classID: try reader.classID, name: try reader.string("name"))
    },
    Entry("true_positives") {
      .truePositives(thresholds: try $0.countThresholds, name: try $0.string("name"))
    },
    Entry("false_positives") {
      .falsePositives(thresholds: try $0.countThresholds, name: try $0.string("name"))
    },
    Entry("true_negatives") {
      .trueNegatives(thresholds: try $0.countThresholds, name: try $0.string("name"))
    },
    Entry("false_negatives") {
      .falseNegatives(thresholds: try $0.countThresholds, name: try $0.string("name"))
    },
    Entry("auc", "AUC") { reader in
      let name = try reader.string("name")
      let curve: ClassifierCurve = try reader.optional("curve") { try reader.choice($0) } ?? .roc
      let summation: AreaSummation =
        try reader.optional("summation_method") { try reader.choice($0) } ?? .interpolation
      guard let thresholds = try reader.thresholds else {
        return .areaUnderCurve(curve, summation: summation, name: name)
      }
      return .areaUnderCurve(curve, summation: summation, thresholds: thresholds, name: name)
    },
    Entry("sensitivity_at_specificity") { reader in
      .sensitivity(
        atSpecificity: try reader.rate("specificity"), thresholdCount: try reader.thresholdCount,
        name: try reader.string("name"))
    },
    Entry("specificity_at_sensitivity") { reader in
      .specificity(
        atSensitivity: try reader.rate("sensitivity"), thresholdCount: try reader.thresholdCount,
        name: try reader.string("name"))
    },
    Entry("precision_at_recall") { reader in
      .precision(
        atRecall: try reader.rate("recall"), thresholdCount: try reader.thresholdCount,
        name: try reader.string("name"))
    },
  ]
}

extension Registry<Metric>.Entry {
  /// The entry of a metric that is the mean of a loss over the examples.
  fileprivate init(meanOf loss: Registry<Loss>.Entry) {
    names = loss.names
    makeDefault = nil
    make = { reader in .mean(of: try loss.make(reader), name: try reader.string("name")) }
  }
}

extension ConfigReader {
  /// The rate at which another is wanted; a half where only a name is given.
  fileprivate func rate(_ name: String) throws(ConfigError) -> Double {
    try optional(name) { name throws(ConfigError) in try double(name, .fraction) } ?? 0.5
  }

  /// The number of thresholds that are compared.
  fileprivate var thresholdCount: Int {
    get throws(ConfigError) {
      let count = try optional("num_thresholds", positive) ?? 200
      guard count <= 100_000 else { throw wrong("num_thresholds", "at most 100000") }
      return count
    }
  }

  /// The thresholds of a metric; nil if the configuration has none.
  fileprivate var thresholds: [Double]? {
    get throws(ConfigError) { try optional("thresholds", doubles) }
  }

  /// The thresholds of a metric that counts at each of them.
  fileprivate var countThresholds: [Double]? {
    get throws(ConfigError) {
      let thresholds = try thresholds
      if thresholds == [] { throw wrong("thresholds", "at least one number") }
      guard (thresholds ?? []).allSatisfy(isThreshold) else {
        throw wrong("thresholds", "numbers from 0 to 1")
      }
      return thresholds
    }
  }

  /// The class to which a metric is restricted; nil for all.
  fileprivate var classID: Int? {
    get throws(ConfigError) {
      try optional("class_id") { (name) throws(ConfigError) in try int(name, atLeast: 0) }
    }
  }
}
