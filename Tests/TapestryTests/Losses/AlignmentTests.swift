import TestSupport
import Testing

@testable import Tapestry

struct AlignmentTests {
  private let column = Tensor([[1.0], [2.0], [4.0]])
  private let row = Tensor([1.0, 2.0, 2.0])

  @Test func `a missing last dimension of 1 is added, and nothing broadcasts`() {
    for (y, p) in [(row, column), (column, row), (column, reshape(row, [3, 1]))] {
      expectTensor(Loss.meanSquaredError.values(y, p), [3], [0, 0, 4], .float32)
      expectTensor(
        Loss.meanSquaredError(y, p, sampleWeight: Tensor([1.0, 1.0, 3.0])), [], [4], .float32)
    }
    // What a formula makes of the same pair.
    expectTensor(square(row - column).mean(), [], [20.0 / 9], .float32, tolerance: 1e-6)
  }

  @Test func `weights stand for all, for examples or for values`() {
    let y = Tensor.zeros([2, 2, 1])
    let p = Tensor([[[1.0], [2.0]], [[3.0], [4.0]]])
    let values = Loss.meanSquaredError.reduced(.none)
    func expect(_ weights: Tensor, _ expected: [Double]) {
      expectTensor(values(y, p, sampleWeight: weights), [2, 2], expected, .float32)
    }
    expect(Tensor(2.0), [2, 8, 18, 32])
    expect(Tensor([1, 0]), [1, 4, 0, 0])
    expect(Tensor([[1.0], [0.0]]), [1, 4, 0, 0])
    expect(Tensor([[1.0, 0.0]]), [1, 0, 9, 0])
    expect(Tensor([[1.0, 2.0], [3.0, 4.0]]), [1, 8, 27, 64])
    expect(Tensor([[[1.0], [2.0]], [[3.0], [4.0]]]), [1, 8, 27, 64])
  }

  @Test func `classes may be a column, and of any type`() {
    let p = Tensor([[0.5, 0.5], [0.25, 0.75]])
    let loss = Loss.sparseCategoricalCrossentropy()
    let expected = loss(Tensor([1, 0]), p)
    for labels in [Tensor([[1], [0]]), Tensor([1.0, 0.0]), Tensor([1, 0], dtype: .uint8)] {
      expectEqual(loss(labels, p), expected)
    }
  }

  @Test func `shapes that do not belong together stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Loss.meanSquaredError(Tensor.zeros([404]), Tensor.zeros([404, 2]))
      },
      "loss 'mean_squared_error': labels of shape (404,) for predictions of shape (404, 2)",
      "cure: give both one shape; only a last dimension of 1 may be missing")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Loss.meanSquaredError(Tensor.zeros([4, 1]), Tensor.zeros([4, 3]))
      },
      "labels of shape (4, 1) for predictions of shape (4, 3)", "cure: give both one shape")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Loss.meanSquaredError(Tensor(1.0), Tensor(2.0))
      },
      "labels and predictions are scalars", "cure: give one for each example")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Loss.sparseCategoricalCrossentropy()(Tensor.zeros([4, 3]), Tensor.zeros([4, 3]))
      },
      "loss 'sparse_categorical_crossentropy': labels of shape (4, 3) for predictions of shape "
        + "(4, 3)",
      "cure: give a class index for each row of predictions")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        Metric.rootMeanSquaredError().update(Tensor.zeros([3]), Tensor.zeros([4]))
      },
      "metric 'root_mean_squared_error': labels of shape (3,) for predictions of shape (4,)",
      "cure: give both one shape")
  }

  @Test func `weights that do not fit stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Loss.meanSquaredError(
          Tensor.zeros([4, 1]), Tensor.zeros([4, 1]), sampleWeight: Tensor.ones([3]))
      },
      "loss 'mean_squared_error': sample weights of shape (3,) for values of shape (4,)",
      "cure: give one number for all, one for each example, or one for each value")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Loss.meanSquaredError(
          Tensor.zeros([4]), Tensor.zeros([4]), sampleWeight: Tensor.ones([4]))
      },
      "sample weights of shape (4,) for values of shape ()",
      "give labels and predictions a last dimension, expandDims(y, axis: -1)")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Loss.meanSquaredError(
          Tensor.zeros([4, 2]), Tensor.zeros([4, 2]), sampleWeight: Tensor.ones([4, 2]))
      },
      "loss 'mean_squared_error': sample weights of shape (4, 2) for values of shape (4,)",
      "cure: leave out the last dimension of the weights, over which predictions are reduced")
  }

  @Test func `a label that is not a class stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Loss.sparseCategoricalCrossentropy()(Tensor([2]), Tensor([[0.5, 0.5]]))
      },
      "2", "cure: use an index from 0 to 1")
  }
}
