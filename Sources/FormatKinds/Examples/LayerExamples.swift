import Tapestry

/// Models that have every kind of layer with weights, by name.
///
/// The checkers of checkpoints and of recordings make the same ones of Keras's layers.
enum LayerExamples {
  static var models: [String: Model] {
    let given = Input([3])
    return [
      "dense": Sequential {
        Dense(3)
        Dropout(0.5)
        BatchNormalization()
        LayerNormalization()
        PReLU()
      },
      "images": Sequential {
        Conv2D(2, 2)
        Conv2DTranspose(2, 2)
        BatchNormalization()
      },
      "series": Sequential {
        Conv1D(2, 2)
        LSTM(3, returnSequences: true)
        GRU(2, returnSequences: true)
        SimpleRNN(2)
      },
      "wrapped": Sequential {
        TimeDistributed(Dense(2))
        Bidirectional(LSTM(3, returnSequences: true))
        Bidirectional(GRU(2))
      },
      "words": Sequential {
        Embedding(5, 3)
        SimpleRNN(2)
      },
      "nested": Sequential {
        Sequential {
          Dense(2)
          Dense(3)
        }
        Dense(1)
      },
      "described": Model(
        inputs: [given], outputs: [Dense(1)(Add()([Dense(3)(given), Dropout(0.5)(given)]))]),
    ]
  }
  /// What each model is given.
  static let inputs: [String: Tensor] = [
    "dense": waves([4, 2]), "images": waves([1, 4, 4, 1]), "series": waves([2, 5, 2]),
    "wrapped": waves([2, 4, 2]), "words": Tensor([[1, 4, 0], [2, 2, 3]] as [[Float]]),
    "nested": waves([4, 2]), "described": waves([2, 3]),
  ]

  /// Numbers that are different from one another.
  static func waves(_ shape: Shape) -> Tensor {
    reshape(sin(Tensor((0..<shape.elementCount).map { Float($0 + 1) })), shape.dimensions)
  }
}
