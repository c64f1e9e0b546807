/// What the call of a model takes and gives, under the names that Keras gives inputs and outputs.
package struct ModelSignature {
  /// The names of the inputs: those of a description, or `input_1`, `input_2` and so on.
  package let inputNames: [String]
  /// Their shapes and types. The size of the batch is open, unless a layer keeps states.
  package let inputs: [TensorSpec]
  /// The names of the outputs: the layers that a description takes them from, or `output_1` and so
  /// on.
  package let outputNames: [String]
}

extension Model {
  /// What the model's call takes and gives; nil if it was neither functional nor called, and so is
  /// not known.
  ///
  /// Each example of a batch continues the states of the one at the same position in the batch
  /// before. So a model with a stateful layer takes batches of one size: that of its latest call.
  ///
  /// - Throws: `InvalidUse` that names a stateful layer which has no states yet.
  package func callSignature() throws(InvalidUse) -> ModelSignature? {
    var inputs = latestInputs
    let stateful = ([self] + submodules).compactMap { $0 as? RecurrentLayer }.filter(\.isStateful)
    if let layer = stateful.first(where: { $0.stateBatchSize == nil }) {
      guard description != nil || latestCall != nil else { return nil }
      throw InvalidUse(
        layer.name, "it is stateful, and has no states yet: the size of its batches is not known",
        cure: "call the model once, with a batch of the size that it will take")
    }
    if stateful.isEmpty {
      if let description {
        inputs = description.inputs.map {
          TensorSpec([nil] + $0.exampleShape.dimensions.map { $0 }, $0.dtype)
        }
      } else {
        inputs = inputs.map { spec in
          // A scalar has no batch.
          spec.shape.rank == 0
            ? spec : TensorSpec([nil] + spec.shape.dimensions.dropFirst().map { $0 }, spec.dtype)
        }
      }
    }
    guard let count = description?.outputs.count ?? latestCall?.outputs.count else { return nil }
    return ModelSignature(
      inputNames: description?.inputs.map { $0.input!.name }
        ?? inputs.indices.map { "input_\($0 + 1)" },
      inputs: inputs,
      outputNames: description == nil
        ? (0..<count).map { "output_\($0 + 1)" } : outputNames ?? [])
  }
}
