import Foundation
import TestSupport
import Testing

@testable import Tapestry

/// What TensorFlow's losses and metrics compute, recorded by Data/losses.py.
struct LossRecording: Decodable {
  let losses: [RecordedLoss]
  let metrics: [RecordedMetric]

  static let recorded: LossRecording = TestSupport.recording("losses", in: .module)
}

/// Labels, predictions and weights, and what a loss makes of them.
struct RecordedLoss: Decodable, Sendable, CustomTestStringConvertible {
  let config: RecordedConfig
  let yTrue: RecordedTensor
  let yPred: RecordedTensor
  let weights: RecordedTensor
  let rowWeights: RecordedTensor
  let values: RecordedTensor
  let mean: RecordedTensor
  let weightedMean: RecordedTensor
  let sum: RecordedTensor
  let weightedSum: RecordedTensor
  let rowWeightedMean: RecordedTensor
  let gradient: RecordedTensor

  enum CodingKeys: String, CodingKey {
    case config, yTrue, yPred, weights, rowWeights, values, sum, gradient
    case mean = "sum_over_batch_size"
    case weightedMean = "sum_over_batch_size weighted"
    case weightedSum = "sum weighted"
    case rowWeightedMean = "row weighted"
  }

  var testDescription: String { "\(config.config) of \(yPred.shape)" }
}

/// Batches, and the result of a metric after each.
struct RecordedMetric: Decodable, Sendable, CustomTestStringConvertible {
  let config: RecordedConfig
  let batches: [Batch]

  struct Batch: Decodable, Sendable {
    let yTrue: RecordedTensor
    let yPred: RecordedTensor
    let weights: RecordedTensor?
    let result: RecordedTensor
  }

  var testDescription: String { "\(config.config) of \(batches[0].yPred.shape)" }
}

/// A configuration in JSON.
struct RecordedConfig: Decodable, Sendable {
  let config: Config

  init(from decoder: any Decoder) throws {
    let values = try decoder.singleValueContainer().decode([String: Value].self)
    var config: Config = [:]
    for (name, value) in values.sorted(by: { $0.key < $1.key }) { config[name] = value.value }
    self.config = config
  }

  private struct Value: Decodable {
    let value: ConfigValue

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let truth = try? container.decode(Bool.self) {
        value = .bool(truth)
      } else if let whole = try? container.decode(Int.self) {
        value = .int(whole)
      } else if let number = try? container.decode(Double.self) {
        value = .double(number)
      } else if let values = try? container.decode([Value].self) {
        value = .list(values.map(\.value))
      } else {
        value = .string(try container.decode(String.self))
      }
    }
  }
}

/// Expects the recorded shape, and elements within a millionth of the largest: what float32 loses
/// in a few roundings where terms cancel.
func expectRecorded(
  _ result: Tensor, _ recorded: RecordedTensor, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let expected = recorded.tensor
  guard result.shape == expected.shape, result.dtype == .float32 else {
    Issue.record(
      "\(what): \(result.spec), not \(expected.spec)", sourceLocation: sourceLocation)
    return
  }
  let difference = abs(result - expected).max().number
  let largest = abs(expected).max().number
  #expect(
    difference <= 1e-6 * largest, "\(what): \(result), not \(expected)",
    sourceLocation: sourceLocation)
}
