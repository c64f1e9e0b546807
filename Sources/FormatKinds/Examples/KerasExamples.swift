import Foundation
import Tapestry

/// A model that is written, and the inputs of its predictions.
struct KerasExample {
  let name: String
  let model: Model
  let inputs: [Tensor]
  /// What it is trained with before it is written, one for each output; none if it is not compiled.
  var targets: [Tensor] = []
  /// Whether Keras 3 also reads the `.h5` file.
  var isForBoth = true

  init(name: String, model: Model, inputs: [Tensor]) {
    self.name = name
    self.model = model
    self.inputs = inputs
  }

  init(name: String, model: Sequential, input: Tensor, target: Tensor? = nil) {
    self.init(name: name, model: model, inputs: [input])
    targets = target.map { [$0] } ?? []
  }

  /// A few models with several layers.
  static var sequential: [KerasExample] {
    let dense = Sequential {
      Dense(4, activation: .relu)
      Dense(1)
    }
    dense.compile(
      optimizer: Adam(learningRate: 0.01), loss: .meanSquaredError, metrics: ["mae"])
    let images = Sequential {
      Conv2D(2, 3, padding: .same, activation: .relu)
      BatchNormalization()
      MaxPooling2D()
      Flatten()
      Dense(3, activation: .softmax)
    }
    images.compile(
      optimizer: RMSprop(learningRate: 0.01, momentum: 0.9), loss: .categoricalCrossentropy())
    let sequences = Sequential {
      LSTM(2, returnSequences: true)
      Bidirectional(GRU(2))
      Dense(1, activation: .sigmoid)
    }
    sequences.compile(
      optimizer: SGD(learningRate: 0.1, momentum: 0.9, nesterov: true),
      loss: .binaryCrossentropy())
    return [
      KerasExample(
        name: "dense_adam", model: dense, input: numbers([24, 3]),
        target: reshape(numbers([72])[0..<24], [24, 1])),
      KerasExample(
        name: "images_rmsprop", model: images, input: numbers([2, 6, 6, 1]),
        target: Tensor([[1, 0, 0], [0, 0, 1]] as [[Float]])),
      KerasExample(
        name: "sequences_momentum", model: sequences, input: numbers([4, 5, 2]),
        target: Tensor([[0], [1], [1], [0]] as [[Float]])),
    ]
  }

  /// A model for each class that Keras has, too: layers, optimizers, losses and metrics.
  ///
  /// Layers that join several inputs are left out, since a sequence of layers cannot contain them.
  static var classes: [KerasExample] { layerExamples + optimizers + losses + metrics }

  /// A model for each class of layers.
  static var layerExamples: [KerasExample] {
    let image = numbers([2, 6, 6, 2])
    let series = numbers([2, 6, 3])
    let rows = numbers([4, 5])
    let kinds: [(layer: Layer, input: Tensor)] = [
      (Dense(3, activation: .selu, kernelRegularizer: .l2(0.01)), rows),
      (ActivationLayer(.softplus), rows), (ReLU(maxValue: 0.4, negativeSlope: 0.1), rows),
      (LeakyReLU(alpha: 0.2), rows), (ELU(alpha: 0.5), rows), (PReLU(), rows), (Softmax(), rows),
      (ThresholdedReLU(theta: 0.1), rows), (Dropout(0.5, seed: 3), rows),
      (GaussianNoise(0.3), rows),
      (Flatten(), image), (Reshape([4, 18]), image), (Permute([2, 1]), series),
      (RepeatVector(3), rows), (BatchNormalization(momentum: 0.9), image),
      (LayerNormalization(), rows), (Embedding(7, 2), cast(7 * abs(rows), to: .float32)),
      (Masking(0.25), series), (Conv1D(2, 3, strides: 2, padding: .causal), series),
      (Conv2D(3, [2, 3], padding: .same, dilation: 2, activation: .tanh), image),
      (Conv2DTranspose(2, 3, strides: 2), image), (MaxPooling1D(2), series),
      (MaxPooling2D([2, 3], padding: .same), image), (AveragePooling1D(3, strides: 1), series),
      (AveragePooling2D(2), image), (GlobalMaxPooling1D(), series), (GlobalMaxPooling2D(), image),
      (GlobalAveragePooling1D(), series), (GlobalAveragePooling2D(), image),
      (ZeroPadding2D(rows: (1, 2), columns: (0, 1)), image), (UpSampling2D([2, 3]), image),
      (SimpleRNN(2, returnSequences: true), series), (LSTM(2, dropout: 0.1), series),
      (GRU(2, resetAfter: false), series), (TimeDistributed(Dense(2)), series),
      (Bidirectional(LSTM(2, returnSequences: true), mergeMode: .sum), series),
    ]
    return kinds.map { layer, input in
      let model = Sequential([layer])
      model.build(inputShape: input.shape)
      fill(model)
      var example = KerasExample(
        name: "layer_\(type(of: layer).className)", model: model, input: input)
      // Later versions of Keras 3 do not know the name under which an older file has it.
      example.isForBoth = !(layer is ThresholdedReLU)
      return example
    }
  }

  /// An optimizer of each class, and of those with options that change what they keep.
  static var optimizerKinds: [(name: String, optimizer: Optimizer)] {
    [
      ("SGD", SGD(learningRate: 0.1, momentum: 0.5)), ("Adam", Adam(learningRate: 0.1)),
      ("Adam_amsgrad", Adam(learningRate: 0.1, amsgrad: true, clipNorm: 0.5)),
      ("AdamW", AdamW(learningRate: 0.1, weightDecay: 0.02)), ("Adamax", Adamax(learningRate: 0.1)),
      ("Nadam", Nadam(learningRate: 0.1, decay: 1)),
      ("RMSprop", RMSprop(learningRate: 0.1, momentum: 0.5, centered: true)),
      ("Adagrad", Adagrad(learningRate: 0.1)), ("Adadelta", Adadelta(learningRate: 0.5)),
      ("Ftrl", Ftrl(learningRate: 0.1, l1: 0.01, l2: 0.02)), ("Lion", Lion(learningRate: 0.01)),
      ("SGD_decay", SGD(learningRate: 0.1, decay: 0.5)),
      ("SGD_schedule", SGD(learningRate: ExponentialDecay(0.1, decaySteps: 10, decayRate: 0.9))),
    ]
  }

  private static var optimizers: [KerasExample] {
    optimizerKinds.map { name, optimizer in
      trained("optimizer_\(name)", optimizer, .meanSquaredError, [])
    }
  }

  private static var losses: [KerasExample] {
    let kinds: [(name: String, loss: Loss)] = [
      ("MeanSquaredError", .meanSquaredError), ("MeanAbsoluteError", .meanAbsoluteError),
      ("MeanAbsolutePercentageError", .meanAbsolutePercentageError),
      ("MeanSquaredLogarithmicError", .meanSquaredLogarithmicError),
      ("Huber", .huber(delta: 0.5)), ("LogCosh", .logcosh), ("Poisson", .poisson),
      ("CosineSimilarity", .cosineSimilarity()),
      ("BinaryCrossentropy", .binaryCrossentropy(labelSmoothing: 0.1)),
      ("CategoricalCrossentropy", .categoricalCrossentropy(fromLogits: true)),
      ("SparseCategoricalCrossentropy", .sparseCategoricalCrossentropy(fromLogits: true)),
      ("Hinge", .hinge), ("SquaredHinge", .squaredHinge), ("CategoricalHinge", .categoricalHinge),
      ("KLDivergence", .kullbackLeiblerDivergence),
    ]
    return kinds.map { name, loss in
      trained("loss_\(name)", SGD(), loss, [], isSparse: name.hasPrefix("Sparse"))
    }
  }

  private static var metrics: [KerasExample] {
    let plain: [Metric] = [
      .mean(of: .meanSquaredError), .mean(of: .meanAbsoluteError),
      .mean(of: .meanAbsolutePercentageError), .mean(of: .meanSquaredLogarithmicError),
      .mean(of: .poisson), .mean(of: .logcosh), .cosineSimilarity(),
      .mean(of: .binaryCrossentropy()), .mean(of: .categoricalCrossentropy()), .mean(of: .hinge),
      .mean(of: .squaredHinge), .mean(of: .categoricalHinge),
      .mean(of: .kullbackLeiblerDivergence), .accuracy(), .binaryAccuracy(threshold: 0.4),
      .categoricalAccuracy(), .topKCategoricalAccuracy(k: 2), .rootMeanSquaredError(),
      .precision(thresholds: [0.4]), .recall(topK: 1), .truePositives(), .falsePositives(),
      .trueNegatives(), .falseNegatives(), .areaUnderCurve(.roc),
      .sensitivity(atSpecificity: 0.5, thresholdCount: 1),
      // With one threshold, which Keras 3 chooses differently among several.
      .specificity(atSensitivity: 0.1, thresholdCount: 1),
      .precision(atRecall: 0.1, thresholdCount: 1),
    ]
    let sparse: [Metric] = [
      .sparseCategoricalAccuracy(), .sparseTopKCategoricalAccuracy(k: 2),
      .mean(of: .sparseCategoricalCrossentropy()),
    ]
    return plain.map { trained("metric_\($0.name)", SGD(), .meanSquaredError, [$0]) }
      + sparse.map {
        trained(
          "metric_\($0.name)", SGD(), .sparseCategoricalCrossentropy(fromLogits: true), [$0],
          isSparse: true)
      }
  }

  private static func trained(
    _ name: String, _ optimizer: Optimizer, _ loss: Loss, _ metrics: [Metric],
    isSparse: Bool = false
  ) -> KerasExample {
    // Keras 3 takes the logits under a sigmoid for those of a softmax, in losses and in metrics.
    let isFromLogits = loss.config["from_logits"] == true
    let isCategorical = name == "metric_categorical_crossentropy"
    let model = Sequential {
      Dense(3, activation: isFromLogits ? .linear : isCategorical ? .softmax : .sigmoid)
    }
    model.compile(optimizer: optimizer, loss: loss, metrics: metrics)
    let target =
      isSparse ? Tensor([[0], [2], [1], [2]] as [[Float]]) : one(of: 3, [0, 2, 1, 2])
    return KerasExample(name: name, model: model, input: numbers([4, 5]), target: target)
  }

  private static func one(of count: Int, _ indices: [Int]) -> Tensor {
    Tensor(indices.map { index in (0..<count).map { $0 == index ? 1 : 0 } } as [[Float]])
  }

  /// Gives the weights values that no initializer produces, so that each has to be restored where
  /// it belongs.
  static func fill(_ model: Model) {
    for (variableIndex, variable) in model.variables.enumerated() {
      let values = (0..<variable.shape.elementCount).map { index in
        Float((index * 7 + variableIndex * 3) % 11) / 10 + 0.05
      }
      variable.assign(Tensor(values, shape: variable.shape))
    }
  }

  static func numbers(_ shape: Shape) -> Tensor {
    Tensor((0..<shape.elementCount).map { Float($0 % 7) / 7 - 0.5 }, shape: shape)
  }
}
