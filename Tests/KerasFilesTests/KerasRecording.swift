import Foundation
import Tapestry
import TestSupport

/// What Keras computed with a model that it saved, from the JSON file beside the model.
struct KerasRecording: Decodable {
  struct Array: Decodable {
    let shape: [Int]
    let values: [Float]

    var tensor: Tensor { Tensor(values, shape: Shape(shape)) }
  }

  let inputs: [Array]
  let outputs: [Array]
  let optimizerWeights: [Array]?

  private enum CodingKeys: String, CodingKey {
    case inputs, outputs
    case optimizerWeights = "optimizer_weights"
  }

  /// The models of which both versions wrote all files.
  static let models = [
    "dense_adam", "images_rmsprop", "linear_sgd", "sequences_momentum", "uncompiled",
  ]

  /// The recording beside the file of this name without its extension.
  static func named(_ name: String) -> KerasRecording {
    recording("\(name).expected", in: .module)
  }
}
