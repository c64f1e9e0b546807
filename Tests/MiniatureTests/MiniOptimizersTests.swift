import Tapestry
import Testing

@testable import Miniature

@Suite struct MiniOptimizersTests {
  @Test(arguments: ["SGD", "momentum", "Adam"])
  func `two hundred steps are those of the engine, one by one`(name: String) throws {
    let (mini, optimizer) = optimizers(name)
    var random = MiniRandom(seed: 4)
    let parameters = [Value(drawn([2, 3], &random)), Value(drawn([3], &random))]
    let variables = parameters.map { Variable(engine($0.data)) }
    for step in 1...200 {
      for (parameter, variable) in zip(parameters, variables) {
        parameter.gradient = drawn(parameter.shape, &random) * 0.1 + parameter.data
        #expect(parameter.shape == variable.shape.dimensions)
      }
      optimizer.applyGradients(parameters.map { engine($0.gradient) }, to: variables)
      mini.update(parameters)
      for (parameter, variable) in zip(parameters, variables) {
        #expect(agree(parameter.data, variable.tensor, tolerance: 1e-4), "step \(step)")
      }
    }
  }

  @Test func `a step resets the gradients, so that the next does not add to them`() {
    let w = Value(MiniTensor([1, -3]))
    let optimizer = MiniSGD(rate: 0.25)
    for _ in 0..<2 { optimizer.minimize((w * w).sum(to: []), [w]) }
    #expect(w.data == MiniTensor([0.25, -0.75]))
    #expect(w.gradient == MiniTensor([0, 0]))
  }
}

/// The optimizer of Miniature and the engine's, by name.
private func optimizers(_ name: String) -> (any MiniOptimizer, Optimizer) {
  switch name {
  case "SGD": (MiniSGD(rate: 0.1), SGD(learningRate: 0.1))
  case "momentum": (MiniSGD(rate: 0.1, momentum: 0.9), SGD(learningRate: 0.1, momentum: 0.9))
  default: (MiniAdam(rate: 0.05), Adam(learningRate: 0.05))
  }
}
