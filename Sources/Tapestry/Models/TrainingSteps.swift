/// The graphs of a compiled model: a step of training, a step of testing.
///
/// The whole step is one graph, from the batch to the changed weights and metrics: so its operations
/// are fused across the borders of layers, loss and optimizer, and nothing is left to do for each of
/// them in Swift.
final class TrainingSteps {
  /// Changes the weights by one batch, and returns its loss.
  let train: Function<[Tensor], [Tensor], [Tensor], Tensor>
  /// Returns the loss of one batch.
  let test: Function<[Tensor], [Tensor], [Tensor], Tensor>

  /// - Parameter model: not retained, since it holds these.
  init(
    _ model: Model, _ optimizer: Optimizer, _ losses: [Loss], _ lossWeights: [Double],
    _ metrics: [Metric]
  ) {
    unowned let model = model

    /// What training makes small: the losses of the outputs, and of the weights' sizes.
    func total(_ outputs: [Tensor], _ targets: [Tensor], _ weights: [Tensor]) -> Tensor {
      guard outputs.count == targets.count, losses.count == 1 || losses.count == outputs.count
      else {
        misuse(
          model.name,
          "\(outputs.count) outputs, \(targets.count) targets and \(losses.count) losses",
          cure: "give one target for each output, and one loss for each or for all")
      }
      let parts = outputs.indices.map { place in
        let loss = losses.count == 1 ? losses[0] : losses[place]
        let value = loss(targets[place], outputs[place], sampleWeight: weights.first)
        let weight = losses.count == 1 ? lossWeights[0] : lossWeights[place]
        return weight == 1 ? value : weight * value
      }
      return (parts + model.losses).reduce(nil) { sum, part in sum.map { $0 + part } ?? part }!
    }

    func measure(_ outputs: [Tensor], _ targets: [Tensor], _ weights: [Tensor]) {
      for metric in metrics {
        metric.update(targets[0], outputs[0], sampleWeight: weights.first)
      }
    }

    train = Function("\(model.name).train") { inputs, targets, weights in
      let tape = GradientTape()
      let (outputs, loss) = tape.record {
        let outputs = model.outputs(inputs, training: true)
        return (outputs, total(outputs, targets, weights))
      }
      let variables = model.trainableVariables
      optimizer.applyGradients(
        try tape.gradient(loss, variables, unconnected: .none), to: variables)
      measure(outputs, targets, weights)
      return loss
    }
    test = Function("\(model.name).test") { inputs, targets, weights in
      let outputs = model.outputs(inputs, training: false)
      measure(outputs, targets, weights)
      return total(outputs, targets, weights)
    }
  }
}
