/// The graphs of a compiled model: one for a training step, one for a test step.
///
/// The whole step is one graph, from the batch to the updated weights and metrics: so operations
/// are fused across layers, loss and optimizer, and no Swift code runs for each of them.
final class TrainingSteps {
  /// A step on a batch. It returns the loss and, if there are several outputs, the loss of each.
  typealias Step = Function<Batch, [Tensor]>

  /// Updates the weights with one batch.
  let train: Step
  /// Evaluates one batch.
  let test: Step

  /// - Parameter model: not retained, since it holds these steps.
  init(
    _ model: Model, _ optimizer: Optimizer, _ losses: [Loss], _ lossWeights: [Double],
    _ outputMetrics: OutputMetrics, _ trainable: TrainableLayers
  ) {
    unowned let model = model

    /// The total loss that training minimizes, from the outputs and regularizers; then the loss of
    /// each output.
    func loss(_ outputs: [Tensor], _ batch: Batch) -> [Tensor] {
      guard outputs.count == losses.count, batch.targets.count == losses.count else {
        misuse(
          model.name,
          "\(outputs.count) outputs, \(batch.targets.count) targets and \(losses.count) losses",
          cure: "give one target and one loss for each output")
      }
      let parts = outputs.indices.map { index in
        losses[index].ofOutput(
          batch.targets[index], outputs[index], sampleWeight: batch.weights.first)
      }
      let weighted = zip(lossWeights, parts).map { $0 == 1 ? $1 : $0 * $1 }
      let total = (weighted + model.losses).reduce(nil) { sum, part in sum.map { $0 + part } ?? part
      }!
      return [total] + (parts.count > 1 ? parts : [])
    }

    train = Function("\(model.name).train") { batch in
      try trainable.restored(in: model) {
        let tape = GradientTape()
        let (outputs, losses) = tape.record {
          let outputs = model.outputs(batch.inputs, training: true)
          return (outputs, loss(outputs, batch))
        }
        let variables = model.trainableVariables
        optimizer.applyGradients(
          try tape.gradientForms(losses[0], variables), to: variables)
        outputMetrics.update(batch.targets, outputs, weights: batch.weights.first)
        return losses
      }
    }
    test = Function("\(model.name).test") { batch in
      let outputs = model.outputs(batch.inputs, training: false)
      outputMetrics.update(batch.targets, outputs, weights: batch.weights.first)
      return loss(outputs, batch)
    }
  }
}
