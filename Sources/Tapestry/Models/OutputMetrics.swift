/// A metric of one output of a model, in training and in testing.
struct OutputMetric {
  /// The name in reports: the metric's, with the output's as a prefix if there are several, and
  /// with a number if other values have the same.
  fileprivate(set) var name: String
  let metric: Metric
  /// The position of the output.
  let output: Int
  /// Whether examples are weighted; otherwise all count the same.
  let isWeighted: Bool
}

extension OutputMetric {
  /// The metrics of a model.
  ///
  /// - Parameters:
  ///   - metrics: the metrics of each output.
  static func all(
    of outputs: [String], _ metrics: [[any MetricConvertible]], _ losses: [Loss], isWeighted: Bool
  ) -> [OutputMetric] {
    zip(outputs, metrics).enumerated().flatMap { index, pair in
      let prefix = outputs.count > 1 ? pair.0 + "_" : ""
      return pair.1.map { $0.metric(beside: losses[index]) }.map {
        OutputMetric(name: prefix + $0.name, metric: $0, output: index, isWeighted: isWeighted)
      }
    }
  }

  /// The same metrics for each of several outputs. Since a metric has state, every output but the
  /// first gets new metrics like them.
  ///
  /// - Precondition: a custom metric can be made from its configuration.
  static func repeated(
    _ metrics: [any MetricConvertible], for outputs: [String], model: String
  ) -> [[any MetricConvertible]] {
    outputs.indices.map { index in
      guard index > 0 else { return metrics }
      return metrics.map { metric -> any MetricConvertible in
        if metric is String { return metric }
        do {
          return try Metric.made(from: metric.metric.config)
        } catch {
          misuse(
            model, "one metric '\(metric.metric.name)' for \(outputs.count) outputs: \(error)",
            cure: "give each output its own: compile(outputMetrics: [[...], [...]])")
        }
      }
    }
  }
}

/// The metrics of a model.
struct OutputMetrics {
  let all: [OutputMetric]

  /// - Parameter taken: the names of the other values in a report.
  init(_ metrics: [OutputMetric], beside taken: [String]) {
    var names = Set(taken)
    all = metrics.map { metric in
      var metric = metric
      let name = metric.name
      // As Keras counts: mae, mae_1, mae_2.
      for number in 1... {
        if names.insert(metric.name).inserted { break }
        metric.name = "\(name)_\(number)"
      }
      return metric
    }
  }

  /// Forgets all batches.
  func reset() { for output in all { output.metric.reset() } }

  /// Adds a batch.
  func update(_ targets: [Tensor], _ outputs: [Tensor], weights: Tensor?) {
    for metric in all {
      metric.metric.update(
        targets[metric.output], outputs[metric.output],
        sampleWeight: outputs[metric.output].masking(metric.isWeighted ? weights : nil))
    }
  }

  /// The names and values of the metrics for all batches since the latest reset.
  var results: [(name: String, value: Double)] {
    all.map { ($0.name, Double(cast($0.metric.result, to: .float32).scalar(as: Float.self))) }
  }
}
