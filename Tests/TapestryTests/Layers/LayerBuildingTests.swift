import TestSupport
import Testing

@testable import Tapestry

/// A layer that reports what happens to it.
private final class Spy: Layer {
  var builds: [Shape] = []
  var trainings: [Bool] = []
  private(set) var w: Variable!
  override func build(inputShape: Shape) {
    builds.append(inputShape)
    w = addWeight("w", shape: [inputShape[-1], 1], initializer: .ones, regularizer: .l2(0.5))
  }
  override func call(_ x: Tensor, training: Bool) -> Tensor {
    trainings.append(training)
    return matmul(x, w)
  }
}

private final class Outer: Layer {
  let inner = Spy(name: "inner")
  override func call(_ x: Tensor) -> Tensor { inner(x) }
}

struct LayerBuildingTests {
  @Test func `the first call builds, and only that one`() {
    let layer = Spy(name: "spy")
    #expect(!layer.isBuilt)
    #expect(layer(Tensor.ones([2, 3])).shape == [2, 1])
    _ = layer(Tensor.ones([4, 3]))
    #expect(layer.isBuilt)
    #expect(layer.builds == [[2, 3]])
    #expect(layer.variables.map(\.name) == ["spy/w:0"])
    #expect(layer.parameterCount == 3)
    #expect(layer.latestCall?.inputs == [[4, 3]])
    layer.ensureBuilt(for: [9, 9])
    #expect(layer.builds.count == 1)
  }

  @Test func `a layer that is built by hand is not built by its call`() {
    let layer = Spy(name: "spy")
    layer.ensureBuilt(for: [1, 3])
    _ = layer(Tensor.ones([2, 3]))
    #expect(layer.builds == [[1, 3]])
  }

  @Test func `the training mode is passed to inner layers, and ends with the call`() {
    let outer = Outer(name: "outer")
    _ = outer(Tensor.ones([1, 2]), training: true)
    _ = outer(Tensor.ones([1, 2]))
    _ = outer(Tensor.ones([1, 2]), training: false)
    #expect(outer.inner.trainings == [true, false, false])
  }

  @Test func `weights' sizes add to the loss, those of layers inside too`() {
    let outer = Outer(name: "outer")
    #expect(outer.losses.isEmpty)
    _ = outer(Tensor.ones([1, 4]))
    #expect(outer.losses.map(\.number) == [2])
  }

  @Test func `weights are restored in order, or not at all`() throws {
    let layer = Dense(2, name: "d")
    #expect(throws: WeightMismatch.self) { try layer.setWeights([Tensor.ones([3, 2])]) }
    layer.ensureBuilt(for: [1, 3])
    try layer.setWeights([Tensor.ones([3, 2]), Tensor([1.0, 2.0])])
    expectEqual(layer(Tensor.ones([1, 3])), Tensor([[4.0, 5.0]]))
    let kept = layer.weights
    let error = #expect(throws: WeightMismatch.self) {
      try layer.setWeights([Tensor.zeros([3, 2]), Tensor.zeros([3])])
    }
    #expect(
      error?.description
        == "d: a float32 value of shape (3,) for weight 'd/bias:0', which has float32 and shape "
        + "(2,)\n  cure: take the values from a layer of the same sizes")
    expectSame(layer.weights, kept)
    let count = #expect(throws: WeightMismatch.self) { try layer.setWeights([]) }
    #expect(
      count?.description
        == "d: 0 values for 2 weights, 'd/kernel:0', 'd/bias:0'\n  cure: give one value for each, "
        + "in this order")
  }

  @Test func `a layer built in a trace keeps its weights, and initial values do not depend on it`()
    throws
  {
    let layer = Spy(name: "spy")
    let f = Function("f") { (x: Tensor) in layer(x) }
    #expect(try f(Tensor.ones([2, 3])).shape == [2, 1])
    #expect(try f(Tensor.ones([5, 3])).shape == [5, 1])
    #expect(layer.builds.count == 1)
    expectEqual(layer.w.tensor, Tensor.ones([3, 1]))
  }

  @Test func `an input of a different size stops with the layer and the shape`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let layer = Dense(2, name: "d")
        _ = layer(Tensor.ones([1, 3]))
        _ = layer(Tensor.ones([1, 4]))
      },
      "d: an input of shape (1, 4); axis -1 must have size 3", "make another layer for these")
  }

  @Test func `an input without a batch stops with the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Dense(2, name: "d")(Tensor.ones([3]))
      },
      "d: an input of shape (3,), which has fewer than 2 dimensions", "x[.newAxis]")
  }

  @Test func `a layer that does not say what it computes stops with the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        final class Silent: Layer {}
        _ = Silent(name: "silent")(Tensor.ones([1]))
      },
      "silent: Silent does not say what it computes", "override call(_ x: Tensor)")
  }
}
