import Testing

@testable import Tapestry

// The expected numbers and masks are those of models of TensorFlow 2.1.

/// Words of sentences of texts; 0 is padding.
private let words = Tensor([[[1, 2, 0, 0], [3, 0, 0, 0]], [[2, 2, 2, 0], [0, 0, 0, 0]]])

private func embedding() -> Embedding {
  Embedding(4, 1, embeddingsInitializer: .ones, maskZero: true)
}

private func adding(returnSequences: Bool = false) -> SimpleRNN {
  SimpleRNN(
    1, activation: .linear, kernelInitializer: .ones, recurrentInitializer: .ones,
    returnSequences: returnSequences)
}

/// The masks of the words, and of the sentences.
private let present: (words: [Bool], sentences: [Bool]) = (
  [
    true, true, false, false, true, false, false, false, true, true, true, false, false, false,
    false, false,
  ], [true, true, true, false]
)

struct TimeDistributedTests {
  @Test func `the layer inside gets the mask of each step`() throws {
    let sums: [Double] = [1, 2, 2, 2, 1, 1, 1, 1, 1, 2, 3, 3, 0, 0, 0, 0]
    let cases: [(layer: Layer, values: [Double], mask: [Bool])] = [
      (adding(), [2, 1, 3, 0], present.sentences),
      (adding(returnSequences: true), sums, present.words),
      (GlobalAveragePooling1D(), [1, 1, 1, .nan], present.sentences),
      (
        Bidirectional(adding(returnSequences: true), mergeMode: .sum),
        [3, 3, 0, 0, 2, 0, 0, 0, 4, 4, 4, 0, 0, 0, 0, 0], present.words
      ),
      (
        TimeDistributed(Dense(1, kernelInitializer: .ones)), [Double](repeating: 1, count: 16),
        present.words
      ),
    ]
    for (layer, values, mask) in cases {
      let model = Sequential([embedding(), TimeDistributed(layer)])
      let y = model(words)
      expectTensor(y, y.shape, values)
      #expect(y.mask?.scalars(as: Bool.self) == mask, "\(layer.name)")
      let predicted = try model.predict(words)
      expectTensor(predicted, predicted.shape, values)
    }
  }

  @Test func `a layer inside that drops masks leaves those of the steps of which any is present`() {
    // TensorFlow's model of these stops with an error; its layers, called on tensors, keep the
    // mask of the words, which does not fit any layer after them.
    for layer in [Flatten(), GlobalMaxPooling1D()] {
      let y = TimeDistributed(layer)(embedding()(words))
      #expect(y.mask?.scalars(as: Bool.self) == present.sentences, "\(layer.name)")
    }
  }

  @Test func `the mask that is left is used by the layers after it`() {
    let x = embedding()(words)
    let sentences = TimeDistributed(adding())(x)
    expectTensor(adding()(sentences), [2, 1], [3, 3])
    let both = adding(returnSequences: true)(sentences)
    expectTensor(both, [2, 2, 1], [2, 3, 3, 3])
    #expect(both.mask?.scalars(as: Bool.self) == present.sentences)
    let scaled = TimeDistributed(Dense(1, kernelInitializer: .ones))(sentences)
    expectTensor(scaled, [2, 2, 1], [2, 1, 3, 0])
    #expect(scaled.mask?.scalars(as: Bool.self) == present.sentences)
  }

  @Test func `a mask that the layer inside makes is that of the steps`() {
    let embedded = TimeDistributed(embedding())(words)
    #expect(embedded.mask?.scalars(as: Bool.self) == present.words)
    expectTensor(TimeDistributed(adding())(embedded), [2, 2, 1], [2, 1, 3, 0])
    let numbers = expandDims(cast(words, to: .float32), axis: 3)
    #expect(TimeDistributed(Masking())(numbers).mask?.scalars(as: Bool.self) == present.words)
    let summed = TimeDistributed(Sequential([embedding(), adding()]))(words)
    expectTensor(summed, [2, 2, 1], [2, 1, 3, 0])
    #expect(summed.mask == nil)
  }

  @Test func `a mask of whole steps stays outside`() {
    let mask = Tensor([[true, true], [true, false]])
    let x = Tensor.ones([2, 2, 3, 1]).masked(by: mask)
    let y = TimeDistributed(adding())(x)
    expectTensor(y, [2, 2, 1], [3, 3, 3, 3])
    #expect(y.mask?.scalars(as: Bool.self) == [true, true, true, false])
  }

  @Test func `it is built without a call, with the layer inside`() {
    let layer = TimeDistributed(Dense(3))
    layer.ensureBuilt(for: [2, 3, 4])
    #expect(layer.isBuilt && layer.layer.isBuilt)
    #expect(layer.weights.map(\.shape) == [[4, 3], [3]])
    let model = TimeDistributed(Sequential([Dense(3), Dense(1)]))
    model.ensureBuilt(for: [2, 3, 4])
    #expect(model.weights.map(\.shape) == [[4, 3], [3], [3, 1], [1]])
  }
}
