import Testing

@testable import Tapestry

// Which layers pass masks on. The expected masks and numbers are TensorFlow 2.1's.

/// A sequence of which some steps are masked.
private func masked() -> Tensor {
  Masking()(Tensor([[[1.0, 2], [3, 4], [0, 0]], [[1, 1], [0, 0], [0, 0]]]))
}

/// A layer that adds up its input.
private func adding() -> SimpleRNN {
  SimpleRNN(1, activation: .linear, kernelInitializer: .ones, recurrentInitializer: .ones)
}

private func passing() -> [Layer] {
  [
    Dense(2), ActivationLayer(.linear), LeakyReLU(), ELU(), PReLU(), Softmax(), ThresholdedReLU(),
    Dropout(0.5), GaussianNoise(0.1), BatchNormalization(), LayerNormalization(),
    SimpleRNN(2, returnSequences: true), TimeDistributed(Dense(2)),
    Bidirectional(SimpleRNN(2, returnSequences: true)), Sequential([Dense(2)]), LambdaLayer { $0 },
  ]
}

private func dropping() -> [Layer] {
  [
    ReLU(), Flatten(), Reshape([3, 2]), Reshape([-1, 2]), Permute([1, 2]), Conv1D(2, 1),
    MaxPooling1D(1), AveragePooling1D(1), GlobalMaxPooling1D(), GlobalAveragePooling1D(),
    SimpleRNN(2), Bidirectional(SimpleRNN(2)), Sequential([Reshape([3, 2])]),
  ]
}

struct MaskTests {
  @Test func `layers that keep the steps pass the mask on`() {
    for layer in passing() {
      let x = masked()
      for training in [false, true] {
        let mask = layer(x, training: training).mask
        #expect(
          mask?.scalars(as: Bool.self) == [true, true, false, true, false, false], "\(layer.name)")
      }
    }
  }

  @Test func `other layers drop the mask, even those that leave the numbers as they are`() {
    for layer in dropping() {
      let x = masked()
      #expect(layer(x).mask == nil, "\(layer.name)")
      #expect(x.mask != nil, "\(layer.name)")
    }
  }

  @Test func `a row that is flattened has no mask`() {
    let row = Masking()(Tensor([[1.0, 2], [0, 0]]))
    #expect(row.mask?.scalars(as: Bool.self) == [true, false])
    #expect(Flatten()(row).mask == nil)
  }

  @Test func `a sequence of the same shape has all its steps, in a traced model too`() throws {
    let ids = Tensor([[1, 2, 0]])
    let model = Sequential([
      Embedding(4, 1, embeddingsInitializer: .ones, maskZero: true), Reshape([3, 1]), adding(),
    ])
    #expect(model(ids).number == 3)
    #expect(try model.predict(ids).number == 3)
    let kept = Sequential([
      Embedding(4, 1, embeddingsInitializer: .ones, maskZero: true), adding(),
    ])
    #expect(kept(ids).number == 2)
    #expect(try kept.predict(ids).number == 2)
  }

  @Test func `an operation that changes nothing returns a tensor without a mask`() throws {
    let x = Tensor([[1.0, 2], [3, 4]]).masked(by: Tensor([[true, false], [true, true]]))
    let results = [
      reshape(x, [2, -1]), cast(x, to: .float32), broadcast(x, to: [2, 2]), squeeze(x), roll(x, 0),
      roll(x, 2, axis: 1), roll(x, [], axis: []), pad(x, [(0, 0), (0, 0)], mode: .reflect),
      einsum("ij->ij", x),
    ]
    for (index, result) in results.enumerated() {
      #expect(result.mask == nil, "\(index)")
      expectTensor(result, [2, 2], [1, 2, 3, 4])
    }
    let tape = GradientTape()
    tape.watch(x)
    let y = tape.record { (reshape(x, [2, 2]) * cast(x, to: .float32)).sum() }
    expectTensor(try tape.gradient(y, x), [2, 2], [2, 4, 6, 8])
  }
}
