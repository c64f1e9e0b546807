// The examples in memory with which a model is trained or evaluated: they are checked, split and
// weighted before the first step.

extension Model {
  /// Examples, of which there are as many in each tensor.
  func examples(_ inputs: [Tensor], _ targets: [Tensor], in method: String) -> Batch {
    let counts = (inputs + targets).map { $0.shape.dimensions.first ?? 0 }
    guard let count = counts.first, count > 0, counts.allSatisfy({ $0 == count }) else {
      misuse(
        "\(name).\(method)",
        "inputs of shapes \(inputs.map(\.shape)) and targets of shapes \(targets.map(\.shape))",
        cure: "give the same number of examples in each, at least one, along the first dimension")
    }
    return Batch(inputs: inputs, targets: targets)
  }

  /// The examples for validation, if there are some.
  func validationExamples(
    _ data: (inputs: [Tensor], targets: [Tensor])?, _ weights: Tensor?
  ) -> Batch? {
    guard let data else {
      guard weights == nil else {
        misuse(
          "\(name).fit", "validationSampleWeight without validationData",
          cure: "give validationData; examples that validationSplit takes keep their sampleWeight")
      }
      return nil
    }
    var examples = examples(data.inputs, data.targets, in: "fit")
    examples.weights = self.weights(of: examples, sample: weights, in: "fit, validation")
    return examples
  }

  /// Stops the program unless a number is at least 1.
  func requirePositive(_ number: Int, _ parameter: String) {
    guard number > 0 else {
      misuse(name, "\(parameter) is \(number)", cure: "give at least 1")
    }
  }

  /// The examples before the last ones, and the last ones.
  func split(_ examples: Batch, _ part: Double) -> (Batch, Batch) {
    let first = part > 0 && part < 1 ? Int(Double(examples.count) * (1 - part)) : 0
    guard first > 0, first < examples.count else {
      misuse(
        "\(name).fit", "validationSplit is \(part) of \(examples.count) examples",
        cure: "give a number between 0 and 1 that leaves examples on both sides")
    }
    return (
      examples.mapTensors { $0[..<first] }, examples.mapTensors { $0[first..<examples.count] }
    )
  }

  /// The weight of each example, if weights are given.
  func weights(of examples: Batch, sample: Tensor?, in method: String) -> [Tensor] {
    if let sample, sample.shape.dimensions.first != examples.count {
      misuse(
        "\(name).\(method)", "weights of shape \(sample.shape) for \(examples.count) examples",
        cure: "give one weight for each example")
    }
    return sample.map { [$0] } ?? []
  }

  /// Stops the program if examples have no class of their own: several outputs may have different
  /// ones, and so may the steps of a sequence. TensorFlow refuses these too.
  func requireOneClassForEach(_ examples: Batch) {
    let count = examples.count
    func refuse(_ problem: String, cure: String) -> Never {
      misuse("\(name).fit", "classWeight \(problem)", cure: cure)
    }
    guard examples.targets.count == 1 else {
      refuse(
        "for the targets of \(examples.targets.count) outputs",
        cure: "give the examples' weights as sampleWeight, of shape (\(count),), which counts for "
          + "all outputs")
    }
    let shape = examples.targets[0].shape
    guard shape.rank < 3 else {
      refuse(
        "for targets of shape \(shape)",
        cure: "give targets with one class for each example, of shape (\(count),), (\(count), 1) "
          + "or (\(count), classes); or the weights as sampleWeight, of shape "
          + "\(Shape(Array(shape.dimensions[..<2])))")
    }
    if let weights = examples.weights.first, weights.rank != 1 {
      refuse(
        "with sampleWeight of shape \(weights.shape)",
        cure: weights.count == count
          ? "give one weight for each example: reshape(sampleWeight, [\(count)])"
          : "give one weight for each example, of shape (\(count),), or no classWeight")
    }
  }

  /// The weight of each example times the weight of its class.
  func weights(of examples: Batch, classes: [Int: Double]) -> Tensor {
    let target = examples.targets[0]
    // One number for each example is its class index; several are the probabilities of all classes.
    let perExample = target.count / examples.count
    let labels = perExample == 1 ? reshape(target, [-1]) : target.argmax(axis: -1)
    let ofClass = cast(labels, to: .int64).scalars(as: Int64.self).map { label in
      Float(classes[Int(label)] ?? 1)
    }
    let weights = Tensor(ofClass)
    return examples.weights.first.map { cast($0, to: .float32) * weights } ?? weights
  }
}
