import TestSupport
import Testing

@testable import Tapestry

struct MetricNamesTests {
  @Test func `a name makes a new metric that keeps the name`() throws {
    #expect(
      try ["mae", "acc", "auc", "huber"].map { try Metric.named($0).name }
        == ["mae", "acc", "auc", "huber"])
    #expect(try Metric.named("mse") !== Metric.named("mse"))
    #expect(Metric.mean(of: .huber(delta: 2)).name == "huber_loss")
  }

  @Test func `names are given once, and every loss has one`() {
    let names = Metric.registry.entries.flatMap(\.names)
    #expect(Set(names).count == names.count)
    #expect(Set(names).isSuperset(of: Loss.registry.entries.flatMap(\.names)))
  }

  @Test func `a configuration gives the same metric`() throws {
    let made: [Metric] = [
      MeanMetric(), SumMetric(), .binaryAccuracy(threshold: 0.25, name: "half"),
      .topKCategoricalAccuracy(k: 3), .precision(thresholds: [0.5, 0.75], name: "p"),
      .recall(topK: 2, classID: 1), .cosineSimilarity(axis: 0), .mean(of: .huber(delta: 2)),
      .mean(of: .binaryCrossentropy(fromLogits: true)), .areaUnderCurve(thresholdCount: 5),
      .areaUnderCurve(.precisionRecall, summation: .minoring, thresholds: [0.5]),
      .specificity(atSensitivity: 0.75, thresholdCount: 1),
    ]
    for metric in try made + Metric.registry.entries.map({ try Metric.named($0.names[0]) }) {
      let again = try Metric.made(from: metric.config)
      #expect(again.config == metric.config)
      #expect(type(of: again) == type(of: metric))
      #expect(again.variables.map(\.shape) == metric.variables.map(\.shape))
    }
  }

  @Test func `what configurations get wrong is named`() {
    for (config, expected): (Config, String) in [
      (["name": "m"], "a string"),
      (["metric": "auc"], "a string"),
      (["metric": "precision", "name": "m", "thresholds": 0.5], "a list of numbers"),
      (["metric": "precision", "name": "m", "thresholds": ["0.5"]], "a list of numbers"),
      (["metric": "precision", "name": "m", "top_k": 1.5], "an integer of 1 or more"),
      (["metric": "recall", "name": "m", "thresholds": [0.5, 2]], "numbers from 0 to 1"),
      (["metric": "precision_at_recall", "name": "m", "recall": 2], "a number from 0 to 1"),
      (
        ["metric": "precision_at_recall", "name": "m", "num_thresholds": 1_000_000],
        "at most 100000"
      ),
    ] {
      let error = #expect(throws: ConfigError.self) { try Metric.made(from: config) }
      #expect(error?.expected == expected)
    }
    #expect(throws: UnknownName.self) { try Metric.made(from: ["metric": "x", "name": "x"]) }
    let curve = #expect(throws: UnknownName.self) {
      try Metric.made(from: ["metric": "auc", "name": "m", "curve": "ROCK"])
    }
    #expect(curve?.known == ["ROC", "PR"])
  }

  @Test func `a misspelt name lists the names`() {
    let error = #expect(throws: UnknownName.self) { try Metric.named("acuracy") }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.hasPrefix("there is no metric 'acuracy'\n  cure: did you mean 'accuracy'? "))
    #expect(text.contains("the names are accuracy, acc, binary_accuracy"))
    #expect(text.hasSuffix("kullback_leibler_divergence, kld, KLD, kl_divergence"))
  }

  @Test func `a curve of less than two thresholds stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Metric.areaUnderCurve(thresholdCount: 1)
      },
      "metric 'auc': 1 thresholds", "cure: use two or more")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Metric.precision(thresholds: [])
      },
      "metric 'precision': no thresholds", "cure: give at least one")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Metric.precision(thresholds: [0.5, -0.5])
      },
      "metric 'precision': the threshold -0.5 for probabilities",
      "cure: give numbers from 0 to 1")
  }
}
