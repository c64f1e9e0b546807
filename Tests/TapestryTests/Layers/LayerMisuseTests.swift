import TestSupport
import Testing

@testable import Tapestry

// The messages of layers that are made or called wrongly.

@Suite struct LayerMisuseTests {
  @Test func `layers name inputs that they cannot be called with`() async {
    let rank = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Conv2D(2, 3, name: "eyes")(Tensor.ones([28, 28, 1]))
    }
    #expect(
      message(rank).contains("eyes: an input of shape (28, 28, 1), which has 3 dimensions, not 4"))
    let vector = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Dense(2)(Tensor.ones([3]))
    }
    #expect(message(vector).contains("which has fewer than 2 dimensions"))
    let size = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let layer = Dense(2, name: "head")
      _ = layer(Tensor.ones([1, 3]))
      _ = layer(Tensor.ones([1, 4]))
    }
    #expect(message(size).contains("head: an input of shape (1, 4); axis -1 must have size 3"))
    let features = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let layer = LSTM(2, name: "memory")
      _ = layer(Tensor.ones([1, 2, 3]))
      _ = layer(Tensor.ones([1, 2, 4]))
    }
    let window = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = MaxPooling1D(3)(Tensor.ones([1, 2, 1]))
    }
    #expect(message(window).contains("maxPool1D"))
    #expect(message(features).contains("memory: an input of shape (1, 2, 4); axis -1"))
    let steps = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = GRU(2, name: "gru")(Tensor.ones([1, 0, 3]))
    }
    #expect(message(steps).contains("gru: a sequence without steps, of shape (1, 0, 3)"))
    let state = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LSTM(2, name: "m")([Tensor.ones([1, 2, 3]), Tensor.ones([1, 2])])
    }
    #expect(message(state).contains("m: first states of shapes (1, 2)"))
    #expect(message(state).contains("cure: give 2 of shape (1, 2), or none"))
    let filter = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Conv1D(2, 5, name: "c")(Tensor.ones([1, 4, 1]))
    }
    #expect(
      message(filter).contains("c: filters that extend over [5] for an input of shape (1, 4, 1)"))
    let one = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Add(name: "plus")([Tensor.ones([1])])
    }
    #expect(message(one).contains("plus: Add of 1 tensor\n  cure: give it at least two"))
    let three = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Subtract(name: "minus")([Tensor.ones([1]), Tensor.ones([1]), Tensor.ones([1])])
    }
    #expect(message(three).contains("minus: the difference of 3 tensors"))
    let dot = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Dot(axes: 1, name: "dot")([Tensor.ones([2, 3]), Tensor.ones([2, 4])])
    }
    #expect(message(dot).contains("dot: tensors of shapes (2, 3) and (2, 4) along [1, 1]"))
    let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Reshape([4, -1], name: "r")(Tensor.ones([2, 6]))
    }
    #expect(
      message(shape).contains("r: examples of 6 numbers, of shape (2, 6), do not fill [4, -1]"))
    let several = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LSTM(2, returnState: true, name: "s")(Tensor.ones([1, 2, 3]))
    }
    #expect(message(several).contains("s: it has 3 outputs"))
    let row = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Embedding(3, 2)(Tensor([[3]]))
    }
    #expect(message(row).contains("3"))
    let axis = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = PReLU(sharedAxes: [3], name: "p")(Tensor.ones([1, 2]))
    }
    #expect(message(axis).contains("p: axis 3 to share of an input of shape (1, 2)"))
  }

  @Test func `layers name options that they cannot be made with`() async {
    let units = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = GRU(0)
    }
    #expect(
      message(units).contains("GRU: units is 0\n  cure: give an integer from 1 to 2147483647"))
    let rate = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Dropout(1)
    }
    #expect(message(rate).contains("Dropout: rate is 1.0\n  cure: give a number from 0 up to"))
    let sizes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Conv1D(2, [3, 3])
    }
    #expect(message(sizes).contains("Conv1D: sizes [3, 3] of a window over 1 dimension\n"))
    let both = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Conv2D(2, 3, strides: 2, dilation: 2)
    }
    #expect(message(both).contains("Conv2D: strides [2, 2] with dilation [2, 2]"))
    let order = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Permute([0, 1])
    }
    #expect(message(order).contains("Permute: dims is [0, 1]\n  cure: give each dimension"))
    let table = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Embedding(0, 2)
    }
    #expect(message(table).contains("Embedding: input_dim is 0"))
    let state = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Bidirectional(LSTM(2, returnState: true, name: "m"))
    }
    #expect(message(state).contains("Bidirectional: m cannot be made a second time"))
    let own = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Bidirectional(LSTM(2, activation: Activation("cube") { $0 * $0 * $0 }))
    }
    #expect(message(own).contains("there is no activation 'cube'"))
  }
}
