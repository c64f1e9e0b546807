import Foundation
import TestSupport
import Testing

@testable import Tapestry

/// What Keras's models and callbacks did, recorded by Data/models.py.
struct ModelRecording: Decodable, Sendable {
  let fits: [String: Fit]
  let orders: [[Int]]
  let stories: [Story]
  let checkpoints: [Checkpoint]
  let log: String
  let appendedLog: String
  let notANumber: [String]
  let heard: [String]
  let summaries: [String: String]

  static let recorded: ModelRecording = TestSupport.recording("models", in: .module)

  /// A training, a test and predictions after it.
  struct Fit: Decodable, Sendable {
    let inputs: [RecordedTensor]
    let targets: [RecordedTensor]
    let validation: [RecordedTensor]?
    let weights: RecordedTensor?
    let before: [RecordedTensor]
    let after: [RecordedTensor]
    let epochs: [Int]
    let history: [String: [Double]]
    let tested: [String: Double]
    let predicted: [RecordedTensor]
  }

  /// What a callback did while epochs measured a number.
  struct Story: Decodable, Sendable, CustomTestStringConvertible {
    let kind: String
    let monitor: String
    let mode: String
    let options: RecordedConfig
    let epochs: [Epoch]

    struct Epoch: Decodable, Sendable {
      let value: Double
      let stops: Bool
      let rate: Double
      let reported: Double?
      let weight: Double
    }

    var testDescription: String { "\(kind) \(options.config), \(monitor), \(mode)" }
  }

  /// The files after each epoch, and the weight in each.
  struct Checkpoint: Decodable, Sendable, CustomTestStringConvertible {
    let path: String
    let monitor: String
    let mode: String
    let best: Bool
    let epochs: [Epoch]

    struct Epoch: Decodable, Sendable {
      let value: Double
      let files: [String: Double]
    }

    var testDescription: String { "\(path), \(monitor), \(mode)" }
  }
}

/// A model of one weight, whose number callbacks read and write.
func oneWeightModel(_ value: Double = 0, learningRate: Double = 0.5) throws -> Sequential {
  let model = Sequential([Dense(1, useBias: false, name: "only")], name: "one")
  model.build(inputShape: [2, 1])
  model.compile(optimizer: SGD(learningRate: learningRate), loss: "mse")
  try model.setWeights([Tensor([[Float(value)]])])
  return model
}

extension Model {
  /// The first weight's only number.
  var onlyWeight: Double { variables[0].tensor.number }
}
