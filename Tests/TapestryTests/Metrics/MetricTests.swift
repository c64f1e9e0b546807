import TestSupport
import Testing

@testable import Tapestry

struct MetricTests {
  @Test(arguments: LossRecording.recorded.metrics)
  func `results are TensorFlow's, and again after a reset`(_ recorded: RecordedMetric) throws {
    let metric = try Metric.made(from: recorded.config.config)
    for _ in 0..<2 {
      for (index, batch) in recorded.batches.enumerated() {
        metric.update(
          batch.yTrue.tensor, batch.yPred.tensor, sampleWeight: batch.weights?.tensor)
        expectRecorded(metric.result, batch.result, "batch \(index)")
      }
      metric.reset()
    }
  }

  @Test(arguments: LossRecording.recorded.metrics)
  func `a traced update is an update`(_ recorded: RecordedMetric) throws {
    let (eager, traced) = (
      try Metric.made(from: recorded.config.config), try Metric.made(from: recorded.config.config)
    )
    let step = Function("step") { (metric: Metric, y: Tensor, p: Tensor, w: Tensor?) -> Tensor in
      metric.update(y, p, sampleWeight: w)
      return metric.result
    }
    for batch in recorded.batches {
      let (y, p, w) = (batch.yTrue.tensor, batch.yPred.tensor, batch.weights?.tensor)
      eager.update(y, p, sampleWeight: w)
      expectSame([try step(traced, y, p, w)], [eager.result])
    }
  }

  @Test func `a mean and a sum follow numbers`() {
    let (mean, sum) = (MeanMetric(name: "loss"), SumMetric())
    expectEqual(mean.result, Tensor(0.0))
    mean.update(Tensor([1.0, 3.0]))
    mean.update(Tensor(8.0), sampleWeight: Tensor(2.0))
    expectEqual(mean.result, Tensor(5.0))
    mean.update(Tensor([[1.0, 2.0], [3.0, 4.0]]), sampleWeight: Tensor([0, 2]))
    expectEqual(mean.result, Tensor(4.25))
    sum.update(Tensor([1, 3]))
    sum.update(Tensor([[1.0, 2.0], [3.0, 4.0]]), sampleWeight: Tensor([0, 2]))
    expectEqual(sum.result, Tensor(18.0))
    mean.reset()
    sum.reset()
    expectEqual(mean.result + sum.result, Tensor(0.0))
    #expect(mean.variables.map(\.name) == ["total:0", "count:0"])
    #expect(mean.trainableVariables.isEmpty)
  }

  @Test func `thresholds of a curve may come in any order`() {
    let areas = [[0.25, 0.5, 0.75], [0.75, 0.25, 0.5]].map { thresholds in
      let area = Metric.areaUnderCurve(thresholds: thresholds)
      area.update(Tensor([0.0, 1.0, 0.0, 1.0]), Tensor([0.1, 0.4, 0.6, 0.9]))
      return area.result
    }
    expectEqual(areas[1], areas[0])
  }

  /// From Keras 2.1.0, with two batches.
  @Test(
    arguments: [
      ("sensitivity_at_specificity", 0.6, 1, [0.6, 0.73333335]),
      ("sensitivity_at_specificity", 0.85, 5, [0.2, 0.06666667]),
      ("sensitivity_at_specificity", 0.85, 200, [0.6, 0.73333335]),
      ("specificity_at_sensitivity", 0.5, 5, [0.6, 0.72727275]),
      ("specificity_at_sensitivity", 0.5, 200, [0.8, 0.90909094]),
      ("specificity_at_sensitivity", 0.95, 200, [0, 0]),
      ("precision_at_recall", 0.6, 1, [0.6, 0.78571427]),
      ("precision_at_recall", 0.6, 200, [0.5, 0.6111111]),
      ("precision_at_recall", 0.99, 5, [0.5, 0.5769231]),
    ] as [(String, Double, Int, [Float])])
  func `a rate where another has a value`(
    name: String, value: Double, count: Int, expected: [Float]
  ) throws {
    let labels: [Float] = [0, 0, 1, 1, 0, 1, 0, 1, 1, 0]
    let predictions: [Float] = [0.05, 0.5, 0.3, 0.9, 0.62, 0.71, 0.2, 0.45, 0.66, 0.81]
    let weights: [Float] = [1, 2, 1, 0.5, 1, 3, 1, 1, 2, 0.5]
    let given = String(name.split(separator: "_").last!)
    for (isWeighted, expected) in zip([false, true], expected) {
      let metric = try Metric.made(from: [
        "metric": .string(name), "name": "m", "\(given)": .double(value),
        "num_thresholds": .int(count),
      ])
      for part in [0..<6, 6..<10] {
        metric.update(
          Tensor(Array(labels[part])), Tensor(Array(predictions[part])),
          sampleWeight: isWeighted ? Tensor(Array(weights[part])) : nil)
      }
      #expect(abs(metric.result.scalar(as: Float.self) - expected) < 1e-6)
    }
  }

  @Test func `an empty batch changes nothing`() {
    for metric: Metric in [
      .accuracy(), .mean(of: "mse"), .precision(), .areaUnderCurve(), .precision(atRecall: 0.5),
    ] {
      metric.update(Tensor.zeros([0, 1]), Tensor.zeros([0, 1]))
      expectEqual(metric.result, Tensor(0.0))
    }
  }

  // As texts, since the other process takes no numbers that are not finite.
  @Test(arguments: ["-0.25", "1.5", "inf", "nan"])
  func `metrics of probabilities stop at other predictions`(prediction: String) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [prediction] in
      Metric.areaUnderCurve().update(Tensor([0.0, 1.0]), Tensor([0.5, Double(prediction)!]))
    }
    expectMessage(
      result, "metric 'auc': predictions whose minimum and maximum are [",
      "cure: give probabilities, from 0 to 1: apply sigmoid or softmax to logits")
    let traced = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [prediction] in
      let metrics = [Metric.recall(topK: 1), .precision(classID: 0), .falseNegatives()]
      let step = Function("step") { (p: Tensor) -> Tensor in
        for metric in metrics { metric.update(Tensor([[0.0, 1.0]]), p) }
        return metrics[0].result
      }
      _ = try! step(Tensor([[0.0, 1.0]]))
      _ = try! step(Tensor([[0.5, Double(prediction)!]]))
    }
    expectMessage(
      traced, "metric 'recall': predictions whose minimum and maximum are [",
      "cure: give probabilities, from 0 to 1")
  }

  @Test func `probabilities of exactly 0 and 1 count`() {
    let metric = Metric.truePositives(thresholds: [0, 1])
    metric.update(Tensor([1.0, 1.0, 1.0]), Tensor([-0.0, 0.5, 1.0]))
    expectTensor(metric.result, [2], [2, 0])
  }

  @Test func `examples count, and not batches`() {
    let metric = Metric.mean(of: "mse")
    metric.update(Tensor([0.0, 0.0, 0.0]), Tensor([[1.0], [1.0], [1.0]]))
    metric.update(Tensor([0.0]), Tensor([[3.0]]))
    expectEqual(metric.result, Tensor(3.0))
  }

  @Test func `a function of labels and predictions makes a metric`() {
    let bias = MeanMetric(name: "bias") { yTrue, yPred in yPred - yTrue }
    bias.update(Tensor([1.0, 2.0]), Tensor([[2.0], [5.0]]))
    expectEqual(bias.result, Tensor(2.0))
  }

  @Test func `a custom metric keeps its own state`() throws {
    final class Largest: Metric {
      private let error = Variable(0.0, trainable: false)
      override func accumulate(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
        error.assign(maximum(error, abs(yTrue - yPred).max()))
      }
      override var result: Tensor { error.tensor }
    }
    let metric = Largest(name: "largest")
    metric.update(Tensor([1.0, 2.0]), Tensor([0.0, 5.0]))
    metric.update(Tensor([1.0, 2.0]), Tensor([0.0, 1.0]))
    expectEqual(metric.result, Tensor(3.0))
    metric.reset()
    expectEqual(metric.result, Tensor(0.0))
    #expect(throws: UnknownName.self) { try Metric.made(from: metric.config) }
  }

  @Test func `without accumulate or numbers a metric stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        Metric(name: "mine").update(Tensor([1.0]), Tensor([1.0]))
      },
      "metric 'mine': Metric does not say what it remembers of a batch",
      "cure: override accumulate")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Metric(name: "mine").result
      },
      "metric 'mine': Metric does not say what its result is", "cure: override result")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        MeanMetric(name: "loss").update(Tensor([1.0]), Tensor([1.0]))
      },
      "metric 'loss': labels and predictions for a mean of numbers", "cure: update(numbers)")
  }
}
